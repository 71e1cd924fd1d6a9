/**
 * How fast a provider wants it. Nobody tells us its limit, only "throttled" (ESME_RTHROTTLED, ESME_RMSGQFUL) once it
 * is passed. So: stop for a moment, longer each time nothing was accepted in between; go on at four fifths of what it
 * took; then a tenth faster each second until it says so again. Against a limit of 200/s that settles within
 * 2 s, uses more than 80 % of it, and a few messages in a hundred are asked twice.
 */
export class Pace {
  #most: number
  #rate: number
  #tokens = 0
  #at = 0
  #pausedUntil = 0
  #pause_ms = 0
  #takenNow = 0
  #takenBefore = 0
  #bucket = 0
  #throttledAt = Number.NEGATIVE_INFINITY
  slowed: { reason: string; since: Date } | undefined

  /** @param most messages a second, 0 for no limit of our own */
  constructor(most: number) {
    this.#most = most > 0 ? most : Number.POSITIVE_INFINITY
    this.#rate = this.#most
  }

  /** @returns 0 when one may go now (it is then counted), else the milliseconds to wait */
  take(now: number): number {
    if (now < this.#pausedUntil) return this.#pausedUntil - now
    this.#roll(now)
    if (this.#rate === Number.POSITIVE_INFINITY) return 0
    // At most a tenth of a second is saved up, or an idle night would end in one burst
    this.#tokens = Math.min(Math.max(1, this.#rate / 10), this.#tokens + ((now - this.#at) / 1000) * this.#rate)
    this.#at = now
    if (this.#tokens < 1) return Math.max(1, ((1 - this.#tokens) / this.#rate) * 1000)
    this.#tokens -= 1
    return 0
  }

  accepted(): void {
    this.#takenNow += 1
    this.#pause_ms = 0
  }

  throttled(reason: string, now = performance.now()): void {
    this.#roll(now)
    this.#throttledAt = now
    this.slowed ??= { reason, since: new Date() }
    if (now < this.#pausedUntil) return // the rest of the same window
    this.#pause_ms = Math.min(5_000, Math.max(100, this.#pause_ms * 2))
    this.#pausedUntil = now + this.#pause_ms
    const took = Math.max(this.#takenBefore, this.#takenNow)
    const before = this.#rate === Number.POSITIVE_INFINITY ? Math.max(100, took) : this.#rate
    // Not below 10/s: few accepted can also mean that few were asked; a slower provider still has the pauses
    this.#rate = Math.min(this.#most, Math.max(10, before * 0.8))
    this.#tokens = 0
    this.#at = this.#pausedUntil
  }

  #roll(now: number): void {
    if (now - this.#bucket < 1000) return
    this.#takenBefore = now - this.#bucket < 2000 ? this.#takenNow : 0
    this.#takenNow = 0
    this.#bucket = now
    if (!this.slowed) return
    this.#rate = Math.min(this.#most, this.#rate * 1.1)
    // Half a minute without a word: it was a bad moment, not a limit
    if (now - this.#throttledAt > 30_000) {
      this.#rate = this.#most
      this.slowed = undefined
    }
  }
}
