import { type Context, iso, Problem } from '../kernel/index.ts'
import { corporations } from '../organisation/index.ts'
import { type Assessed, assess } from './assess.ts'
import { definitions } from './define.ts'
import { targetHistory } from './store.ts'

/** A target as it was once set. */
export interface TargetSet {
  corporation: string | null
  of_group: boolean
  month: number | null
  value: number | null
  warning: number | null
  weight: number
  owner: string
  source: string
  reason: string | null
  /** Null: it came with the product. */
  set_at: string | null
  set_by: string
}

export type IndicatorPage = Assessed['indicators'][number] & {
  year: number
  corporations: Assessed['corporations']
  targets: TargetSet[]
  versions: Awaited<ReturnType<typeof definitions>>
}

/**
 * One indicator of a year: what it means, its figures by corporation and month, every target set for it with who and why,
 * and every version of its definition.
 * @throws Problem indicators/unknown, organisation/unknown-corporation
 */
export async function indicatorPage(
  ctx: Context,
  query: { code: string; year: number; corporation?: string },
): Promise<IndicatorPage> {
  const { code } = query
  const assessed = await assess(ctx, query)
  const [found] = assessed.indicators
  if (!found) throw new Problem('indicators/unknown', { code })
  const codeOf = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))
  const shipped = (at: Date) => !Number.isFinite(new Date(at).getTime())
  return {
    ...found,
    year: query.year,
    corporations: assessed.corporations,
    targets: (await targetHistory(ctx, code, query.year)).map((t) => ({
      corporation: t.corporation_id === null ? t.only_for : codeOf.get(t.corporation_id)!,
      of_group: t.of_group,
      month: t.month,
      value: t.value,
      warning: t.warning_value,
      weight: t.weight,
      owner: t.owner,
      source: t.source,
      reason: t.reason,
      set_at: shipped(t.recorded_at) ? null : iso(t.recorded_at),
      set_by: t.actor,
    })),
    versions: (await definitions(ctx)).filter((v) => v.code === code),
  }
}
