import { type Context, dayOf, iso, Problem } from '../kernel/index.ts'
import { type Verb, verbs, window_days_max, wrongWindow } from './rules.ts'
import * as store from './store.ts'

/** The locked outage, in a state from which the verb may start. */
export async function lockFor(ctx: Context, ref: string, verb: Verb): Promise<store.OutageRow> {
  const outage = await store.lock(ctx, ref)
  if (!outage) throw new Problem('planned-outages/unknown', { id: ref })
  if (!(verbs[verb] as readonly string[]).includes(outage.state))
    throw new Problem('planned-outages/wrong-state', { code: outage.code, state: outage.state, verb })
  return outage
}

export async function requireRules(ctx: Context, corporation_id: number, day: Date): Promise<store.RuleSet> {
  const rules = await store.rulesOn(ctx, corporation_id, dayOf(day))
  if (!rules) throw new Problem('planned-outages/no-rules', { day: dayOf(day) })
  return rules
}

export function requireWindow(ctx: Context, window: { out_from: Date; back_at: Date }): void {
  const wrong = wrongWindow(window, ctx.now)
  if (wrong)
    throw new Problem(`planned-outages/window-${wrong}`, {
      from: iso(window.out_from),
      to: iso(window.back_at),
      now: iso(ctx.now),
      days: window_days_max,
    })
}

export function requireReason(reason: string | undefined): string {
  const text = reason?.trim() ?? ''
  if (text === '') throw new Problem('planned-outages/reason-needed')
  if (text.length > 1000) throw new Problem('planned-outages/text-too-long', { max: 1000 })
  return text
}

/**
 * What happened cannot lie ahead. Only the command line may say so, to rehearse a cut from plan to proof in one sitting;
 * the fact then tells by how many seconds it was recorded ahead.
 * @returns detail for the fact
 */
export function requireHappened(ctx: Context, at: Date): { ahead_s?: number } {
  const ahead_s = Math.round((at.getTime() - ctx.now.getTime()) / 1000)
  // a dispatcher's clock may be a little before ours
  if (ahead_s <= 60) return {}
  if (ctx.actor === 'cli' || ctx.actor.startsWith('cli:')) return { ahead_s }
  throw new Problem('planned-outages/not-yet', { at: iso(at), now: iso(ctx.now) })
}
