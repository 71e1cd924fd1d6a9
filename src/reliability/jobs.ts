import {
  addJob,
  type Background,
  type Context,
  type EventHandler,
  publish,
  sayDiffering,
  transaction,
} from '../kernel/index.ts'
import { checkRollUps } from './check-roll-ups.ts'

export const jobs: Background['jobs'] = {
  /** Each night: the roll-ups against a full recomputation; a difference is repaired and said loudly. */
  reliability_check_roll_ups: async (db, _payload, { now }) => {
    const as = { actor: 'system', corporations: '*' as const, now: now() }
    sayDiffering('steps', await transaction(db, as, checkRollUps))
  },

  /** Open pages of figures load them again. */
  reliability_tell: async (db, payload, { now }) => {
    const { corporation_id } = payload as { corporation_id: number | null }
    await transaction(db, { actor: 'system', corporations: '*', now: now() }, (ctx) =>
      publish(ctx, 'reliability.changed', {
        corporation_id: corporation_id ?? undefined,
        about: 'now',
        payload: { what: 'moved' },
      }),
    )
  },
}

/** 02:20 in Viet Nam. */
export const schedule: Background['schedule'] = { reliability_check_roll_ups: '20 19 * * *' }

/** A storm moves the figures a hundred times a second; pages load them again at the end of each of these. */
const slot_ms = 500

const tell: EventHandler = async (ctx: Context, { corporation_id }) => {
  const at = new Date(Math.ceil(ctx.now.getTime() / slot_ms) * slot_ms)
  await addJob(
    ctx,
    'reliability_tell',
    { corporation_id },
    { at, key: `reliability_tell:${corporation_id}:${at.getTime()}` },
  )
}

// The roll-ups moved in the step's own transaction: what is told here is only that pages should look again.
export const events: Background['events'] = {
  'interruption.changed': { reliability_figures: tell },
  'interruptions.imported': { reliability_figures: tell },
}
