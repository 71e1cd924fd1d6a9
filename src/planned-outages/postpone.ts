import { countAt } from '../customers/index.ts'
import { type Context, iso, publish } from '../kernel/index.ts'
import { enqueue, toldOf } from '../notices/index.ts'
import { release } from '../promises/index.ts'
import { lockFor, requireReason, requireRules, requireWindow } from './check.ts'
import { changeDeadline } from './rules.ts'
import * as store from './store.ts'
import { makePromises, payloadOf } from './tell.ts'
import { type Warning, warningsOf } from './warnings.ts'

/**
 * Moves an outage to another window. Where customers were told, exactly those are told again and the promises are
 * released and made anew; where nobody was, it needs a new approval.
 */
export async function postpone(
  ctx: Context,
  ref: string,
  given: { out_from: Date; back_at: Date; reason: string },
): Promise<{ state: 'planned' | 'announced'; version: number; messages: number; late_s: number; warnings: Warning[] }> {
  const outage = await lockFor(ctx, ref, 'postpone')
  const reason = requireReason(given.reason)
  requireWindow(ctx, given)
  const { corporation_id } = outage
  const { out_from, back_at } = given
  const customers = await countAt(ctx, corporation_id, outage.transformers, out_from)
  const state = outage.told ? ('announced' as const) : ('planned' as const)
  const changed: store.OutageRow = { ...outage, state, out_from, back_at, customers, version: outage.version + 1 }
  await store.update(ctx, outage, { state, out_from, back_at, customers, version: changed.version })

  const told = outage.told ? await tellAgain(ctx, outage, changed, reason) : { messages: 0, late_s: 0 }
  const [cut] = await store.programmeOf(ctx, outage)
  const warnings = (await warningsOf(ctx, changed, cut!)).filter((w) => w.code !== 'lead_time' || !outage.told)
  const { messages, late_s } = told
  await store.recordFact(ctx, outage, {
    kind: 'postponed',
    reason,
    detail: {
      ...told,
      out_from,
      back_at,
      out_from_before: outage.out_from,
      back_at_before: outage.back_at,
      version: changed.version,
      warnings,
    },
    customers,
  })
  await publish(ctx, 'outage.postponed', {
    corporation_id,
    about: outage.id,
    payload: { code: outage.code, out_from: iso(out_from), back_at: iso(back_at) },
  })
  return { state, version: changed.version, messages, late_s, warnings }
}

async function tellAgain(
  ctx: Context,
  outage: store.OutageRow,
  changed: store.OutageRow,
  reason: string,
): Promise<{ messages: number; late_s: number; tell_by: Date; rule: string }> {
  const { corporation_id, id: about, transformers } = outage
  const rules = await requireRules(ctx, corporation_id, outage.out_from)
  const { tell_by, late_s } = changeDeadline(rules, outage, changed, ctx.now)
  await release(ctx, {
    corporation_id,
    about,
    at: ctx.now,
    reason,
    evidence_kind: 'outage_version',
    evidence: `${about}/${changed.version}`,
  })
  const notice = ctx.newId()
  const { messages } = await enqueue(ctx, {
    corporation_id,
    kind: 'outage_changed',
    about_kind: 'planned_outage',
    about,
    promise_id: notice,
    payload: {
      ...payloadOf(changed),
      out_from_before: iso(outage.out_from),
      back_at_before: iso(outage.back_at),
      change_reason: reason,
    },
    to: toldOf(ctx, about),
  })
  const { customers } = changed
  await makePromises(ctx, changed, rules, { notice, tell_by, transformers, customers, told: messages })
  return { messages, late_s, tell_by, rule: rules.name }
}
