import { type Context, Problem } from '../kernel/index.ts'
import { lockFor, requireText, type Seen } from './check.ts'
import { tell, tickAgain } from './timing.ts'

/** What stopped the clock is over: it ticks again from now. */
export async function resume(
  ctx: Context,
  ref: string,
  given: Seen & { reason: string },
): Promise<{ due_at: Date | null }> {
  const { request } = await lockFor(ctx, ref, 'resume', given)
  await tickAgain(ctx, request, {
    at: ctx.now,
    reason: requireText(given.reason, new Problem('requests/reason-needed')),
  })
  await tell(ctx, 'changed', request, { verb: 'resume' })
  return { due_at: request.due_at }
}
