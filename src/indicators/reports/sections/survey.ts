import { estimate } from '../../../surveys/index.ts'
import { number, type Section, section, text } from '../document.ts'
import type { Ground, Words } from '../ground.ts'

export async function surveyOf({ ctx, period, corporation }: Ground, words: Words): Promise<Section> {
  const by = ['year', ...(corporation ? [] : ['corporation'])]
  const rows = await estimate(ctx, { by, corporation: corporation?.code })
  const year = Number(period.to.slice(0, 4))
  const latest = Math.max(...rows.filter((r) => r.year <= year).map((r) => r.year), 0)
  return section({
    code: 'survey',
    title: words('sheet.survey'),
    columns: [
      text('year', words('column.year'), 8),
      ...(corporation ? [] : [text('corporation', words('column.corporation'), 12)]),
      number('mean', words('column.mean'), { digits: 2 }),
      number('se', words('column.se'), { digits: 3 }),
      number('low', words('column.low'), { digits: 2 }),
      number('high', words('column.high'), { digits: 2 }),
      number('n', words('column.respondents')),
    ],
    rows: rows
      .filter((r) => r.year === latest)
      .map((r) => ({
        year: String(r.year),
        corporation: r.corporation ?? null,
        mean: r.hidden ? null : r.mean,
        se: r.hidden ? null : r.se,
        low: r.hidden ? null : r.ci_low,
        high: r.hidden ? null : r.ci_high,
        n: r.n,
      })),
    sources: [[words('sheet.survey'), words('source.survey')]],
  })
}
