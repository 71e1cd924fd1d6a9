import { at, startOfDay } from '../../../kernel/index.ts'
import { type KeptInMonth, keptByMonth } from '../../../promises/index.ts'
import { number, type Section, section, text } from '../document.ts'
import type { Ground, Words } from '../ground.ts'
import { monthsLater } from '../period.ts'

export const promiseKinds = ['notice', 'power_back', 'fault_told', 'fault_power_back', 'request'] as const

export type Kept = readonly KeptInMonth[]

export async function keptOf({ ctx, period, corporation }: Ground): Promise<Kept> {
  const from = at(`${period.last_year.from}-01 00:00`)
  const rows = await keptByMonth(ctx, promiseKinds, from, startOfDay(`${monthsLater(period.to, 1)}-01`))
  return corporation ? rows.filter((r) => r.corporation_id === corporation.id) : rows
}

export function keptIn(kept: Kept, kind: string, { from, to }: { from: string; to: string }) {
  const rows = kept.filter((r) => r.kind === kind && r.month >= from && r.month <= to)
  const sum = (of: 'kept' | 'broken') => rows.reduce((total, r) => total + r[of], 0)
  const [yes, no] = [sum('kept'), sum('broken')]
  return { kept: yes, broken: no, share: yes + no === 0 ? null : (100 * yes) / (yes + no) }
}

export function promisesSection({ period }: Ground, words: Words, kept: Kept): Section {
  return section({
    code: 'promises',
    title: words('sheet.promises'),
    notes: [words('note.promises')],
    columns: [
      text('promise', words('column.promise'), 28),
      number('kept', words('column.kept'), { total: 'sum' }),
      number('broken', words('column.broken'), { total: 'sum' }),
      number('share', words('column.share_kept'), {
        digits: 2,
        formula: { op: 'share', part: 'kept', rest: 'broken' },
        total: 'formula',
      }),
      number('before', words(`column.before.${period.kind}`), { digits: 2 }),
      number('change', words('column.change'), { digits: 2, formula: { op: 'minus', from: 'share', less: 'before' } }),
      ...(period.kind === 'year' ? [] : [number('last_year', words('column.last_year'), { digits: 2 })]),
    ],
    rows: promiseKinds.map((kind) => ({
      promise: words(`promise.${kind}`),
      ...keptIn(kept, kind, period),
      before: keptIn(kept, kind, period.before).share,
      last_year: keptIn(kept, kind, period.last_year).share,
    })),
    total: words('total'),
    sources: [[words('sheet.promises'), words('source.promises')]],
  })
}
