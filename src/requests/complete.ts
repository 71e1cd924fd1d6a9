import { type Context, Problem } from '../kernel/index.ts'
import type { Service } from './catalogue.ts'
import { documentsIn, happened, lockFor, type Seen } from './check.ts'
import { lacking } from './rules.ts'
import * as store from './store.ts'
import { tellPromised } from './tell-who-asked.ts'
import { evidenceOf, retime, tell } from './timing.ts'

/**
 * The file is complete: its clock starts, and the promise is made.
 * @throws Problem requests/document-missing naming what still lacks
 */
export async function complete(
  ctx: Context,
  ref: string,
  given: Seen & { documents?: readonly string[]; at?: Date } = {},
): Promise<{ complete_at: Date; due_at: Date | null }> {
  const { request, service } = await lockFor(ctx, ref, 'complete', given)
  const at = happened(ctx, request.code, given.at, request.received_at)
  const documents = [...new Set([...request.documents, ...documentsIn(service, given.documents ?? [])])]
  const missing = lacking(service, documents)
  if (missing.length > 0)
    throw new Problem('requests/document-missing', {
      code: request.code,
      documents: service.documents
        .filter((d) => missing.includes(d.code))
        .map((d) => d[ctx.language])
        .join(', '),
    })
  await start(ctx, request, service, documents, at)
  await tell(ctx, 'changed', request, { verb: 'complete' })
  return { complete_at: at, due_at: request.due_at }
}

/** Starts the clock of a locked request whose documents are all there. */
export async function start(
  ctx: Context,
  request: store.RequestRow,
  service: Service,
  documents: string[],
  at: Date,
): Promise<void> {
  await store.update(ctx, request, { documents, state: 'complete', complete_at: at, step_at: at })
  const seq = await store.recordFact(ctx, request, {
    kind: 'completed',
    at,
    detail: { documents, limit_value: service.limit_value, limit_unit: service.limit_unit },
  })
  await retime(ctx, [request], { reason: 'completed', evidence: evidenceOf(request, seq) })
  await tellPromised(ctx, request, service, 'complete')
}
