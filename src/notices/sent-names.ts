import { phoneNumber } from '../customers/index.ts'

interface Sent {
  key: string
  to: string
}

/**
 * Which message each name given by a provider stands for, as long as it is likely to be asked. Receipts come within
 * seconds as a rule, so nearly all are found here; after a restart `receipts.ts` finds the rest by the customer's number.
 * An index over the names in the database would cost more than the rest of the outbox together.
 *
 * Two generations: when the younger is full the older goes, without a look at any entry.
 */
export class SentNames {
  #young = new Map<string, Sent>()
  #old = new Map<string, Sent>()
  #most: number

  /** @param most names a generation; about 150 bytes each */
  constructor(most = 250_000) {
    this.#most = most
  }

  add(names: readonly string[], key: string, to: string): void {
    const sent = { key, to }
    for (const name of names) this.#young.set(name, sent)
    if (this.#young.size < this.#most) return
    this.#old = this.#young
    this.#young = new Map()
  }

  /**
   * The key of the message that a receipt means: the first of its names that is known, of a message to that number.
   * With running numbers a name read in the other base can be another customer's, so the number decides.
   */
  find(names: readonly string[], to: string | undefined): string | undefined {
    for (const name of names) {
      const sent = this.#young.get(name) ?? this.#old.get(name)
      if (sent && (to === undefined || sameNumber(sent.to, to))) return sent.key
    }
    return undefined
  }
}

/** Providers write numbers with the country's code and no plus. */
export const asContact = (to: string): string =>
  phoneNumber(/^\d{9,15}$/.test(to) && !to.startsWith('0') ? `+${to}` : to) ?? to

const sameNumber = (a: string, b: string): boolean => asContact(a) === asContact(b)
