import { type Context, Problem } from '../kernel/index.ts'
import { lockFor, type Seen, short } from './check.ts'
import { start } from './complete.ts'
import * as ledger from './ledger.ts'
import { duplicatesOf } from './receive.ts'
import { lacking, whyNot } from './rules.ts'
import * as store from './store.ts'
import { evidenceOf, tell, tickAgain } from './timing.ts'

/** Open requests of the same customer for the same service within the week before this one, or after. */
export async function duplicates(ctx: Context, ref: string) {
  const request = await store.find(ctx, ref)
  if (!request) throw new Problem('requests/unknown', { id: ref.slice(0, 60) })
  return duplicatesOf(ctx, request)
}

/**
 * One request is the same as another: it is closed into it, with the documents that it brought, and its customer finds
 * the other one under its code. Its promise is released: the other's holds.
 * @throws Problem requests/merge-into where they are not of one customer (or one cut or fault) and one service
 */
export async function merge(
  ctx: Context,
  ref: string,
  given: Seen & { into: string; reason?: string },
): Promise<{ into: string; due_at: Date | null }> {
  // both are locked in the order of their ids, so that two who merge crosswise do not wait for each other
  const ends = [await store.find(ctx, ref), await store.find(ctx, given.into)]
  for (const [i, r] of ends.entries())
    if (!r) throw new Problem('requests/unknown', { id: (i === 0 ? ref : given.into).slice(0, 60) })
  for (const { id } of [...ends].map((r) => r!).sort((a, b) => (a.id < b.id ? -1 : 1))) await store.lock(ctx, id)
  const { request } = await lockFor(ctx, ends[0]!.id, 'merge', given)
  const into = (await store.lock(ctx, ends[1]!.id))!
  const service = await store.service(ctx, into.service_id)
  const why = whyNot('merge', into, service)
  if (why) throw new Problem(why.code, why.params)
  const same =
    request.id !== into.id &&
    request.corporation_id === into.corporation_id &&
    request.service === into.service &&
    ((request.customer_id !== null && request.customer_id === into.customer_id) ||
      (request.about !== null && request.about === into.about))
  if (!same) throw new Problem('requests/merge-into', { code: request.code, into: into.code })
  const reason = given.reason?.trim() ? short(given.reason.trim(), 'reason') : null
  if (request.state === 'paused') await tickAgain(ctx, request, { at: ctx.now, reason: 'merged' })
  await store.update(ctx, request, {
    state: 'closed',
    closed_at: ctx.now,
    outcome: 'merged',
    merged_into: into.id,
    warn_at: null,
  })
  const seq = await store.recordFact(ctx, request, { kind: 'merged', reason, detail: { into: into.code } })
  await ledger.releaseAll(ctx, request, { reason: reason ?? 'merged', evidence: evidenceOf(request, seq) })
  await store.moveVoices(ctx, request, into)
  const documents = [...new Set([...into.documents, ...request.documents])]
  await store.update(ctx, into, { documents })
  await store.recordFact(ctx, into, {
    kind: 'voice',
    reason,
    detail: { from: request.code, documents: request.documents },
  })
  if (into.state === 'received' && lacking(service, documents).length === 0)
    await start(ctx, into, service, documents, ctx.now)
  await tell(ctx, 'changed', into, { verb: 'merge' })
  await tell(ctx, 'closed', request, { outcome: 'merged', into: into.id })
  return { into: into.code, due_at: into.due_at }
}
