import { say } from '../../../kernel/index.ts'
import type { IndexRow } from '../../../reliability/index.ts'
import { assess, type MonthFigure } from '../../assess.ts'
import { notice, registry, stateOf } from '../../registry.ts'
import { number, type Row, type Section, section, text } from '../document.ts'
import { type Ground, known, type Words } from '../ground.ts'
import type { Reliability } from './reliability.ts'

/** The indicators against their targets; the reliability indices among them as known at the report's moment. */
export async function indicatorsSection(
  { ctx, period, corporation }: Ground,
  words: Words,
  reliability: Reliability,
): Promise<Section> {
  const own = corporation?.code ?? null
  const read = async (year: number) => {
    const { indicators } = await assess(ctx, { year, corporation: corporation?.code })
    return new Map(indicators.map((i) => [i.code, { ...i, figure: i.figures.find((f) => f.corporation === own) }]))
  }
  const year = Number(period.to.slice(0, 4))
  const [now, last] = [await read(year), await read(year - 1)]
  const monthIn = (code: string, month: string): MonthFigure | undefined =>
    (month.startsWith(`${year}-`) ? now : last).get(code)?.figure?.months.find((m) => m.month === month)
  const frozen: Readonly<Record<string, keyof IndexRow>> = { saidi: 'saidi_min', saifi: 'saifi', maifi: 'maifi' }
  const whole = period.kind === 'year'
  const rows = [...now.values()].map((one): Row => {
    // energy is read in millions: its columns have two digits
    const scaled = (v: number | null | undefined) =>
      v === null || v === undefined ? null : one.unit === 'kWh' ? v / 1e6 : v
    const index = (row: IndexRow | undefined) => known(row)?.[frozen[one.code]!] as number | null | undefined
    const before = whole ? last.get(one.code)?.figure : monthIn(one.code, period.before.to)
    const current = whole ? one.figure : monthIn(one.code, period.to)
    const here = one.code in frozen ? (index(reliability.now) ?? null) : (current?.actual ?? null)
    // judged by the figure that is shown: what was learnt after the closing judges nothing here
    const indicator = registry.find((r) => r.code === one.code)
    const state =
      indicator && current && here !== current.actual
        ? say(
            'indicators',
            ctx.language,
          )(`state.${stateOf(indicator, { actual: here, target: current.target, projection: null, over: true })}`)
        : (current?.state_words ?? null)
    return {
      indicator: one.name,
      unit: one.unit === 'kWh' ? words('unit.million_kwh') : one.unit_words,
      target: scaled(current?.target),
      now: scaled(here),
      before: one.code in frozen ? (index(reliability.before) ?? null) : scaled(before?.actual),
      last_year:
        one.code in frozen
          ? (index(reliability.last_year) ?? null)
          : scaled(monthIn(one.code, period.last_year.to)?.actual),
      year_target: scaled(one.figure?.target),
      projection: scaled(one.figure?.projection),
      state,
    }
  })
  return section({
    code: 'indicators',
    title: words('sheet.indicators'),
    notes: [notice[ctx.language]],
    columns: [
      text('indicator', words('column.figure'), 40),
      text('unit', words('column.unit'), 11),
      number('target', words('column.target'), { digits: 2 }),
      number('now', words(`column.now.${period.kind}`), { digits: 2 }),
      number('against', words('column.against_target'), {
        digits: 2,
        formula: { op: 'minus', from: 'now', less: 'target' },
      }),
      number('before', words(`column.before.${period.kind}`), { digits: 2 }),
      ...(whole
        ? [number('projection', words('column.projection'), { digits: 2 })]
        : [
            number('last_year', words('column.last_year'), { digits: 2 }),
            number('year_target', words('column.year_target'), { digits: 2 }),
          ]),
      text('state', words('column.state'), 14),
    ],
    rows,
    sources: [...now.values()].map((one): [string, string] => [one.name, `${one.definition} ${one.formula}`]),
  })
}
