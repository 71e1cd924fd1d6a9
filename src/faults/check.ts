import { type Context, dayOf, iso, Problem } from '../kernel/index.ts'
import { type Verb, verbs } from './rules.ts'
import * as store from './store.ts'

/** The locked fault, in a state from which the verb may start. */
export async function lockFor(ctx: Context, ref: string, verb: Verb): Promise<store.FaultRow> {
  const fault = await store.lock(ctx, ref)
  if (!fault) throw new Problem('faults/unknown', { id: ref })
  if (!(verbs[verb] as readonly string[]).includes(fault.state))
    throw new Problem('faults/wrong-state', { code: fault.code, state: fault.state, verb })
  return fault
}

export async function requireRules(ctx: Context, corporation_id: number, out_at: Date): Promise<store.RuleSet> {
  const rules = await store.rulesOn(ctx, corporation_id, dayOf(out_at))
  if (!rules) throw new Problem('faults/no-rules', { day: dayOf(out_at) })
  return rules
}

export function requireText(text: string | undefined): string {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') throw new Problem('faults/reason-needed')
  return requireShort(trimmed)
}

export function requireShort(text: string): string {
  if (text.length > 1000) throw new Problem('faults/text-too-long', { max: 1000 })
  return text
}

/** What happened cannot lie ahead; only the command line may rehearse, and the fact says by how many seconds. */
export function requireHappened(ctx: Context, at: Date): { ahead_s?: number } {
  const ahead_s = Math.round((at.getTime() - ctx.now.getTime()) / 1000)
  if (ahead_s <= 60) return {}
  if (ctx.actor === 'cli' || ctx.actor.startsWith('cli:')) return { ahead_s }
  throw new Problem('faults/not-yet', { at: iso(at), now: iso(ctx.now) })
}

export function requireAfterOut(ctx: Context, fault: store.FaultRow, at: Date): { ahead_s?: number } {
  if (at < fault.out_at)
    throw new Problem('faults/back-before-out', { code: fault.code, at: iso(at), out_at: iso(fault.out_at) })
  return requireHappened(ctx, at)
}
