import { pointsAt } from '../customers/index.ts'
import { find as findFault } from '../faults/index.ts'
import { type Context, say } from '../kernel/index.ts'
import { close } from './close.ts'
import * as ledger from './ledger.ts'
import * as store from './store.ts'
import { evidenceOf, tell } from './timing.ts'

/**
 * A fault was found behind what customers had reported: their open requests become one with many voices, the first of
 * them. Those that somebody has in hand already are left to that person.
 * @returns how many joined it
 */
export async function gather(ctx: Context, fault_id: string): Promise<number> {
  const fault = await findFault(ctx, fault_id)
  if (fault?.state !== 'open') return 0
  const points = pointsAt(ctx, fault.corporation_id, fault.transformers, fault.out_at)
  const found = await store.linkTo(ctx, fault, points)
  const leader = found[0]
  if (!leader) return 0
  const first = (await store.leaderAbout(ctx, { ...leader, id: '00000000-0000-0000-0000-000000000000' })) ?? leader
  const voices = found.filter((r) => r.id !== first.id && r.assigned_to === null)
  for (const voice of voices) {
    await store.update(ctx, voice, {
      state: 'closed',
      closed_at: ctx.now,
      outcome: 'merged',
      merged_into: first.id,
      warn_at: null,
    })
    const seq = await store.recordFact(ctx, voice, { kind: 'merged', detail: { into: first.code, about: fault.code } })
    await ledger.releaseAll(ctx, voice, { reason: fault.code, evidence: evidenceOf(voice, seq) })
  }
  await tell(ctx, 'changed', first, { verb: 'merge', voices: voices.length })
  return voices.length
}

/** Power is back after a fault: the request that speaks for its voices is done, at that moment. */
export async function closeRestored(ctx: Context, fault_id: string): Promise<number> {
  const fault = await findFault(ctx, fault_id)
  if (!fault?.restored_at) return 0
  const open = await store.openAbout(ctx, fault.corporation_id, fault_id)
  for (const request of open) {
    const latest = Math.max(fault.restored_at.getTime(), request.received_at.getTime())
    await close(ctx, request.id, {
      outcome: 'done',
      answer: say('requests', ctx.language)('known.back', { code: fault.code }),
      at: new Date(latest),
    })
  }
  return open.length
}
