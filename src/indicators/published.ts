import { readFileSync } from 'node:fs'
import { type Context, Problem, say } from '../kernel/index.ts'
import { corporationByCode, corporations, ensureCorporation, requireMine } from '../organisation/index.ts'
import { described, shown, unitWords } from './assess.ts'
import { evaluate } from './definition-figures.ts'
import { formulaOf } from './definition-rules.ts'
import { energySum, monthsOf } from './energy-rules.ts'
import { measureYear, type YearMeasured } from './measure.ts'
import { figureOf } from './measure-rules.ts'
import {
  type Difference,
  explain,
  type Published,
  populationOf,
  publishedEnergy,
  publishedOnly,
  wrongPublished,
} from './published-rules.ts'
import { registry } from './registry.ts'
import { insertPublished, publishedBetween } from './store.ts'

/** The published figures of 2017 to 2019 that come with the product, each with its source. */
export const shippedFigures = (): Published[] =>
  JSON.parse(readFileSync(new URL('published-2017-2019.json', import.meta.url), 'utf8')) as Published[]

/**
 * Keeps published figures, by adding: one that is published anew stands beside the old one, and the newest counts.
 * @throws Problem indicators/bad-published, organisation/not-yours, organisation/not-for-all
 */
export async function importPublished(
  ctx: Context,
  figures: readonly unknown[],
): Promise<{ read: number; written: number }> {
  const known = (code: string) =>
    registry.some((r) => r.code === code) || code in publishedOnly || code in publishedEnergy
  const rows = []
  for (const [i, figure] of figures.entries()) {
    const reason = wrongPublished(figure, known)
    if (reason) throw new Problem('indicators/bad-published', { reason: `${i + 1}: ${reason}` })
    const { corporation, vi, en, ...row } = figure as Published
    // A published figure may speak of a corporation that nothing has been imported of yet.
    const whose = corporation ? ((await corporationByCode(ctx, corporation)) ?? (ctx.corporations === '*' ? await ensureCorporation(ctx, corporation) : undefined)) : null // biome-ignore format: one line
    if (whose === undefined) throw new Problem('organisation/unknown-corporation', { code: corporation })
    requireMine(ctx, whose)
    rows.push({ ...row, corporation_id: whose?.id ?? null, remark_vi: vi ?? '', remark_en: en ?? '' })
  }
  return { read: figures.length, ...(await insertPublished(ctx, rows)) }
}

/** A published figure beside what is computed here. */
export interface Compared {
  code: string
  name: string
  corporation: string | null
  from: string
  to: string
  unit: string
  unit_words: string
  decimals: number
  published: number
  computed: number | null
  /** computed - published */
  difference: number | null
  because: Difference
  /** The difference explained, in words. */
  words: string
  source: string
  formula: string
}

/**
 * Every published figure of a period beside the one computed from the rows here, with the difference explained.
 * @param query 'YYYY-MM', both included: figures whose period lies within
 */
export async function compared(ctx: Context, query: { from: string; to: string }): Promise<Compared[]> {
  if (query.to < query.from) throw new Problem('indicators/bad-period', query)
  const stored = await publishedBetween(ctx, query.from, query.to)
  const codeOf = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))
  const text = say('indicators', ctx.language)
  const years = new Map<number, YearMeasured>()
  const names = new Map<number, Awaited<ReturnType<typeof described>>>()
  for (const year of new Set(stored.map((p) => Number(p.to.slice(0, 4))))) {
    years.set(year, await measureYear(ctx, year))
    names.set(year, await described(ctx, year))
  }
  const counted = new Map<string, number | null>()
  for (const [period, of] of Map.groupBy(stored, (p) => `${p.from} ${p.to}`)) {
    const [from, to] = period.split(' ') as [string, string]
    for (const code of new Set(of.map((p) => p.code))) {
      const definition = publishedOnly[code]
      if (!definition) continue
      for (const c of await evaluate(ctx, definition, { from, to }))
        if (c.month === null && c.rows > 0)
          counted.set(`${code} ${period} ${c.corporation_id}`, definition.measure === 'count' ? c.numerator : c.denominator === 0 ? null : c.numerator! / c.denominator!) // biome-ignore format: one line
    }
  }
  return stored.map((p) => {
    const year = Number(p.to.slice(0, 4))
    const corporation = p.corporation_id === null ? null : codeOf.get(p.corporation_id)!
    const key = `${p.from} ${p.to} ${p.corporation_id}`
    const only = publishedOnly[p.code]
    const energy = publishedEnergy[p.code as keyof typeof publishedEnergy]
    const described = names.get(year)!.find((d) => d.indicator.code === p.code)
    const known = described?.indicator
    const computed = only ? (counted.get(`${p.code} ${key}`) ?? null) : computedOf(years.get(year)!, p.code, corporation, p)
    const of = populationOf(p.code)
    const there = of === undefined ? undefined : stored.find((q) => q.code === of && `${q.from} ${q.to} ${q.corporation_id}` === key)
    const here = of === undefined ? undefined : counted.get(`${of} ${key}`)
    const population = there && here !== undefined && here !== null ? { computed: here, published: there.value } : undefined
    const remark = ctx.language === 'vi' ? p.remark_vi : p.remark_en
    const because = explain({ published: p, computed, population, remark })
    const unit = only?.unit ?? energy?.unit ?? known!.unit
    const figure = (value: number, decimals: number) => shown(value, { unit, decimals }, ctx.language)
    const words = text(`published.${because}`, {
      published: figure(p.value, p.decimals),
      computed: computed === null ? '' : figure(computed, p.decimals),
      difference: computed === null ? '' : figure(computed - p.value, Math.min(p.decimals + 1, 9)),
      here: population?.computed ?? 0,
      there: population?.published ?? 0,
      remark,
    })
    return {
      code: p.code,
      name: only?.name[ctx.language] ?? energy?.[ctx.language] ?? known![ctx.language],
      corporation,
      from: p.from,
      to: p.to,
      unit,
      unit_words: unitWords(unit, ctx.language),
      decimals: p.decimals,
      published: p.value,
      computed,
      difference: computed === null ? null : computed - p.value,
      because,
      words,
      source: p.source,
      formula: only ? formulaOf(only, ctx.language) : (described?.words.formula ?? ''),
    }
  }) // biome-ignore format: one line a step
}

function computedOf(
  { of, energy }: YearMeasured,
  code: string,
  corporation: string | null,
  { from, to }: { from: string; to: string },
): number | null {
  const months = monthsOf(Number(to.slice(0, 4))).filter((m) => m >= from && m <= to)
  if (code in publishedEnergy) {
    const rows = energy.filter(
      (r) => months.includes(r.month) && (corporation === null || r.corporation === corporation),
    )
    if (rows.length === 0) return null
    if (code === 'customers_million') return rows.reduce((sum, r) => sum + r.customers, 0) / months.length / 1e6
    return energySum(rows)[code === 'energy_sold_twh' ? 'sold_kwh' : 'delivered_kwh'] / 1e9
  }
  const one = of.get(code)
  if (!one) return null
  return figureOf(one, corporation, months.length === 12 ? to.slice(0, 4) : to, months)
}
