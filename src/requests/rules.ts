import { because, type ProblemCode, parseInstant, type Wrong } from '../kernel/index.ts'

export const states = ['received', 'complete', 'paused', 'closed'] as const
export type State = (typeof states)[number]

export const outcomes = ['done', 'refused', 'withdrawn', 'merged'] as const
export type Outcome = (typeof outcomes)[number]

export const channels = ['phone', 'office', 'web', 'app', 'sms', 'email', 'letter', 'api', 'open311'] as const
export type Channel = (typeof channels)[number]

const open = ['received', 'complete', 'paused'] as const

/** Which states each verb may start from. The console reads this table to grey a button out and to say why. */
export const verbs = {
  complete: ['received'],
  pause: ['complete'],
  resume: ['paused'],
  answer: states,
  step: ['complete'],
  obstacle: ['complete'],
  assign: open,
  claim: open,
  release: open,
  move: open,
  reclassify: open,
  comment: states,
  attach: states,
  close: open,
  withdraw: open,
  merge: open,
  reopen: ['closed'],
} as const satisfies Record<string, readonly State[]>
export type Verb = keyof typeof verbs

/** What a request and its service say to whether a verb may be done. */
export interface Doable {
  code: string
  state: State
  step: string | null
  outcome: Outcome | null
  assigned_to: string | null
  limit_unit: string
}
export interface Offered {
  steps: readonly { code: string }[]
  pauses: readonly { reason: string }[]
}
export type Why = { code: ProblemCode; params: Record<string, string> }

/** Why a verb cannot be done now; null when it can. The verbs refuse by it, and the console says it beside the button. */
export function whyNot(verb: Verb, request: Doable, service: Offered): Why | null {
  const { code, state } = request
  if (!(verbs[verb] as readonly State[]).includes(state))
    return { code: 'requests/wrong-state', params: { code, state, verb } }
  if (verb === 'pause' && service.pauses.length === 0) return { code: 'requests/no-pause', params: { code } }
  if (verb === 'step' && !nextStep(request, service)) return { code: 'requests/no-step', params: { code } }
  if (verb === 'claim' && request.assigned_to !== null)
    return { code: 'requests/claimed', params: { code, by: request.assigned_to } }
  if (verb === 'release' && request.assigned_to === null) return { code: 'requests/not-assigned', params: { code } }
  if (verb === 'reopen' && request.outcome === 'merged') return { code: 'requests/is-merged', params: { code } }
  return null
}

/** Why it cannot be closed as done; null when it can. A refusal needs neither the papers nor the steps. */
export function whyNotDone(request: Doable, service: Offered): Why | null {
  const step = nextStep(request, service)
  if (request.state === 'received' && request.limit_unit !== 'at_once')
    return { code: 'requests/not-complete', params: { code: request.code } }
  if (step) return { code: 'requests/step-not-done', params: { code: request.code, step: step.code } }
  return null
}

/** The step after the last one done; undefined when there is none left. */
export const nextStep = <S extends { code: string }>(
  request: { step: string | null },
  service: { steps: readonly S[] },
): S | undefined => service.steps[service.steps.findIndex((s) => s.code === request.step) + 1]

/** Codes of the required documents that are not there. */
export const lacking = (
  service: { documents: readonly { code: string; required: boolean }[] },
  documents: readonly string[],
): string[] => service.documents.filter((d) => d.required && !documents.includes(d.code)).map((d) => d.code)

/** A pause that waits for the customer ends when the customer answers, by whatever channel. */
export const endsByAnswer = (reason: string): boolean => reason === 'customer' || reason.startsWith('customer_')

export interface Kept {
  class: 'residential' | 'non_residential' | null
  area: 'urban' | 'rural' | null
}
interface Fitting {
  for_class: string | null
  for_area: string | null
}

/** True when a service is for such a customer; what nobody has said does not stand in its way. */
export const fits = (service: Fitting, who: Kept): boolean =>
  (service.for_class === null || who.class === null || service.for_class === who.class) &&
  (service.for_area === null || who.area === null || service.for_area === who.area)

/** Of services of one family those that fit the customer best: the ones that ask for the most that is known of them. */
export function fittest<S extends Fitting>(services: readonly S[], who: Kept): S[] {
  const asked = (s: S) =>
    Number(s.for_class !== null && s.for_class === who.class) + Number(s.for_area !== null && s.for_area === who.area)
  const able = services.filter((s) => fits(s, who))
  const most = Math.max(0, ...able.map(asked))
  return able.filter((s) => asked(s) === most)
}

export const medias = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'application/pdf'] as const
export type Media = (typeof medias)[number]

const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))

/** What a file is by its first bytes; `media` null: nothing that is taken, `what` says as much as can be seen of it. */
export function sniff(bytes: Uint8Array): { media: Media; what: string } | { media: null; what: string } {
  const is = (...first: number[]) => first.every((b, i) => bytes[i] === b)
  const known = (media: Media) => ({ media, what: media })
  if (is(0xff, 0xd8, 0xff)) return known('image/jpeg')
  if (is(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return known('image/png')
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return known('image/webp')
  if (ascii(bytes, 4, 8) === 'ftyp' && ['heic', 'heix', 'mif1', 'msf1', 'hevc'].includes(ascii(bytes, 8, 12)))
    return known('image/heic')
  if (ascii(bytes, 0, 5) === '%PDF-') return known('application/pdf')
  if (bytes.length === 0) return { media: null, what: '0 byte' }
  if (is(0x4d, 0x5a)) return { media: null, what: '.exe' }
  if (is(0x50, 0x4b, 0x03, 0x04)) return { media: null, what: '.zip' }
  if (is(0x7f, 0x45, 0x4c, 0x46)) return { media: null, what: 'ELF' }
  return { media: null, what: `0x${Buffer.from(bytes.subarray(0, 4)).toString('hex')}` }
}

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

/** Reads a row by itself; says the first thing wrong with it. `now`: nothing of a history lies ahead. */
export function readHistory(row: HistoryText, now: Date): HistoryRow | Wrong {
  if (!/^[^\s,;"]{1,60}$/.test(row.code))
    return { field: 'code', reason: because('not-code', { value: row.code, limit: 60 }) }
  if (!isCorporationCode(row.corporation))
    return {
      field: 'corporation',
      reason: because('not-corporation-code', { value: row.corporation }),
    }
  if (row.office.length > 40) return { field: 'office', reason: because('too-long', { limit: 40 }) }
  const channel = wordOf(row.channel) || 'unknown'
  if (channel.length > 30) return { field: 'channel', reason: because('too-long', { limit: 30 }) }
  const times: Record<'received_at' | 'complete_at' | 'closed_at', Date | null> = {
    received_at: null,
    complete_at: null,
    closed_at: null,
  }
  for (const field of ['received_at', 'complete_at', 'closed_at'] as const) {
    if (row[field] === '' && field !== 'received_at') continue
    const found = parseInstant(row[field])
    if (!found) return { field, reason: because('not-instant', { value: row[field] }) }
    if (found > now) return { field, reason: because('in-future', { value: row[field] }) }
    times[field] = found
  }
  const received_at = times.received_at!
  const { complete_at, closed_at } = times
  if (complete_at && complete_at < received_at)
    return {
      field: 'complete_at',
      reason: because('before', { value: row.complete_at, field: 'received_at', other: row.received_at }),
    }
  if (closed_at && complete_at && closed_at < complete_at)
    return {
      field: 'closed_at',
      reason: because('before', { value: row.closed_at, field: 'complete_at', other: row.complete_at }),
    }
  if (closed_at && closed_at < received_at)
    return {
      field: 'closed_at',
      reason: because('before', { value: row.closed_at, field: 'received_at', other: row.received_at }),
    }
  const word = wordOf(row.outcome)
  if (!closed_at) {
    if (word !== '' && word !== 'open' && word !== 'pending')
      return { field: 'outcome', reason: because('request.not-closed', { value: row.outcome }) }
    return { channel, received_at, complete_at, closed_at, outcome: null }
  }
  const outcome = word === '' ? 'done' : outcomeWords[word]
  if (!outcome)
    return {
      field: 'outcome',
      reason: because('not-one-of', { value: row.outcome, of: 'done, refused, withdrawn, merged' }),
    }
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

/**
 * How many of a queue will be late when as many are closed a working day as `pace` says, what is due first first.
 * @param due working days from today to each deadline, ascending; negative: late already. One due today (0) is in time
 *   when it is done today.
 */
export function expectedLate(due: readonly number[], pace: number): number {
  let late = 0
  for (const [i, days] of due.entries()) if (days < 0 || pace === 0 || (i + 1) / pace > days + 1) late += 1
  return late
}
