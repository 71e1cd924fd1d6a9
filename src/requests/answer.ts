import { type Context, Problem } from '../kernel/index.ts'
import { documentsIn, happened, lockFor, requireText, type Seen } from './check.ts'
import { start } from './complete.ts'
import { type Channel, endsByAnswer, lacking, type State } from './rules.ts'
import * as store from './store.ts'
import { tell, tickAgain } from './timing.ts'

/**
 * What the customer says or hands in, by whatever channel. A clock that waited for the customer ticks again from the
 * moment at which the answer came (not from when somebody read it); documents that were missing complete the file.
 * @param given.at when it reached us; default now
 */
export async function answer(
  ctx: Context,
  ref: string,
  given: Seen & { channel: Channel; text?: string; documents?: readonly string[]; at?: Date },
): Promise<{ state: State; resumed: boolean; completed: boolean; due_at: Date | null }> {
  const { request, service } = await lockFor(ctx, ref, 'answer', given)
  const pauses = await store.pausesOf(ctx, request)
  const on = pauses.find((p) => p.resumed_at === null)
  const at = happened(ctx, request.code, given.at, request.received_at)
  const handed = documentsIn(service, given.documents ?? [])
  const text =
    handed.length > 0 && !given.text?.trim()
      ? null
      : requireText(given.text, new Problem('requests/answer-needed', { code: request.code }))
  const documents = [...new Set([...request.documents, ...handed])]
  await store.update(ctx, request, { documents })
  await store.recordFact(ctx, request, {
    kind: 'answered',
    at,
    reason: text,
    detail: { channel: given.channel, documents: handed },
  })
  const resumed = on !== undefined && endsByAnswer(on.reason)
  // what came before the pause was claimed takes all of it away
  const ticks = new Date(Math.max(at.getTime(), on?.paused_at.getTime() ?? 0))
  if (resumed) await tickAgain(ctx, request, { at: ticks, reason: 'answered' })
  const completed = request.state === 'received' && lacking(service, documents).length === 0
  if (completed) await start(ctx, request, service, documents, at)
  await tell(ctx, 'changed', request, { verb: 'answer' })
  return { state: request.state, resumed, completed, due_at: request.due_at }
}
