import { basename } from 'node:path'
import {
  because,
  type Context,
  type ImportOptions,
  type ImportReport,
  importReport,
  publish,
  type ReportBuilder,
  readCsv,
} from '../kernel/index.ts'
import { corporationByCode, ensureCorporation } from '../organisation/index.ts'
import * as store from './store.ts'

const required = ['corporation', 'year', 'respondent', 'stratum', 'weight', 'overall'] as const
const questions = Array.from({ length: 40 }, (_, i) => `q${i + 1}`)

/**
 * Reads satisfaction.csv: an answer sheet a row, scores of 0 to 10 (`q1` to `q40` and `overall`), `weight` how many
 * customers the respondent stands for. `population` of the stratum may be named on each of its rows; it must be the same.
 * A weight of zero is taken and said; a negative one is refused. `class` and `area` may be named: estimates by them then count the sheet.
 */
export async function importSatisfaction(
  ctx: Context,
  path: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const builder = importReport(ctx, { kind: 'satisfaction', format: 'csv', path }, options)
  const { report, refuse, warn } = builder
  const rows: (store.SheetRow & { corporation: string })[] = []
  const seen = new Map<string, number>()
  const populations = new Map<string, { corporation: string; year: number; stratum: string; population: number }>()
  let zero = 0
  const shape = {
    required,
    optional: ['population', 'class', 'area', ...questions],
    onRefused: builder.malformed,
    onIgnored: builder.ignore,
  }
  for await (const { lines, rows: batch } of readCsv(path, shape)) {
    report.read += batch.length
    const take = (cells: string[], line: number): unknown => {
      const [named, yearText, respondent, stratum, weightText, overallText, populationText, klass, area, ...answered] =
        cells.map((c) => c.trim()) as [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          ...string[],
        ]
      const no = (field: string, ...why: Parameters<typeof because>) => refuse({ line, field, reason: because(...why) })
      const corporation = named || (options.corporation ?? '')
      if (!/^[A-Z][A-Z0-9_-]{1,15}$/.test(corporation))
        return no('corporation', 'not-corporation-code', { value: corporation })
      const year = Number(yearText)
      if (!/^\d{4}$/.test(yearText) || year < 1990 || year > ctx.now.getUTCFullYear() + 1)
        return no('year', 'satisfaction.not-year', { value: yearText })
      for (const [field, text] of Object.entries({ respondent, stratum })) {
        if (text === '') return no(field, 'empty')
        if (text.length > 100) return no(field, 'too-long', { limit: 100 })
      }
      if (respondent.startsWith('~')) return no('respondent', 'satisfaction.own')
      if (klass !== '' && klass !== 'residential' && klass !== 'non_residential')
        return no('class', 'not-one-of', { value: klass, of: 'residential, non_residential' })
      if (area !== '' && area !== 'urban' && area !== 'rural')
        return no('area', 'not-one-of', { value: area, of: 'urban, rural' })
      const weight = numberOf(weightText)
      if (weight === undefined || weight < 0) return no('weight', 'satisfaction.not-weight', { value: weightText })
      const overall = scoreOf(overallText)
      if (overall === undefined) return no('overall', 'satisfaction.not-score', { value: overallText })
      const wrong = answered.findIndex((a) => a !== '' && scoreOf(a) === undefined)
      if (wrong >= 0) return no(`q${wrong + 1}`, 'satisfaction.not-score', { value: answered[wrong] })
      const key = `${corporation}/${year}/${respondent}`
      if (seen.has(key)) return no('respondent', 'twice', { value: respondent, line: seen.get(key) })
      const stratumKey = `${corporation}/${year}/${stratum}`
      if (populationText !== '') {
        const population = numberOf(populationText)
        if (population === undefined || population <= 0)
          return no('population', 'not-positive', { value: populationText })
        const known = populations.get(stratumKey)
        if (known && known.population !== population)
          return no('population', 'satisfaction.other-population', {
            value: population,
            stratum,
            other: known.population,
          })
        populations.set(stratumKey, { corporation, year, stratum, population })
      }
      seen.set(key, line)
      if (weight === 0) zero += 1
      const last = answered.findLastIndex((a) => a !== '')
      const answers = answered.slice(0, last + 1).map((a) => (a === '' ? null : Number(a)))
      return rows.push({
        corporation,
        corporation_id: 0,
        year,
        respondent,
        stratum,
        class: klass || null,
        area: area || null,
        weight,
        answers,
        overall,
      })
    }
    for (let i = 0; i < batch.length; i++) take(batch[i]!, lines[i]!)
    options.onProgress?.(report.read)
  }
  const ids = await idsOf(ctx, [...new Set(rows.map((r) => r.corporation))], builder, options)
  const mine = rows.filter((r) => ids.has(r.corporation))
  for (const r of rows)
    if (!ids.has(r.corporation))
      refuse({
        line: seen.get(`${r.corporation}/${r.year}/${r.respondent}`)!,
        field: 'corporation',
        reason: because('not-yours', { value: r.corporation }),
      })
  builder.settle()
  report.accepted = mine.length
  if (zero > 0) warn('warning.weight-zero', { count: zero })
  const sizes = Map.groupBy(mine, (r) => `${r.corporation}/${r.year}/${r.stratum}`)
  const alone = [...sizes].filter(([, members]) => members.length === 1).map(([key]) => key)
  if (alone.length > 0) warn('warning.stratum-of-one', { strata: alone.slice(0, 10).join(', ') })
  if (options.dryRun) return report
  let created = 0
  for (let i = 0; i < mine.length; i += 5000)
    created += await store.insertSheets(
      ctx,
      mine.slice(i, i + 5000).map(({ corporation, ...r }) => ({ ...r, corporation_id: ids.get(corporation)! })),
    )
  await store.insertStrata(
    ctx,
    [...populations.values()]
      .filter((p) => ids.has(p.corporation))
      .map(({ corporation, ...p }) => ({ ...p, corporation_id: ids.get(corporation)! })),
  )
  report.created = { ...report.created, sheets: created, updated: mine.length - created, strata: populations.size }
  await publish(ctx, 'surveys.imported', { about: basename(path), payload: { sheets: created } })
  return report
}

async function idsOf(
  ctx: Context,
  codes: readonly string[],
  builder: ReportBuilder,
  options: ImportOptions,
): Promise<Map<string, number>> {
  const ids = new Map<string, number>()
  for (const code of codes) {
    const found = await corporationByCode(ctx, code)
    if (found && (ctx.corporations === '*' || ctx.corporations.includes(found.id))) ids.set(code, found.id)
    if (found || ctx.corporations !== '*') continue
    builder.newCorporation(code)
    ids.set(code, options.dryRun ? 0 : (await ensureCorporation(ctx, code)).id)
  }
  return ids
}

const numberOf = (text: string): number | undefined =>
  /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined

const scoreOf = (text: string): number | undefined => {
  const value = numberOf(text)
  return value !== undefined && value >= 0 && value <= 10 ? value : undefined
}
