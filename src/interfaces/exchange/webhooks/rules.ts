/** Webhooks as the Standard Webhooks specification has them: names of events, when to try again. Pure. */
import { day_ms, iso } from '../../../kernel/index.ts'

/**
 * What can be heard, by the names that others script against, and our own event behind each. Never renamed; a word of our
 * own that changes is changed here.
 */
export const sources = {
  'outage.planned': 'outage.planned',
  'outage.approved': 'outage.approved',
  'outage.announced': 'outage.announced',
  'outage.postponed': 'outage.postponed',
  'outage.started': 'outage.started',
  'outage.partly_restored': 'outage.step',
  'outage.restored': 'outage.restored',
  'outage.cancelled': 'outage.cancelled',
  'outage.corrected': 'outage.corrected',
  'fault.recorded': 'fault.recorded',
  'fault.located': 'fault.located',
  'fault.estimated': 'fault.estimated',
  'fault.partly_restored': 'fault.step',
  'fault.restored': 'fault.restored',
  'fault.cause_found': 'fault.cause',
  'fault.closed': 'fault.closed',
  'fault.corrected': 'fault.corrected',
  'request.received': 'requests.received',
  'request.changed': 'requests.changed',
  'request.late': 'requests.warned',
  'request.closed': 'requests.closed',
} as const
export type EventType = keyof typeof sources
export const eventTypes = Object.keys(sources) as EventType[]
/** What a test carries. */
export const testType = 'webhook.test'

const collections = { outage: 'planned-outages', fault: 'faults', request: 'requests' } as const

/** What a receiver is told: which thing, and where the rest is for whoever may read it. Nobody's name, number or place. */
export function bodyOf(
  type: EventType | typeof testType,
  event: { about: string; corporation: string; at: Date; payload: Record<string, unknown> },
): string {
  const kind = type.slice(0, type.indexOf('.')) as keyof typeof collections | 'webhook'
  const { code, customers, service, outcome } = event.payload
  // a request's code opens it for whoever holds it: it is the customer's
  const told = kind === 'request' ? { service, outcome } : { code, customers }
  return JSON.stringify({
    type,
    timestamp: iso(event.at),
    data: {
      corporation: event.corporation,
      id: event.about,
      ...Object.fromEntries(Object.entries(told).filter(([, value]) => ['string', 'number'].includes(typeof value))),
      ...(kind === 'webhook' ? {} : { href: `/api/v1/${collections[kind]}/${event.about}` }),
    },
  })
}

const pauses_s = [5, 30, 120, 600, 1800, 3600, 7200, 14_400]

/**
 * When to try again after `attempts` failures; undefined: given up, a day after the first.
 * @param chance in [0, 1): a tenth more or less, so that what failed together does not come together
 */
export function nextAttempt(attempts: number, times: { first: Date; now: Date }, chance: number): Date | undefined {
  if (times.now.getTime() - times.first.getTime() >= day_ms) return undefined
  const pause_s = pauses_s[Math.min(attempts, pauses_s.length) - 1]! * (0.9 + chance / 5)
  // the last attempt is a day after the first, not hours before
  return new Date(Math.min(times.now.getTime() + pause_s * 1000, times.first.getTime() + day_ms))
}

/** So many deliveries given up one after another pause a webhook; what happens meanwhile waits for its resumption. */
export const given_up_max = 5
