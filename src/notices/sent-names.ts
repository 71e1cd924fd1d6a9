import { phoneNumber } from '../customers/index.ts'

/** Messages of one batch that are on the wire or were: key and number by their place in it. */
export interface SentBatch {
  key(ordinal: number): string
  to(ordinal: number): string
}

/** Places of a batch; a batch has at most 500. */
const PLACES = 512

/**
 * Which message each name given by a provider stands for, as long as it is likely to be asked. Receipts come within
 * seconds as a rule, so nearly all are found here; after a restart `receipts.ts` finds the rest by the customer's number.
 * An index over the names in the database would cost more than the rest of the outbox together.
 *
 * A name leads to a small number, batch x 512 + place: no object and no string is made for a message. Two generations:
 * when the younger is full the older goes, without a look at any entry.
 */
export class SentNames {
  #young = new Generation()
  #old = new Generation()
  #most: number

  /** @param most names a generation; about 80 bytes each */
  constructor(most = 250_000) {
    this.#most = most
  }

  add(names: readonly string[], batch: SentBatch, ordinal: number): void {
    this.#young.add(names, batch, ordinal)
    if (this.#young.size < this.#most) return
    this.#old = this.#young
    this.#young = new Generation()
  }

  /**
   * The key of the message that a receipt means: the first of its names that is known, of a message to that number.
   * With running numbers a name read in the other base can be another customer's, so the number decides.
   */
  find(names: readonly string[], to: string | undefined): string | undefined {
    for (const name of names) {
      const sent = this.#young.find(name) ?? this.#old.find(name)
      if (sent && (to === undefined || sameNumber(sent.batch.to(sent.ordinal), to))) return sent.batch.key(sent.ordinal)
    }
    return undefined
  }
}

class Generation {
  #places = new Map<string, number>()
  #batches: SentBatch[] = []
  #numbers = new Map<SentBatch, number>()

  get size(): number {
    return this.#places.size
  }

  add(names: readonly string[], batch: SentBatch, ordinal: number): void {
    let number = this.#numbers.get(batch)
    if (number === undefined) {
      number = this.#batches.push(batch) - 1
      this.#numbers.set(batch, number)
    }
    for (const name of names) this.#places.set(name, number * PLACES + ordinal)
  }

  find(name: string): { batch: SentBatch; ordinal: number } | undefined {
    const place = this.#places.get(name)
    return place === undefined
      ? undefined
      : { batch: this.#batches[Math.floor(place / PLACES)]!, ordinal: place % PLACES }
  }
}

/** Providers write numbers with the country's code and no plus. */
export const asContact = (to: string): string =>
  phoneNumber(/^\d{9,15}$/.test(to) && !to.startsWith('0') ? `+${to}` : to) ?? to

const sameNumber = (a: string, b: string): boolean => asContact(a) === asContact(b)
