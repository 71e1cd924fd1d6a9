/**
 * Answers from memory: code -> transformer -> state -> page. A million customers on one feeder are one page; the
 * database is asked for the situation at most once a second, however many people ask us, and when it is gone the last
 * known answer is given with its age.
 *
 *   CodeIndex (13.6 B a customer)  PD01000123456 -> reachable | transformer 4711
 *   stateOf   (4 B a transformer)  4711 -> 12
 *   states                         12 -> page ready in plain and gzip, by language and reachability, for this minute
 */
import { gzipSync } from 'node:zlib'
import { CodeIndex } from './code-index.ts'
import { sheet } from './layout.ts'
import { answerPage } from './pages/answer.ts'
import { hole, type Pressed, press, share, stamp, stampGzip } from './pressed.ts'
import { type Life, livedBy, markOf, pick, type Situation, situationOf } from './situation.ts'
import type { OutageNow, PortalSource, SupplyBatch } from './source.ts'
import type { AnswerView, Corporation, CustomerOutage, Frame } from './views.ts'
import type { Lang } from './words.ts'

/** Value of a code: 29 bits of transformer, or with `several` a place in the list of those who have several. */
const several = 0x8000_0000
const reachableBit = 0x4000_0000
const numberMask = 0x3fff_ffff

const sharedSheet = share(sheet)
const day = 86_400_000
/** How far back and ahead outages are known here, in days. */
export const daysBack = 2
export const daysAhead = 14
/** Cuts are listed this far ahead, in days. */
export const daysListed = 45

/** A customer with supplies on several transformers. */
interface Several {
  reachable: boolean
  transformers: number[]
}

interface State {
  mark: string
  corporation_id: number
  lives: readonly Life[]
  /** [language * 2 + reachable] */
  pages: (Ready | undefined)[]
}

interface Ready {
  minute: number
  hits: number
  text: string
  pressed: Pressed | undefined
}

export interface AnswerCacheOptions {
  now: () => Date
  /** Links on the page that need a room that is there. */
  report: boolean
  live: boolean
  onError?: (error: unknown) => void
}

export class AnswerCache {
  readonly #source: PortalSource
  readonly #options: AnswerCacheOptions
  #codes = new CodeIndex()
  #several: Several[] = []
  #corporationOf = new Uint16Array(0)
  #corporations = new Map<number, Corporation & { id: number }>()
  #situation: Situation = { stateOf: new Uint32Array(0), lives: [[]] }
  #outages: readonly OutageNow[] = []
  #states = new Map<string, State>()
  #byNumber: (State | undefined)[] = []
  #as_of = new Date(0)
  #refreshing: Promise<boolean> | undefined
  #watchers = new Map<string, Set<() => void>>()
  #watching = 0

  constructor(source: PortalSource, options: AnswerCacheOptions) {
    this.#source = source
    this.#options = options
  }

  /** When the figures were last known to be true. */
  get as_of(): Date {
    return this.#as_of
  }
  get customers(): number {
    return this.#codes.size
  }
  get bytes(): number {
    return this.#codes.bytes
  }
  /** Outages known now: lately restored, under way, to come. */
  get outages(): readonly OutageNow[] {
    return this.#outages
  }
  get corporations(): readonly (Corporation & { id: number })[] {
    return [...this.#corporations.values()]
  }
  corporation(id: number): (Corporation & { id: number }) | undefined {
    return this.#corporations.get(id)
  }

  /** Reads all customers, then the situation. */
  async load(): Promise<void> {
    const { expected, batches } = await this.#source.supplies()
    const codes = new CodeIndex(expected)
    const lists: Several[] = []
    for await (const batch of batches) this.#take(batch, codes, lists)
    this.#codes = codes
    this.#several = lists
    await this.refresh()
  }

  /** Looks for a code that memory does not know; true when somebody has it. */
  async learn(code: string): Promise<boolean> {
    const batch = await this.#source.suppliesOf(code)
    this.#take(batch, this.#codes, this.#several, true)
    return batch.codes.length > 0
  }

  #take(batch: SupplyBatch, codes: CodeIndex, lists: Several[], anew = false): void {
    const seen = anew ? new Set<string>() : undefined
    for (let i = 0; i < batch.codes.length; i++) {
      const code = batch.codes[i]
      const transformer = batch.transformers[i]
      if (transformer >= this.#corporationOf.length) {
        const more = new Uint16Array(Math.ceil((transformer + 1) * 1.25))
        more.set(this.#corporationOf)
        this.#corporationOf = more
      }
      this.#corporationOf[transformer] = batch.corporations[i]
      const reachable = batch.reachable[i] ? reachableBit : 0
      // A customer who is read again is read whole: the first row replaces, the further ones add.
      const before = seen && !seen.has(code) ? undefined : codes.get(code)
      seen?.add(code)
      if (before === undefined) codes.set(code, transformer + reachable)
      else if (before >= several) lists[before - several].transformers.push(transformer)
      else if ((before & numberMask) !== transformer) {
        lists.push({ reachable: (before & reachableBit) > 0, transformers: [before & numberMask, transformer] })
        codes.set(code, several + lists.length - 1)
      }
    }
  }

  /** Asks for the situation anew. Callers at the same time share one question. False when it could not be had. */
  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#ask().finally(() => (this.#refreshing = undefined))
    return this.#refreshing
  }

  async #ask(): Promise<boolean> {
    const now = this.#options.now()
    try {
      const [corporations, outages] = await Promise.all([
        this.#source.corporations(),
        this.#source.outages(new Date(now.getTime() - daysBack * day), new Date(now.getTime() + daysListed * day)),
      ])
      this.#corporations = new Map(corporations.map((one) => [one.id, one]))
      this.#outages = outages
      const near = outages.filter((one) => one.out_from.getTime() < now.getTime() + daysAhead * day)
      this.#situation = situationOf(near)
      // Pages of states that are as they were stay ready; the others are forgotten.
      const before = this.#states
      this.#states = new Map()
      this.#byNumber = this.#situation.lives.map((lives, i) =>
        i === 0 ? undefined : this.#state(lives, lives[0].outage.corporation_id, before),
      )
      for (const one of corporations) this.#state([], one.id, before)
      this.#as_of = now
      this.#tellWatchers()
      return true
    } catch (error) {
      this.#options.onError?.(error)
      return false
    }
  }

  #state(lives: readonly Life[], corporation_id: number, before?: Map<string, State>): State {
    const mark = `${corporation_id}|${markOf(lives)}`
    let state = this.#states.get(mark)
    if (!state) {
      const old = before?.get(mark)
      state = { mark, corporation_id, lives, pages: old?.pages ?? [] }
      this.#states.set(mark, state)
    }
    return state
  }

  #stateOfTransformer(transformer: number): State {
    const number = transformer < this.#situation.stateOf.length ? this.#situation.stateOf[transformer] : 0
    return this.#byNumber[number] ?? this.#state([], this.#corporationOf[transformer])
  }

  /** The state of a customer, and whether we can tell them; undefined: no such code. */
  #find(code: string): { state: State; reachable: number } | undefined {
    const value = this.#codes.get(code)
    return value === undefined ? undefined : { state: this.#stateOf(value), reachable: this.#isReachable(value) }
  }

  #isReachable(value: number): number {
    return (value < several ? (value & reachableBit) > 0 : this.#several[value - several].reachable) ? 1 : 0
  }

  #stateOf(value: number): State {
    if (value < several) return this.#stateOfTransformer(value & numberMask)
    const states = this.#several[value - several].transformers.map((t) => this.#stateOfTransformer(t))
    const lives = [...new Set(states.flatMap((one) => one.lives))]
    // Two parts of one outage: the one that is worse off speaks.
    const worst = lives.filter(
      (one) => !lives.some((two) => two !== one && two.outage === one.outage && worse(two, one)),
    )
    return this.#state(worst, states[0].corporation_id)
  }

  has(code: string): boolean {
    return this.#codes.get(code) !== undefined
  }

  /** Whether we have a way to tell this customer. */
  reachable(code: string): boolean {
    return this.#find(code)?.reachable === 1
  }

  /** Whose customer it is. */
  corporationOf(code: string): Corporation | undefined {
    const found = this.#find(code)
    return found && this.#corporations.get(found.state.corporation_id)
  }

  /** The view of one customer, for pages that are not kept ready. */
  view(code: string): { view: AnswerView; lives: CustomerOutage[]; corporation: Corporation | null } | undefined {
    const found = this.#find(code)
    if (!found) return undefined
    return {
      view: this.#viewOf(found.state, code, found.reachable),
      lives: found.state.lives.map(livedBy),
      corporation: this.#corporations.get(found.state.corporation_id) ?? null,
    }
  }

  #viewOf(state: State, code: string, reachable: number): AnswerView {
    const { outage, next } = pick(state.lives.map(livedBy), this.#options.now())
    const told = reachable ? outage : outage && { ...outage, told_at: null, notice: null }
    const path = inPath(code)
    return {
      code,
      masked: false,
      outage: told,
      next,
      days: daysAhead,
      links: {
        report: this.#options.report ? `/bao-mat-dien?kh=${path}` : null,
        tell: `/kh/${path}/nhan-tin`,
        calendar: `/kh/${path}/lich.ics`,
        live: this.#options.live ? `/kh/${path}/song` : null,
      },
    }
  }

  /** The bytes (a latin1 string) of a customer's whole page, ready to send; undefined when nobody has this code. */
  page(code: string, lang: Lang, gzip: boolean): string | undefined {
    const value = this.#codes.get(code)
    if (value === undefined) return undefined
    const state = this.#stateOf(value)
    const reachable = this.#isReachable(value)
    const now = this.#options.now()
    const minute = Math.floor(now.getTime() / 60_000)
    const place = (lang === 'vi' ? 0 : 2) + reachable
    const render = (shown: string) => {
      const frame: Frame = {
        lang,
        path: `/kh/${inPath(shown)}`,
        now: new Date(minute * 60_000),
        as_of: this.#as_of,
        corporation: this.#corporations.get(state.corporation_id) ?? null,
      }
      return answerPage(frame, this.#viewOf(state, shown, reachable)).text
    }
    const bytes = (text: string) => (gzip ? gzipSync(text, { level: 4 }) : Buffer.from(text)).toString('latin1')
    if (!fitting.test(code)) return bytes(render(code))
    let ready = state.pages[place]
    if (ready?.minute !== minute)
      state.pages[place] = ready = { minute, hits: 0, text: render(hole), pressed: undefined }
    ready.hits++
    // In a storm there are thousands of small states that one person asks about: pressing (2 ms) pays from the second.
    if (ready.hits === 1) return bytes(ready.text.replaceAll(hole, code))
    if (!ready.pressed) {
      ready.pressed = press(ready.text, sharedSheet)
      ready.text = ''
    }
    return gzip ? stampGzip(ready.pressed, code) : stamp(ready.pressed, code)
  }

  /** Calls when the answer of a code changes. Returns how to stop, or undefined when too many are listening. */
  watch(code: string, changed: () => void, most = 5000): (() => void) | undefined {
    if (this.#watching >= most) return undefined
    const found = this.#find(code)
    if (!found) return undefined
    let mark = found.state.mark
    const look = () => {
      const now = this.#find(code)?.state.mark
      if (now === undefined || now === mark) return
      mark = now
      changed()
    }
    const set = this.#watchers.get(code) ?? new Set()
    this.#watchers.set(code, set.add(look))
    this.#watching++
    return () => {
      if (!set.delete(look)) return
      this.#watching--
      if (set.size === 0 && this.#watchers.get(code) === set) this.#watchers.delete(code)
    }
  }

  #tellWatchers(): void {
    for (const set of this.#watchers.values()) for (const look of set) look()
  }
}

const worse = (one: Life, two: Life): boolean => {
  const backAt = (life: Life) =>
    life.back < 0 ? Number.POSITIVE_INFINITY : life.outage.restored[life.back].back_at.getTime()
  if (backAt(one) !== backAt(two)) return backAt(one) > backAt(two)
  return one.verdict > two.verdict
}

/** Codes that fit the hole of a page as they are, in text and in an address. */
const fitting = /^[A-Z0-9]{13}$/
const inPath = (code: string): string => (code === hole ? hole : encodeURIComponent(code))
