import { type Context, Problem } from '../kernel/index.ts'
import { short } from './check.ts'
import * as store from './store.ts'
import { tell } from './timing.ts'

/**
 * What the customer says of a claim: 'were you asked for papers on that day?' Said once for each claim; what was said is
 * set beside the review, it does not change it.
 * @param given.seq number of the claim; without it the newest that the customer has not spoken of
 * @throws Problem requests/nothing-to-say
 */
export async function customerSays(
  ctx: Context,
  ref: string,
  given: { says: 'confirmed' | 'denied'; seq?: number; words?: string },
): Promise<{ seq: number }> {
  const request = await store.lock(ctx, ref)
  if (!request) throw new Problem('requests/unknown', { id: ref.slice(0, 60) })
  const claims = await store.claimsOf(ctx, request)
  const claim = claims.findLast((c) => c.customer_says === null && (given.seq === undefined || c.seq === given.seq))
  if (!claim) throw new Problem('requests/nothing-to-say', { code: request.code })
  const words = given.words?.trim() ? short(given.words.trim(), 'words') : null
  await store.updateClaim(ctx, claim, {
    customer_says: given.says,
    customer_words: words,
    customer_said_at: ctx.now,
  })
  await store.recordFact(ctx, request, {
    kind: 'customer_said',
    reason: words,
    detail: { claim: claim.seq, says: given.says },
  })
  await tell(ctx, 'changed', request, { verb: 'customer-says', says: given.says })
  return { seq: claim.seq }
}
