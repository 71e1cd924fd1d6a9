import { number, type Row, type Section, section, text } from '../document.ts'
import { type Ground, known, percent, type Words } from '../ground.ts'
import { type Energy, energyIn } from './energy.ts'
import { type Kept, keptIn, promiseKinds } from './promises.ts'
import type { Reliability } from './reliability.ts'
import type { Requests } from './requests.ts'

type All = { reliability: Reliability; energy: Energy; kept: Kept; requests: Requests }

export function overview({ period }: Ground, words: Words, { reliability, energy, kept, requests }: All): Section {
  const line = (
    figure: string,
    unit: string,
    of: (which: 'now' | 'before' | 'last_year') => number | null | undefined,
  ): Row => ({
    figure: words(`figure.${figure}`),
    unit: words(`unit.${unit}`),
    now: of('now') ?? null,
    before: of('before') ?? null,
    last_year: of('last_year') ?? null,
  })
  const span = { now: period, before: period.before, last_year: period.last_year }
  const sold = (which: keyof typeof span) => energyIn(energy, span[which])
  return section({
    code: 'overview',
    title: words('sheet.overview'),
    columns: [
      text('figure', words('column.figure'), 44),
      text('unit', words('column.unit'), 12),
      number('now', words(`column.now.${period.kind}`), { digits: 2 }),
      number('before', words(`column.before.${period.kind}`), { digits: 2 }),
      number('change', words('column.change'), { digits: 2, formula: { op: 'minus', from: 'now', less: 'before' } }),
      ...(period.kind === 'year'
        ? []
        : [
            number('last_year', words('column.last_year'), { digits: 2 }),
            number('change_last_year', words('column.change_last_year'), {
              digits: 2,
              formula: { op: 'minus', from: 'now', less: 'last_year' } as const,
            }),
          ]),
    ],
    rows: [
      line('sold', 'million_kwh', (w) => {
        const kwh = sold(w)?.sold_kwh
        return kwh === undefined ? null : kwh / 1e6
      }),
      line('losses', 'percent', (w) => sold(w)?.losses_percent),
      line('saidi', 'minutes', (w) => known(reliability[w])?.saidi_min),
      line('saifi', 'times', (w) => known(reliability[w])?.saifi),
      line('maifi', 'times', (w) => known(reliability[w])?.maifi),
      line('supply', 'percent', (w) => percent(requests.supply[w]?.within_limit_share)),
      line('supply_days', 'days', (w) => requests.supply[w]?.mean_working_days),
      ...promiseKinds
        .filter((k) => k !== 'request')
        .map((k) => line(k, 'percent', (w) => keptIn(kept, k, span[w]).share)),
    ],
    sources: [[words('sheet.overview'), words('source.overview')]],
  })
}
