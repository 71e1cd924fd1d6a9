import { countAt } from '../../customers/index.ts'
import type { Context } from '../../kernel/index.ts'
import { affectedBy, deviceCandidates, gridOf } from '../../network/index.ts'

export interface Choice {
  /** Opened to make the cut. */
  cut: string
  customers: number
  /** A device below it that keeps the far part out while the near part gets power back; none on a very small feeder. */
  part?: string
  partCustomers?: number
}

/**
 * Picks a cut that shows something: the device that takes supply from most customers without taking more than half,
 * and one below it that splits those again. Switching devices first; a feeder that names none is cut at a line.
 */
export async function chooseCut(ctx: Context, corporation_id: number): Promise<Choice | undefined> {
  const grid = await gridOf(ctx, corporation_id)
  const candidates = deviceCandidates(grid)
  const total = Math.max(1, ...candidates.map((c) => c.points))
  const usable = candidates.filter((c) => c.points >= 2 && c.points <= total * 0.55)
  const pool = usable.filter((c) => c.switching).length > 0 ? usable.filter((c) => c.switching) : usable
  const cut = pool.sort((a, b) => b.points - a.points)[0] ?? candidates.sort((a, b) => b.points - a.points)[0]
  if (!cut || cut.points === 0) return undefined
  const inside = candidates.filter(
    (c) => c.first >= cut.first && c.end <= cut.end && c.device !== cut.device && c.points > 0 && c.points < cut.points,
  )
  const part = inside.sort(
    (a, b) =>
      Number(b.switching) - Number(a.switching) ||
      Math.abs(a.points - cut.points / 3) - Math.abs(b.points - cut.points / 3),
  )[0]
  const customers = async (device: string) =>
    countAt(
      ctx,
      corporation_id,
      (await affectedBy(ctx, corporation_id, { open: [device], close: [] })).transformers,
      ctx.now,
    )
  return {
    cut: cut.mrid,
    customers: await customers(cut.mrid),
    ...(part ? { part: part.mrid, partCustomers: await customers(part.mrid) } : {}),
  }
}
