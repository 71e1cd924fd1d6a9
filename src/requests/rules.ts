import { parseInstant } from '../kernel/index.ts'

export const states = ['received', 'complete', 'paused', 'closed'] as const
export type State = (typeof states)[number]

export const outcomes = ['done', 'refused', 'withdrawn', 'merged'] as const
export type Outcome = (typeof outcomes)[number]

export const channels = ['phone', 'office', 'web', 'app', 'sms', 'email', 'letter', 'api', 'open311'] as const
export type Channel = (typeof channels)[number]

/** Which states each verb may start from. The console reads this table to grey a button out and to say why. */
export const verbs = {
  complete: ['received'],
  pause: ['complete'],
  resume: ['paused'],
  step: ['complete'],
  move: ['received', 'complete', 'paused'],
  assign: ['received', 'complete', 'paused'],
  comment: ['received', 'complete', 'paused', 'closed'],
  close: ['received', 'complete', 'paused'],
  merge: ['received', 'complete', 'paused'],
  reopen: ['closed'],
} as const satisfies Record<string, readonly State[]>
export type Verb = keyof typeof verbs

/** What can be done in a state. */
export const allowedIn = (state: State): Verb[] =>
  (Object.keys(verbs) as Verb[]).filter((v) => (verbs[v] as readonly State[]).includes(state))

/** How histories say what became of a request. */
const outcomeWords: Record<string, Outcome> = {
  done: 'done',
  completed: 'done',
  complete: 'done',
  energised: 'done',
  energized: 'done',
  connected: 'done',
  resolved: 'done',
  solved: 'done',
  answered: 'done',
  accepted: 'done',
  closed: 'done',
  ok: 'done',
  success: 'done',
  refused: 'refused',
  rejected: 'refused',
  not_accepted: 'refused',
  failed: 'refused',
  withdrawn: 'withdrawn',
  cancelled: 'withdrawn',
  canceled: 'withdrawn',
  merged: 'merged',
  duplicate: 'merged',
}

/** A word as the catalogue spells it: lower case, underscores. */
export const wordOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s.-]+/g, '_')

/** True for what may be a corporation's code. */
export const isCorporationCode = (text: string): boolean => /^[A-Z][A-Z0-9_-]{1,15}$/.test(text)

/** A row of requests.csv as text. */
export interface HistoryText {
  code: string
  service: string
  corporation: string
  office: string
  channel: string
  received_at: string
  complete_at: string
  closed_at: string
  outcome: string
}

export interface HistoryRow {
  channel: string
  received_at: Date
  complete_at: Date | null
  closed_at: Date | null
  outcome: Outcome | null
}

type Wrong = { field: keyof HistoryText; reason: string }

/** Reads a row by itself; says the first thing wrong with it. `now`: nothing of a history lies ahead. */
export function readHistory(row: HistoryText, now: Date): HistoryRow | Wrong {
  if (!/^[^\s,;"]{1,60}$/.test(row.code))
    return { field: 'code', reason: `"${row.code.slice(0, 80)}" is not a code (1 to 60 characters without spaces)` }
  if (!isCorporationCode(row.corporation))
    return {
      field: 'corporation',
      reason: row.corporation === '' ? 'no corporation is named' : `"${row.corporation}" is not a corporation's code`,
    }
  if (row.office.length > 40) return { field: 'office', reason: 'longer than 40 characters' }
  const channel = wordOf(row.channel) || 'unknown'
  if (channel.length > 30) return { field: 'channel', reason: 'longer than 30 characters' }
  const times: Record<'received_at' | 'complete_at' | 'closed_at', Date | null> = {
    received_at: null,
    complete_at: null,
    closed_at: null,
  }
  for (const field of ['received_at', 'complete_at', 'closed_at'] as const) {
    if (row[field] === '' && field !== 'received_at') continue
    const found = parseInstant(row[field])
    if (!found) return { field, reason: `"${row[field]}" is not a time with an offset (2017-01-09T08:30:00+07:00)` }
    if (found > now) return { field, reason: `${row[field]} lies in the future` }
    times[field] = found
  }
  const received_at = times.received_at!
  const { complete_at, closed_at } = times
  if (complete_at && complete_at < received_at)
    return { field: 'complete_at', reason: `${row.complete_at} is before it was received (${row.received_at})` }
  if (closed_at && complete_at && closed_at < complete_at)
    return { field: 'closed_at', reason: `${row.closed_at} is before the file was complete (${row.complete_at})` }
  if (closed_at && closed_at < received_at)
    return { field: 'closed_at', reason: `${row.closed_at} is before it was received (${row.received_at})` }
  const word = wordOf(row.outcome)
  if (!closed_at) {
    if (word !== '' && word !== 'open' && word !== 'pending')
      return { field: 'outcome', reason: `"${row.outcome}" of a request that is not closed` }
    return { channel, received_at, complete_at, closed_at, outcome: null }
  }
  const outcome = word === '' ? 'done' : outcomeWords[word]
  if (!outcome)
    return { field: 'outcome', reason: `"${row.outcome.slice(0, 40)}" is not one of done, refused, withdrawn, merged` }
  return { channel, received_at, complete_at, closed_at, outcome }
}

/**
 * The smallest value that at least a share of the counted ones do not exceed (nearest rank), of values in ascending order.
 * Undefined where nothing is counted.
 */
export function percentile(counted: readonly { value: number; count: number }[], share: number): number | undefined {
  const total = counted.reduce((sum, c) => sum + c.count, 0)
  let seen = 0
  for (const { value, count } of counted) {
    seen += count
    // a share of 0.9 times a whole number must not miss it by a rounding
    if (seen >= share * total - 1e-9) return value
  }
  return undefined
}
