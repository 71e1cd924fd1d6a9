import { type Context, day_ms, dayOf, isDay, Problem, publish, startOfDay } from '../kernel/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import { allocate, deviationOf, seedPattern } from './sample-rules.ts'
import { lockDraws } from './store-ask.ts'
import * as store from './store-yearly.ts'

export interface NewSurvey {
  corporation: string
  year: number
  sample_size: number
  /** Neyman needs the deviation of every stratum in last year's answers. Proportional when it is left out. */
  allocation?: 'proportional' | 'neyman'
  /** Instead of the questionnaire in force: the n-th is q<n>. */
  factors?: store.Factor[]
  /** What chance is made of; the survey's own id when it is left out. */
  seed?: string
  /** The last day on which an answer is taken; 60 days from now when it is left out. */
  until?: string
}

export interface ShownSurvey {
  corporation: string
  year: number
  id: string
  sample_size: number
  allocation: 'proportional' | 'neyman'
  seed: string
  frame_day: string
  closes_at: Date
  planned_at: Date
  planned_by: string
  drawn_at: Date | null
  factors: store.Factor[]
  strata: store.StratumRow[]
}

/**
 * Plans the yearly survey of a corporation: strata are class by area, with the customers of today; how many are asked in
 * each is worked out and shown before anybody is drawn. Until then it can be planned anew.
 * @throws Problem surveys/drawn-already, surveys/imported-already, surveys/no-customers, surveys/no-deviation, kernel/invalid
 */
export async function plan(ctx: Context, given: NewSurvey): Promise<ShownSurvey> {
  const { year, allocation = 'proportional' } = given
  const corporation = await corporationNamed(ctx, given.corporation)
  requireMine(ctx, corporation)
  check(ctx, given)
  await lockDraws(ctx, corporation.id)
  const before = await store.lockSurvey(ctx, corporation.id, year)
  const name = { corporation: corporation.code, year }
  if (before?.drawn_at) throw new Problem('surveys/drawn-already', name)
  if (await store.hasImported(ctx, corporation.id, year)) throw new Problem('surveys/imported-already', name)
  const frame_day = dayOf(ctx.now)
  const found = await store.populations(ctx, corporation.id, frame_day)
  if (found.length === 0) throw new Problem('surveys/no-customers', { corporation: corporation.code })
  const deviations = allocation === 'neyman' ? await lastYear(ctx, corporation.id, year - 1, found) : new Map()
  const strata = found.map((f) => ({
    name: `${f.class}/${f.area}`,
    ...f,
    deviation: deviations.get(`${f.class}/${f.area}`),
  }))
  const sizes = allocate(strata, given.sample_size)
  const id = ctx.newId()
  const survey: store.SurveyRow = {
    corporation_id: corporation.id,
    year,
    id,
    sample_size: given.sample_size,
    allocation,
    factors: given.factors ?? (await store.questionnaire(ctx, corporation.id)),
    seed: given.seed ?? id,
    frame_day,
    closes_at: given.until
      ? new Date(startOfDay(given.until).getTime() + day_ms)
      : new Date(ctx.now.getTime() + 60 * day_ms),
    planned_at: ctx.now,
    actor: ctx.actor,
    drawn_at: null,
  }
  await store.putSurvey(
    ctx,
    survey,
    strata.map(({ name: stratum, deviation, ...s }, i) => ({
      ...s,
      stratum,
      deviation: deviation ?? null,
      sample_size: sizes[i]!,
    })),
  )
  await publish(ctx, 'surveys.planned', { corporation_id: corporation.id, about: id, payload: { year } })
  return shown(ctx, survey, corporation.code)
}

export const shown = async (ctx: Context, survey: store.SurveyRow, corporation: string): Promise<ShownSurvey> => {
  const { corporation_id, actor, ...rest } = survey
  return { corporation, ...rest, planned_by: actor, strata: await store.strataOf(ctx, corporation_id, survey.year) }
}

function check(ctx: Context, { year, sample_size, factors, seed, until }: NewSurvey): void {
  const thisYear = Number(dayOf(ctx.now).slice(0, 4))
  const no = (field: string, reason: string) => {
    throw new Problem('kernel/invalid', { field, reason })
  }
  if (!Number.isInteger(year) || year < 1990 || year > thisYear + 1) no('year', String(year))
  if (!Number.isInteger(sample_size) || sample_size < 2 || sample_size > 200_000) no('sample_size', String(sample_size))
  if (seed !== undefined && !seedPattern.test(seed)) no('seed', seed.slice(0, 80))
  if (until !== undefined && (!isDay(until) || until < dayOf(ctx.now))) no('until', until)
  if (!factors) return
  if (factors.length === 0 || factors.length > 40) no('factors', String(factors.length))
  const bad = factors.find((f) => !/^[a-z][a-z0-9_]{0,39}$/.test(f.code) || !f.vi.trim() || !f.en.trim())
  if (bad) no('factors', bad.code)
  if (new Set(factors.map((f) => f.code)).size < factors.length) no('factors', factors.map((f) => f.code).join(', '))
}

/** The deviation of each stratum in last year's answers. */
async function lastYear(
  ctx: Context,
  corporation_id: number,
  year: number,
  strata: readonly { class: string; area: string }[],
): Promise<Map<string, number>> {
  const scores = Map.groupBy(await store.scoresOf(ctx, corporation_id, year), (s) =>
    s.class && s.area ? `${s.class}/${s.area}` : s.stratum,
  )
  const known = new Map<string, number>()
  const missing: string[] = []
  for (const s of strata) {
    const name = `${s.class}/${s.area}`
    const deviation = deviationOf((scores.get(name) ?? []).map((r) => r.overall))
    if (deviation === undefined) missing.push(name)
    else known.set(name, deviation)
  }
  if (missing.length > 0) throw new Problem('surveys/no-deviation', { year, strata: missing.join(', ') })
  return known
}
