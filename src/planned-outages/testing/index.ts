/** For tests, of this room and of later ones: a small town, and outages of it in each state. */
import { sql } from 'kysely'
import type { Context } from '../../kernel/index.ts'
import { at, seenAs } from '../../kernel/testing/index.ts'
import { announce, approve, type NewOutage, plan, show } from '../index.ts'
import { type Town, town } from './town.ts'

/** A plan for 20 March 2026, 07:30 to 11:30, that opens B1: T1, T2 and T3 with 9 customers. */
export async function planned(ctx: Context, more: Partial<NewOutage> & { town?: Town } = {}) {
  const { town: given, ...rest } = more
  const there = given ?? (await town(ctx))
  const outage = await plan(ctx, {
    corporation_id: there.corporation_id,
    steps: [{ open: ['B1'] }],
    out_from: at('2026-03-20 07:30'),
    back_at: at('2026-03-20 11:30'),
    reason: 'Thay dây dẫn',
    as: 'lan',
    ...rest,
  })
  return { ...outage, town: there }
}

export async function approved(ctx: Context, more: Parameters<typeof planned>[1] = {}) {
  const outage = await planned(ctx, more)
  await approve(ctx, outage.id, { as: 'minh' })
  return outage
}

export async function announced(ctx: Context, more: Parameters<typeof planned>[1] = {}) {
  const outage = await approved(ctx, more)
  await announce(ctx, outage.id)
  return outage
}

/** The same at another moment. */
export const when = <T>(ctx: Context, civil: string, use: (ctx: Context) => Promise<T>): Promise<T> =>
  seenAs(ctx, { now: at(civil) }, use)

/** Parts of an interruption as the indices read them: from, to, customers. */
export const steps = async (ctx: Context, outage: string) =>
  (
    await sql<{ out_at: Date; restored_at: Date | null; customers: number }>`
      select distinct on (s.step_no) s.out_at, s.restored_at, s.customers
      from interruptions.step s join interruptions.interruption i on i.corporation_id = s.corporation_id and i.id = s.interruption_id
      where i.source = ${outage}::uuid order by s.step_no, s.version desc`.execute(ctx.tx)
  ).rows

export const powerBack = async (ctx: Context, outage: string) => {
  const { kept, broken, released, open } = (await show(ctx, outage)).promises.find((p) => p.kind === 'power_back')!
  return { kept, broken, released, open }
}
export { type Town, town } from './town.ts'
