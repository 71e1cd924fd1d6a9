import { type Background, transaction } from '../kernel/index.ts'
import { checkRollUps } from './check-roll-ups.ts'

export const jobs: Background['jobs'] = {
  /** Each night: the roll-ups against a full recomputation; a difference is repaired and said loudly. */
  reliability_check_roll_ups: async (db, _payload, { now }) => {
    const { differing, rebuilt } = await transaction(
      db,
      { actor: 'system', corporations: '*', now: now() },
      checkRollUps,
    )
    if (differing > 0)
      process.stderr.write(
        `${JSON.stringify({ level: 'error', msg: 'roll-ups differed from their steps and were made anew', differing, rebuilt })}\n`,
      )
  },
}

/** 02:20 in Viet Nam. */
export const schedule: Background['schedule'] = { reliability_check_roll_ups: '20 19 * * *' }
export const events: Background['events'] = {}
