/** What is thought here without a database: numbers of channels, when to try again, when to give a channel up. */

/** Numbers in the tables, the same as in customers; 0 none, 4 letter: both are people's work, see `calls.ts`. */
export const channelNumbers = { none: 0, sms: 1, email: 2, push: 3, letter: 4 } as const
export type SendingChannel = 'sms' | 'email' | 'push'
export const sendingChannels = ['sms', 'email', 'push'] as const satisfies readonly SendingChannel[]

export const kinds = [
  'outage_announced',
  'outage_changed',
  'outage_cancelled',
  'outage_started',
  'power_restored',
  'fault_reported',
  'fault_estimate',
  'survey_question',
  'survey_yearly',
  'request_received',
  'request_waiting',
  'request_due_moved',
  'request_closed',
] as const
export type Kind = (typeof kinds)[number]

/** Numbers in notices.result. */
export const outcomeNumbers = { accepted: 1, delivered: 2, retry: 3, refused: 4, unreachable: 5 } as const
export type OutcomeName = keyof typeof outcomeNumbers

const ended = new Set<number>([outcomeNumbers.delivered, outcomeNumbers.refused, outcomeNumbers.unreachable])

/**
 * What holds of a message after one more word about it. The provider's words come in any order: a receipt may be written
 * before the acknowledgement that it follows, and comes twice when our confirmation was lost. The first word that ends a
 * message stays: once it went to the next channel, a late receipt must not count the customer a second time.
 */
export const holds = (before: number | undefined, said: number): number =>
  before === undefined || before === outcomeNumbers.retry || (before === outcomeNumbers.accepted && ended.has(said))
    ? said
    : before

/**
 * In the place of a customer's number in batches and on the list of calls: who is nobody's customer. At most one a notice,
 * who it is stands beside it (`notices.addressee`).
 */
export const ADDRESSEE = 0

/** At most so many messages a batch: `notices.batch`. */
export const BATCH_MAX = 500

/**
 * Of kinds that speak of now, a late message is worth little: the next channel is tried after minutes. A cut announced
 * days ahead can wait for its channel longer.
 */
const patience_s = {
  outage_announced: 7_200,
  outage_changed: 3_600,
  outage_cancelled: 3_600,
  outage_started: 600,
  power_restored: 900,
  fault_reported: 600,
  fault_estimate: 600,
  survey_question: 7_200,
  survey_yearly: 7_200,
  request_received: 3_600,
  request_waiting: 7_200,
  request_due_moved: 7_200,
  request_closed: 7_200,
} as const satisfies Record<Kind, number>

/** Seconds after which a message that its channel has not taken goes to the customer's next channel. */
export const patienceOf = (kind: Kind, urgent: boolean): number =>
  urgent ? Math.min(600, patience_s[kind]) : patience_s[kind]

/** 0: speaks of now, and is sent before any number of messages about next week. */
export const laneOf = (kind: Kind, urgent: boolean): 0 | 1 => (patienceOf(kind, urgent) <= 900 ? 0 : 1)
export const lanes = [0, 1] as const

/** Seconds after which a channel that is away is given up for the first messages: the shortest patience. */
export const patience_s_min = Math.min(...Object.values(patience_s))

/** Seconds to wait after the n-th attempt (from 1): 15 s, doubling, at most 10 minutes. */
export const backoff_s = (attempts: number): number => Math.min(600, 15 * 2 ** Math.min(10, attempts - 1))

/** Asks instead of telling: who cannot be reached is not called for it. */
export const isQuestion = (kind: Kind): boolean => kind === 'survey_question' || kind === 'survey_yearly'

/** About a customer's own request. */
export const isOfRequest = (kind: Kind): boolean => kind.startsWith('request_')

/**
 * Whether somebody calls a customer whom no channel reaches: not to ask a question, nor for what was said at the counter
 * or can be read where the request is followed.
 */
export const isCalledFor = (kind: Kind): boolean =>
  !isQuestion(kind) && kind !== 'request_received' && kind !== 'request_due_moved'

/**
 * The moment after which a message of this kind tells nothing new any more, or undefined: the end of the cut that it
 * speaks of. Word of restored power is stale after half a day, a question when no answer is taken any more.
 */
export function usefulUntil(
  kind: Kind,
  payload: { back_at?: string | null; closes_at?: string | null },
  madeAt: Date,
): Date | undefined {
  if (isQuestion(kind)) return payload.closes_at ? new Date(payload.closes_at) : undefined
  if (kind === 'power_restored') return new Date(madeAt.getTime() + 12 * 3_600_000)
  if (kind === 'fault_reported' || kind === 'fault_estimate') return new Date(madeAt.getTime() + 24 * 3_600_000)
  return payload.back_at ? new Date(payload.back_at) : undefined
}

/** Key of a message to its provider: the batch and the place in it. */
export const keyOf = (
  batch: { corporation_id: number; notice_id: number; batch_no: number },
  ordinal: number,
): string => `${batch.corporation_id}-${batch.notice_id}-${batch.batch_no}-${ordinal}`

/** The batch and place that a key stands for; undefined when it is none of ours. */
export function readKey(
  key: string,
): { corporation_id: number; notice_id: number; batch_no: number; ordinal: number } | undefined {
  const m = /^(\d+)-(\d+)-(\d+)-(\d+)$/.exec(key)
  if (!m) return undefined
  const [corporation_id, notice_id, batch_no, ordinal] = m.slice(1).map(Number)
  return { corporation_id, notice_id, batch_no, ordinal }
}
