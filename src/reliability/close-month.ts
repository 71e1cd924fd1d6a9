import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { audit } from '../access/index.ts'
import { type Context, isMonth, iso, nextMonth, Problem, publish } from '../kernel/index.ts'
import { type Corporation, corporationNamed, requireMine } from '../organisation/index.ts'
import {
  type BookFrozen,
  type Counted,
  canonical,
  type Frozen,
  leavesOutExcluded,
  leavesOutMajor,
  majorDays,
  monthDocument,
  read_by,
  type Threshold,
  type Variant,
  variants,
} from './closing-rules.ts'
import { count, stepsIn } from './counts.ts'
import { majorEventDays } from './med.ts'
import { type CheckedQuery, checkQuery } from './query.ts'
import { type RuleBook, ruleBooks, ruleOn, startOfMonth } from './rules.ts'
import { served } from './served.ts'
import { signed } from './signing.ts'
import { rulesInForce } from './store.ts'
import { chain, insertClosing, lastClosing, lockChain, waitForWriters } from './store-closing.ts'

export type MonthNamed = { corporation: string; month: string }

/**
 * Closes a month of a corporation: its figures under each rule book, with and without excluded causes and major event
 * days, are frozen as the exact bytes of a document that states everything they rest on; its hash is chained to the
 * corporation's closing before it and signed with the installation's key. Figures count what was recorded up to now;
 * what is corrected later is an adjustment (see `adjustments`).
 *
 * @throws Problem `reliability/bad-month`, `reliability/month-not-over`, `reliability/already-closed`,
 *   `reliability/nobody-served`, `reliability/being-written`, `organisation/unknown-corporation`, `organisation/not-yours`
 */
export async function closeMonth(
  ctx: Context,
  named: MonthNamed,
): Promise<MonthNamed & { sequence: number; sha256: string; as_known_on: Date }> {
  const { corporation, month } = await nameMonth(ctx, named)
  if (startOfMonth(nextMonth(month)) > ctx.now) throw new Problem('reliability/month-not-over', { month })
  await lockChain(ctx, corporation.id)
  const before = await lastClosing(ctx, corporation.id, month)
  if (before && !before.reopened_at)
    throw new Problem('reliability/already-closed', {
      corporation: corporation.code,
      month,
      closed_at: iso(before.closed_at),
      actor: before.actor,
    })
  await waitForWriters(ctx)

  const last = (await chain(ctx, corporation.id)).at(-1)
  const sequence = (last?.sequence ?? 0) + 1
  const frozen: Frozen = {
    corporation: corporation.code,
    month,
    sequence,
    previous_sha256: last ? last.sha256.toString('hex') : null,
    as_known_on: ctx.now.toISOString(),
    closed_by: ctx.actor,
    replaces: before
      ? {
          sequence: before.sequence,
          reopened_at: before.reopened_at!.toISOString(),
          reopened_by: before.reopened_by!,
          reason: before.reason!,
        }
      : null,
    ...(await denominator(ctx, corporation, month, ctx.now)),
    books: await booksOf(ctx, month),
    thresholds: await thresholdsOf(ctx, corporation, month),
  }
  const counted = await countMonth(ctx, corporation.id, frozen)
  if (frozen.customers === null && variants.some((v) => ruleBooks.some((b) => counted[b].interruptions[v] > 0)))
    throw new Problem('reliability/nobody-served', { corporation: corporation.code, month })

  const document = canonical(monthDocument(frozen, counted))
  const sha256 = hashOf(document)
  await insertClosing(ctx, {
    corporation_id: corporation.id,
    sequence,
    month: `${month}-01`,
    as_known_on: ctx.now,
    closed_at: ctx.now,
    actor: ctx.actor,
    document,
    sha256,
    previous_sha256: last?.sha256 ?? null,
    ...(await signed(ctx, sha256)),
  })
  await audit(ctx, {
    verb: 'reliability.close-month',
    about: `${corporation.code} ${month}`,
    corporation_id: corporation.id,
    detail: { sequence, sha256: sha256.toString('hex') },
  })
  await publish(ctx, 'reliability.changed', {
    corporation_id: corporation.id,
    about: month,
    payload: { what: 'closed', sequence },
  })
  return { corporation: corporation.code, month, sequence, sha256: sha256.toString('hex'), as_known_on: ctx.now }
}

export const hashOf = (document: string): Buffer => createHash('sha256').update(document, 'utf8').digest()

/** The corporation and month that a person named. @throws Problem `reliability/bad-month` and as `corporationNamed`, `requireMine` */
export async function nameMonth(ctx: Context, named: MonthNamed): Promise<{ corporation: Corporation; month: string }> {
  if (!isMonth(named.month)) throw new Problem('reliability/bad-month', { field: 'month', value: named.month })
  const corporation = await corporationNamed(ctx, named.corporation)
  requireMine(ctx, corporation)
  return { corporation, month: named.month }
}

const monthQuery = (ctx: Context, corporation: string, month: string, rules: RuleBook, asKnownOn?: Date) =>
  checkQuery(ctx, { from: month, to: month, rules, corporation, by: read_by, includeExcluded: true, asKnownOn })

/** K_t of the month and where it is from, as known on an instant (reports) or as it stands (service points). */
export async function denominator(
  ctx: Context,
  corporation: Pick<Corporation, 'id' | 'code'>,
  month: string,
  asKnownOn: Date,
): Promise<Pick<Frozen, 'customers' | 'customers_from'>> {
  const by = (await served(ctx, await monthQuery(ctx, corporation.code, month, 'vn', asKnownOn))).get(corporation.id)
  return { customers: by?.months.get(month) || null, customers_from: by?.source ?? null }
}

async function booksOf(ctx: Context, month: string): Promise<Record<RuleBook, BookFrozen>> {
  const found = {} as Record<RuleBook, BookFrozen>
  for (const book of ruleBooks) {
    const versions = await rulesInForce(ctx, { book, months: [month] })
    const { sustained_over_s } = ruleOn(book, `${month}-01`, versions)
    found[book] = { clauses: [...new Set(versions.map((v) => v.clause))], sustained_over_s }
  }
  return found
}

async function thresholdsOf(ctx: Context, { code }: Corporation, month: string): Promise<Frozen['thresholds']> {
  const of = async (includeExcluded: boolean): Promise<Threshold> => {
    const med = await majorEventDays(ctx, { year: month.slice(0, 4), corporation: code, includeExcluded })
    return { alpha: med.alpha, beta: med.beta, t_med_min: med.t_med_min, deviation: med.deviation }
  }
  return { counted: await of(true), left_out: await of(false) }
}

/** Counts the steps of a closed month from the steps themselves, as known on its moment and by its own limits. */
export async function countMonth(ctx: Context, corporation_id: number, frozen: Frozen): Promise<Counted> {
  const counted = {} as Counted
  const queries = {} as Record<RuleBook, CheckedQuery>
  for (const book of ruleBooks) {
    const asKnownOn = new Date(frozen.as_known_on)
    const over_s = frozen.books[book].sustained_over_s
    queries[book] = { ...(await monthQuery(ctx, frozen.corporation, frozen.month, book, asKnownOn)), over_s }
    const { rows } = await count(ctx, queries[book])
    const days = rows.map(({ period, keys, customer_interruptions, customer_s, momentary_interruptions }) => {
      const [origin, cause, excluded] = keys as [string, string, string]
      return {
        day: period,
        origin,
        cause,
        excluded: excluded === 'true',
        customer_interruptions,
        customer_s,
        momentary_interruptions,
      }
    })
    counted[book] = { days, interruptions: {} as Record<Variant, number> }
  }
  for (const book of ruleBooks)
    for (const variant of variants) {
      const of = leavesOutExcluded(variant) ? 'left_out' : 'counted'
      const days = leavesOutMajor(variant) ? majorDays(frozen, counted.ieee1366.days, of) : []
      const { from, over } = await stepsIn(ctx, {
        ...queries[book],
        includeExcluded: of === 'counted',
        leaveOut: days.map((day) => ({ corporation_id, day })),
      })
      const { rows } = await sql<{ n: number }>`
        select count(distinct s.interruption_id)::integer as n ${from} and s.duration_s > ${over}`.execute(ctx.tx)
      counted[book].interruptions[variant] = rows[0]!.n
    }
  return counted
}
