import { type Context, isMonth, monthOf, nextMonth, Problem, say } from '../kernel/index.ts'
import { corporationNamed, corporations, requireMine } from '../organisation/index.ts'
import { type Cell, evaluate, reasonOf } from './definition-figures.ts'
import {
  type Definition,
  formulaOf,
  measures,
  operators,
  scaleOf,
  sources,
  wordsOf,
  wrongIn,
} from './definition-rules.ts'
import { monthsOf } from './energy-rules.ts'
import type { Reason } from './measure-rules.ts'
import { registry } from './registry.ts'
import * as store from './store.ts'

/** What can be asked: sources with their fields, measures, operators by type. A form is made from it. */
export const grammar = { sources, measures, operators }

interface PreviewMonth {
  month: string
  actual: number | null
  /** Rows that the filters let through. */
  rows: number
  said: Reason | null
  said_words: string | null
}

export interface Preview {
  year: number
  formula: string
  definition: string
  /** What a reader should know before it counts: nothing found, a zero denominator. */
  warnings: string[]
  figures: (Omit<PreviewMonth, 'month'> & { corporation: string | null; months: PreviewMonth[] })[]
}

/**
 * What a definition would have said of a year (last year where none is named), by corporation and month. Writes nothing.
 * @throws Problem indicators/bad-definition with each wrong field
 */
export async function preview(ctx: Context, definition: Definition, year?: number): Promise<Preview> {
  check(ctx, definition)
  const of = year ?? Number(monthOf(ctx.now).slice(0, 4)) - 1
  const months = monthsOf(of)
  const cells = await evaluate(ctx, definition, { from: months[0]!, to: months.at(-1)! })
  const found = new Map(cells.map((c) => [`${c.corporation_id} ${c.month}`, c]))
  const text = say('indicators', ctx.language)
  const shown = (cell: Cell | undefined): Omit<PreviewMonth, 'month'> => {
    const said = reasonOf(definition, cell) ?? null
    const actual = said || !cell ? null : valueOfCell(definition, cell)
    return { actual, rows: cell?.rows ?? 0, said, said_words: said ? text(`said.${said}`) : null }
  }
  const mine = (await corporations(ctx)).filter((c) => ctx.corporations === '*' || ctx.corporations.includes(c.id))
  const figures = [null, ...mine].map((c) => ({
    corporation: c?.code ?? null,
    ...shown(found.get(`${c?.id ?? null} null`)),
    months: months.map((month) => ({ month, ...shown(found.get(`${c?.id ?? null} ${month}`)) })),
  }))
  const said = figures[0]!.said
  const quiet = figures.slice(1).filter((f) => f.said !== null && f.said !== said)
  return {
    year: of,
    formula: formulaOf(definition, ctx.language),
    definition: wordsOf(definition, ctx.language),
    warnings: [
      ...(said ? [`${of}: ${text(`said.${said}`)}`] : []),
      ...quiet.map((f) => `${f.corporation} ${of}: ${f.said_words}`),
    ],
    figures,
  }
}

const valueOfCell = (of: Definition, { numerator, denominator, point }: Cell): number => {
  if (of.measure === 'percentile') return scaleOf(of) * point!
  return (scaleOf(of) * numerator!) / (of.measure === 'count' ? 1 : denominator!)
}

function check(ctx: Context, definition: Definition): void {
  const refused = wrongIn(definition).map(({ field, reason }) => ({ field, reason: reason[ctx.language] }))
  const [first] = refused
  if (first) throw new Problem('indicators/bad-definition', { first: `${first.field}: ${first.reason}` }, { refused })
}

export interface NewDefinition {
  code: string
  /** Code of a corporation; left out: for all. */
  corporation?: string | undefined
  /** Month 'YYYY-MM' from which it counts; left out: the next one. A new indicator may look back. */
  from?: string | undefined
  definition: Definition
  reason: string
}

/**
 * Makes an indicator, or a new version of one (also of a shipped one), that counts from a month on. Months that are over
 * keep the definition of their day.
 * @returns its version and what it would have said of last year
 * @throws Problem indicators/bad-code, indicators/bad-definition, indicators/reason-needed, indicators/version-in-the-past,
 *   organisation/unknown-corporation, organisation/not-yours, organisation/not-for-all
 */
export async function defineIndicator(
  ctx: Context,
  given: NewDefinition,
): Promise<{ version: number; from: string; preview: Preview }> {
  if (!/^[a-z][a-z0-9_]{1,39}$/.test(given.code))
    throw new Problem('indicators/bad-code', { code: given.code.slice(0, 60) })
  const corporation_id = await ownerOf(ctx, given.corporation)
  const reason = reasonIn(given.reason)
  const from = given.from ?? nextMonth(monthOf(ctx.now))
  if (!isMonth(from)) throw new Problem('kernel/invalid', { field: 'from', reason: from })
  const had = (await store.versions(ctx)).some((v) => v.code === given.code)
  requireAhead(ctx, given.code, from, had || registry.some((r) => r.code === given.code))
  const seen = await preview(ctx, given.definition)
  const { version } = await store.insertVersion(ctx, { corporation_id, code: given.code, from, definition: given.definition, reason }) // biome-ignore format: one line
  return { version, from, preview: seen }
}

/** An indicator made without code is no longer used from a month on; a shipped one that was redefined is itself again. */
export async function withdrawIndicator(
  ctx: Context,
  given: { code: string; corporation?: string | undefined; from?: string | undefined; reason: string },
): Promise<{ version: number; from: string }> {
  const corporation_id = await ownerOf(ctx, given.corporation)
  const reason = reasonIn(given.reason)
  const from = given.from ?? nextMonth(monthOf(ctx.now))
  if (!isMonth(from)) throw new Problem('kernel/invalid', { field: 'from', reason: from })
  requireAhead(ctx, given.code, from, true)
  const own = (await store.versions(ctx)).filter((v) => v.code === given.code && v.corporation_id === corporation_id)
  if (!own.at(-1)?.definition) throw new Problem('indicators/not-made-here', { code: given.code })
  const { version } = await store.insertVersion(ctx, {
    corporation_id,
    code: given.code,
    from,
    definition: null,
    reason,
  })
  return { version, from }
}

async function ownerOf(ctx: Context, code: string | undefined): Promise<number | null> {
  const corporation = code === undefined ? null : await corporationNamed(ctx, code)
  requireMine(ctx, corporation)
  return corporation?.id ?? null
}

function reasonIn(text: string): string {
  if (text.trim() === '') throw new Problem('indicators/reason-needed')
  return text.trim()
}

/** History is judged by the definition of its day. */
function requireAhead(ctx: Context, code: string, from: string, known: boolean): void {
  const month = monthOf(ctx.now)
  if (known && from < month) throw new Problem('indicators/version-in-the-past', { code, month })
}

/** The versions of every indicator made without code, with the months in which each counts. */
export async function definitions(ctx: Context) {
  const codeOf = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))
  return (await store.versions(ctx)).map(({ id: _, corporation_id, definition, to, ...v }) => ({
    ...v,
    to: to === '9999-12' ? null : to,
    corporation: corporation_id === null ? null : codeOf.get(corporation_id)!,
    definition,
    formula: definition ? formulaOf(definition, ctx.language) : null,
    words: definition ? wordsOf(definition, ctx.language) : null,
  }))
}
