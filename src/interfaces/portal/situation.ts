/** From outages to what one transformer's customers live through: pure, over typed arrays. */
import { ranges } from '../../kernel/index.ts'
import type { OutageNow } from './source.ts'
import type { CustomerOutage } from './views.ts'

/** An outage as one part of its transformers has it: `back` and `verdict` are places in its lists, -1 for none. */
export interface Life {
  outage: OutageNow
  back: number
  verdict: number
}

/** States that transformers are in: `stateOf[transformer]` is a place in `lives`; 0 is "nothing at all". */
export interface Situation {
  stateOf: Uint16Array | Uint32Array
  lives: readonly (readonly Life[])[]
}

/**
 * Which transformers share which outages and parts. Each outage splits the states of its transformers by part; a state is
 * named by the state before and the part, so equal stories get equal numbers. A transformer beyond the arrays is in none.
 */
export function situationOf(outages: readonly OutageNow[]): Situation {
  const transformers = Math.max(0, ...outages.map((one) => highest(one.transformers)))
  const stateOf = new Uint32Array(transformers)
  const label = new Uint32Array(transformers)
  const lives: Life[][] = [[]]
  for (const outage of outages) {
    // label = 1 + (which restoration + 1) * verdicts + (which verdict + 1)
    const verdicts = outage.outcomes.length + 1
    const each = (set: string, change: (t: number) => void) => {
      for (const t of ranges.numbersOf(set)) if (t < transformers) change(t)
    }
    each(outage.transformers, (t) => (label[t] = 1))
    outage.restored.forEach((part, i) => {
      each(part.transformers, (t) => label[t] > 0 && (label[t] = 1 + (i + 1) * verdicts))
    })
    outage.outcomes.forEach((part, i) => {
      each(part.transformers, (t) => {
        if (label[t] > 0) label[t] += i + 1 - ((label[t] - 1) % verdicts)
      })
    })
    const next = new Map<number, number>()
    each(outage.transformers, (t) => {
      const name = stateOf[t] * 2 ** 21 + label[t]
      let state = next.get(name)
      if (state === undefined) {
        state = lives.length
        next.set(name, state)
        const part = label[t] - 1
        lives.push([
          ...lives[stateOf[t]],
          { outage, back: Math.floor(part / verdicts) - 1, verdict: (part % verdicts) - 1 },
        ])
      }
      stateOf[t] = state
    })
    each(outage.transformers, (t) => (label[t] = 0))
  }
  return { stateOf, lives }
}

/** The end of a set: one more than its highest number. */
const highest = (set: string): number => Number(/(\d+)\)\}$/.exec(set)?.[1] ?? 0)

/** Names a state by what it is, so that its page can be kept from one look at the database to the next. */
export const markOf = (lives: readonly Life[]): string =>
  lives.map((life) => `${life.outage.id}:${life.outage.mark}:${life.back}:${life.verdict}`).join('|')

/** The outage as the customers of this part have it. */
export function livedBy({ outage, back, verdict }: Life): CustomerOutage {
  const {
    transformers: _,
    restored,
    outcomes,
    power_back_due,
    corporation_id: __,
    mark: ___,
    facts: ____,
    ...rest
  } = outage
  const part = outcomes[verdict]
  const back_at = back >= 0 ? restored[back].back_at : null
  return {
    ...rest,
    phase: outage.phase === 'out' && back_at ? 'restored' : outage.phase,
    back_at: back_at ?? (outage.phase === 'restored' ? outage.back_at : null),
    power_back: power_back_due
      ? { due: power_back_due, outcome: part?.outcome ?? 'open', late_s: part?.late_s ?? null }
      : null,
  }
}

const hour = 3_600_000

/** How much it matters now; smaller first. Undefined: not worth a line any more. */
function rank(one: CustomerOutage, now: Date): number | undefined {
  const t = now.getTime()
  if (one.phase === 'out') return 0
  if (one.phase === 'restored') {
    const since = t - (one.back_at ?? one.out_from).getTime()
    return since < 3 * hour ? 1 : since < 36 * hour ? 4 : undefined
  }
  if (one.phase === 'coming') return one.out_from.getTime() - t < 48 * hour ? 2 : 5
  return one.out_from.getTime() + 12 * hour > t ? 3 : undefined
}

/** What a customer is told first, and the cuts to come after it. */
export function pick(
  lives: readonly CustomerOutage[],
  now: Date,
): { outage: CustomerOutage | null; next: CustomerOutage[] } {
  const ranked = lives
    .flatMap((one) => {
      const r = rank(one, now)
      return r === undefined ? [] : [{ one, r }]
    })
    .sort((a, b) => a.r - b.r || a.one.out_from.getTime() - b.one.out_from.getTime())
  const outage = ranked[0]?.one ?? null
  return {
    outage,
    next: ranked
      .map(({ one }) => one)
      .filter((one) => one !== outage && one.phase === 'coming')
      .sort((a, b) => a.out_from.getTime() - b.out_from.getTime())
      .slice(0, 5),
  }
}
