import { addJob, type Background, iso, sayDiffering, startOfDay, transaction } from '../kernel/index.ts'
import { checkRollUps } from './check-roll-ups.ts'
import { closeRestored, gather } from './gather.ts'
import { retimeAll } from './retime-all.ts'
import * as store from './store.ts'
import { wakeAll } from './wake.ts'
import { warn } from './warn.ts'

const batch = 500

export const jobs: Background['jobs'] = {
  /** Clocks whose allowance has ended tick again, then what is to be warned of; each batch is a transaction of its own. */
  requests_each_minute: async (db, _payload, { now }) => {
    const as = () => ({ actor: 'system', corporations: '*' as const, now: now() })
    const wake = () => transaction(db, as(), async (ctx) => wakeAll(ctx, await store.overpaused(ctx, batch)))
    while ((await wake()) === batch);
    while ((await transaction(db, as(), (ctx) => warn(ctx, batch))) >= batch);
  },
  /** Each night: the roll-ups against a full recomputation; a difference is repaired and said loudly. */
  requests_check_roll_ups: async (db, _payload, { now }) => {
    const as = { actor: 'system', corporations: '*' as const, now: now() }
    sayDiffering('requests', await transaction(db, as, checkRollUps))
  },
  /** Deadlines after a change of the calendar, batch by batch. */
  requests_retime: async (db, payload, { now }) => {
    const { corporation_id, since, evidence } = payload as { corporation_id?: number; since: string; evidence: string }
    let after: string | undefined
    do {
      ;({ after } = await transaction(db, { actor: 'system', corporations: '*', now: now() }, (ctx) =>
        retimeAll(ctx, {
          since: new Date(since),
          evidence,
          limit: batch,
          ...(corporation_id ? { corporation_id } : {}),
          ...(after ? { after } : {}),
        }),
      ))
    } while (after)
  },
}

/** The check at 02:40 in Viet Nam. */
export const schedule: Background['schedule'] = {
  requests_each_minute: '* * * * *',
  requests_check_roll_ups: '40 19 * * *',
}

export const events: Background['events'] = {
  'organisation.calendar_changed': {
    requests: async (ctx, event) => {
      const days = (event.payload.days as { day: string }[] | undefined) ?? []
      const first = days.map((d) => d.day).sort()[0]
      await addJob(
        ctx,
        'requests_retime',
        {
          since: iso(first ? startOfDay(first) : event.published_at),
          evidence: `calendar/${event.id}`,
          ...(event.corporation_id ? { corporation_id: event.corporation_id } : {}),
        },
        { key: `requests_retime:${event.id}` },
      )
    },
  },
  'fault.recorded': { requests: async (ctx, event) => void (await gather(ctx, event.about)) },
  'fault.located': { requests: async (ctx, event) => void (await gather(ctx, event.about)) },
  'fault.restored': { requests: async (ctx, event) => void (await closeRestored(ctx, event.about)) },
}
