import { type Context, Problem } from '../kernel/index.ts'
import { lockFor, requireText, type Seen } from './check.ts'
import * as store from './store.ts'
import { tell } from './timing.ts'

/** A word for colleagues in the story of a request; the customer does not see it. */
export async function comment(ctx: Context, ref: string, given: Seen & { text: string }): Promise<{ seq: number }> {
  const { request } = await lockFor(ctx, ref, 'comment', given)
  const text = requireText(given.text, new Problem('requests/reason-needed'))
  const seq = await store.recordFact(ctx, request, { kind: 'commented', reason: text })
  await tell(ctx, 'changed', request, { verb: 'comment' })
  return { seq }
}
