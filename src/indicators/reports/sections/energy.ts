import { energySum } from '../../energy-rules.ts'
import { energyBetween } from '../../store.ts'
import { number, type Row, type Section, section, text } from '../document.ts'
import { type Ground, monthTitle, ratio, type Words } from '../ground.ts'
import { monthsLater } from '../period.ts'

export type Energy = Awaited<ReturnType<typeof energyOf>>

export async function energyOf({ ctx, period, corporation, asKnownOn }: Ground) {
  const rows = await energyBetween(ctx, monthsLater(period.twelve[0]!, -12), period.to, asKnownOn)
  const own = corporation ? rows.filter((r) => r.corporation_id === corporation.id) : rows
  return { byMonth: Map.groupBy(own, (r) => r.month), reporting: new Set(own.map((r) => r.corporation_id)).size }
}

/** Sums of a span of months; undefined where a month of it is missing for somebody who reports. */
export function energyIn({ byMonth, reporting }: Energy, { from, to }: { from: string; to: string }) {
  const rows = []
  for (let month = from; month <= to; month = monthsLater(month, 1)) {
    const found = byMonth.get(month) ?? []
    if (found.length < reporting || reporting === 0) return undefined
    rows.push(...found)
  }
  return energySum(rows)
}

/** Delivered, sold, lost in kWh, and losses in %: wherever energy stands beside something. */
export const energyColumns = (words: Words) => [
  number('delivered_kwh', words('column.delivered_kwh'), { total: 'sum', width: 17 }),
  number('sold_kwh', words('column.sold_kwh'), { total: 'sum', width: 17 }),
  number('lost_kwh', words('column.lost_kwh'), {
    formula: { op: 'minus', from: 'delivered_kwh', less: 'sold_kwh' },
    total: 'sum',
    width: 16,
  }),
  number('losses', words('column.losses'), {
    digits: 2,
    formula: ratio('lost_kwh', 'delivered_kwh', 100),
    total: 'formula',
  }),
]

export function energySection({ period }: Ground, words: Words, energy: Energy): Section {
  const partly = period.twelve.filter((m) => {
    const n = energy.byMonth.get(m)?.length ?? 0
    return n > 0 && n < energy.reporting
  })
  const rows = period.twelve.map((month): Row => {
    const reported = energy.byMonth.get(month)
    const sum = reported && energySum(reported)
    const before = energy.byMonth.get(monthsLater(month, -12))
    return {
      month: monthTitle(month),
      delivered_kwh: sum?.delivered_kwh ?? null,
      sold_kwh: sum?.sold_kwh ?? null,
      // growth of who reported both months, or none
      sold_last_kwh: before && before.length === reported?.length ? energySum(before).sold_kwh : null,
    }
  })
  return section({
    code: 'energy',
    title: words('sheet.energy'),
    notes: partly.length === 0 ? [] : [words('note.energy-partly', { months: partly.map(monthTitle).join(', ') })],
    columns: [
      text('month', words('column.month'), 9),
      ...energyColumns(words),
      number('sold_last_kwh', words('column.sold_last_kwh'), { total: 'sum', width: 17 }),
      number('growth', words('column.growth'), {
        digits: 2,
        formula: { op: 'growth', now: 'sold_kwh', before: 'sold_last_kwh' },
      }),
    ],
    rows,
    total: words('total.twelve'),
    chart: {
      title: words('chart.energy'),
      labels: 'month',
      series: [
        { key: 'sold_kwh', name: words('series.now'), as: 'bar' },
        { key: 'sold_last_kwh', name: words('series.last_year'), as: 'line' },
      ],
    },
    sources: [
      [words('column.sold_kwh'), words('source.energy')],
      [words('column.losses'), '100 × (A − B) / A; A = delivered_kwh, B = sold_kwh'],
      [words('column.growth'), '100 × (B / B′ − 1)'],
    ],
  })
}
