import { type Context, type Language, Problem } from '../../kernel/index.ts'
import { corporations } from '../../organisation/index.ts'
import type { Document } from './document.ts'
import { orders } from './orders.ts'
import { closedReportOf } from './report.ts'

/** A report that a closing makes final; corporation null: the group's. */
export type Final = {
  report: Document['report']
  period: string
  corporation: string | null
  province: string | null
  language: Language
}

/**
 * The reports that become final when a month of a corporation is closed, in both languages: the corporation's, the
 * group's, and summaries of provinces that a standing order asks for. Those whose period is still open for somebody are
 * among them; `freeze` passes them over. Other provinces' summaries are kept as first given out after the closing: five
 * corporations have a hundred and more of them, most asked for by nobody.
 */
export async function finalAt(ctx: Context, corporation_id: number, month: string): Promise<Final[]> {
  const code = (await corporations(ctx)).find((c) => c.id === corporation_id)?.code
  if (code === undefined) return []
  const provinces = new Map<string, Pick<Final, 'corporation' | 'province'>>()
  for (const { report, corporation, province } of await orders(ctx))
    if (report === 'province' && (corporation === null || corporation === code))
      provinces.set(JSON.stringify([corporation, province]), { corporation, province })
  const of = [
    ...[code, null].flatMap((corporation) => [
      { report: 'month' as const, period: month, corporation, province: null },
      { report: 'year' as const, period: month.slice(0, 4), corporation, province: null },
    ]),
    ...[...provinces.values()].map((p) => ({ report: 'province' as const, period: month, ...p })),
  ]
  return of.flatMap((one) => (['vi', 'en'] as const).map((language) => ({ ...one, language })))
}

/**
 * Keeps a report whose period is closed, unless it is kept already; of an open one nothing is done. May run twice.
 * @returns whether its period is closed
 */
export async function freeze(ctx: Context, { corporation, province, ...of }: Final): Promise<boolean> {
  try {
    return (
      (await closedReportOf(ctx, {
        ...of,
        corporation: corporation ?? undefined,
        province: province ?? undefined,
      })) !== undefined
    )
  } catch (error) {
    // The last customer of a province moved away: there is nothing to sum up, and nothing to try again.
    if (error instanceof Problem && error.code === 'reports/unknown-province') return false
    throw error
  }
}
