import {
  type Background,
  type Event,
  type EventHandler,
  isId,
  parseInstant,
  publish,
  transaction,
} from '../kernel/index.ts'
import { ask, askWhenAwake, type Happened } from './ask.ts'

export const jobs: Background['jobs'] = {
  /** Questions that waited for the morning. */
  surveys_ask: (db, payload, { now }) =>
    transaction(db, { actor: 'system', corporations: '*', now: now() }, async (ctx) => {
      await ask(ctx, { ...(payload as unknown as Happened), at: new Date(payload.at as string) })
    }),
  /** What came in a quarter of a minute, as one event. */
  surveys_answered: (db, payload, { now }) =>
    transaction(db, { actor: 'system', corporations: '*', now: now() }, async (ctx) => {
      const { corporation_id, about_kind, about } = payload as {
        corporation_id: number
        about_kind: string
        about: string
      }
      await publish(ctx, 'surveys.answered', { corporation_id, about, payload: { about_kind } })
    }),
}

export const schedule: Background['schedule'] = {}

const restored =
  (about_kind: 'planned_outage' | 'fault'): EventHandler =>
  async (ctx, { corporation_id, about, payload, published_at }) => {
    if (corporation_id === null || !isId(about)) return
    const code = typeof payload.code === 'string' ? payload.code : null
    await askWhenAwake(ctx, { corporation_id, about_kind, about, code, customer_id: null, at: published_at })
  }

export const events: Background['events'] = {
  'outage.restored': { surveys: restored('planned_outage') },
  'fault.restored': { surveys: restored('fault') },
  /** Payload: `{corporation_id, request_id, customer_id, at, code?}`. */
  'requests.closed': {
    surveys: async (ctx, event) => {
      const happened = closed(event)
      if (happened) await askWhenAwake(ctx, happened)
    },
  },
}

/** What the event says; undefined where there is nobody to ask. */
function closed({ corporation_id, about, payload, published_at }: Event): Happened | undefined {
  const of = corporation_id ?? Number(payload.corporation_id)
  const id = String(payload.request_id ?? about)
  const customer_id = Number(payload.customer_id ?? Number.NaN)
  if (!Number.isInteger(of) || !isId(id) || !Number.isInteger(customer_id)) return undefined
  const code = typeof payload.code === 'string' ? payload.code : isId(about) ? null : about
  const at = parseInstant(String(payload.at ?? '')) ?? published_at
  return { corporation_id: of, about_kind: 'request', about: id, code, customer_id, at }
}
