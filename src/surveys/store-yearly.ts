/** The yearly survey that draws its own sample: the third file that writes schema `surveys`. */
import { sql } from 'kysely'
import type { Recipient } from '../customers/index.ts'
import { type Context, dayOf, type Relation, startOfDay } from '../kernel/index.ts'
import { channelsOf } from './store-ask.ts'

export interface Factor {
  code: string
  vi: string
  en: string
}

export interface SurveyRow {
  corporation_id: number
  year: number
  id: string
  sample_size: number
  allocation: 'proportional' | 'neyman'
  factors: Factor[]
  seed: string
  frame_day: string
  closes_at: Date
  planned_at: Date
  actor: string
  drawn_at: Date | null
}

export interface StratumRow {
  stratum: string
  class: string
  area: string
  population: number
  sample_size: number
  deviation: number | null
}

export const findSurvey = ({ tx }: Context, corporation_id: number, year: number) =>
  tx
    .selectFrom('surveys.survey')
    .selectAll()
    .where('corporation_id', '=', corporation_id)
    .where('year', '=', year)
    .executeTakeFirst() as Promise<SurveyRow | undefined>

export const lockSurvey = ({ tx }: Context, corporation_id: number, year: number) =>
  tx
    .selectFrom('surveys.survey')
    .selectAll()
    .where('corporation_id', '=', corporation_id)
    .where('year', '=', year)
    .forUpdate()
    .executeTakeFirst() as Promise<SurveyRow | undefined>

export const surveyById = ({ tx }: Context, corporation_id: number, id: string) =>
  tx
    .selectFrom('surveys.survey')
    .selectAll()
    .where('corporation_id', '=', corporation_id)
    .where('id', '=', id)
    .executeTakeFirst() as Promise<SurveyRow | undefined>

/** Surveys that draw their own sample, newest first. */
export const surveysSeen = ({ tx }: Context, year?: number) =>
  tx
    .selectFrom('surveys.survey')
    .selectAll()
    .where('corporation_id', '=', sql<number>`any ((select organisation.visible())::smallint[])`)
    .$if(year !== undefined, (q) => q.where('year', '=', year!))
    .orderBy('year', 'desc')
    .orderBy('corporation_id')
    .execute() as Promise<SurveyRow[]>

export const strataOf = ({ tx }: Context, corporation_id: number, year: number) =>
  tx
    .selectFrom('surveys.stratum')
    .select(['stratum', 'class', 'area', 'population', 'sample_size', 'deviation'])
    .where('corporation_id', '=', corporation_id)
    .where('year', '=', year)
    .where('sample_size', 'is not', null)
    .orderBy('stratum')
    .execute() as Promise<StratumRow[]>

/** The questionnaire in force today; a corporation's own before one that is for all. */
export const questionnaire = async ({ tx, now }: Context, corporation_id: number): Promise<Factor[]> =>
  (
    await tx
      .selectFrom('surveys.questionnaire')
      .select('factors')
      .where('in_force_from', '<=', dayOf(now))
      .where((eb) => eb.or([eb('corporation_id', 'is', null), eb('corporation_id', '=', corporation_id)]))
      .orderBy(sql`corporation_id is null`)
      .orderBy('in_force_from', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
  ).factors as Factor[]

/** All questionnaires, the newest first. */
export const questionnaires = async ({ tx }: Context) =>
  (
    await sql<{ id: number; corporation: string | null; in_force_from: string; factors: Factor[] }>`
      select q.id, c.code as corporation, q.in_force_from::text as in_force_from, q.factors
      from surveys.questionnaire q left join organisation.corporation c on c.id = q.corporation_id
      order by q.in_force_from desc, q.id desc`.execute(tx)
  ).rows

/** Questions from a day on; those before stand for the days before. */
export const insertQuestionnaire = async (
  { tx, now, actor }: Context,
  given: { corporation_id: number | null; in_force_from: string; factors: readonly Factor[] },
): Promise<number> =>
  (
    await tx
      .insertInto('surveys.questionnaire')
      .values({ ...given, factors: JSON.stringify(given.factors), actor, recorded_at: now })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

export interface NewReportingRule {
  corporation_id: number | null
  from_year: number
  /** The last one. */
  to_year: number
  group_min: number
  satisfied_from: number
  source: string
}

/** The newest rule of a year counts, so none before it is touched. */
export const insertReportingRule = async ({ tx, now, actor }: Context, rule: NewReportingRule): Promise<number> =>
  (
    await tx
      .insertInto('surveys.reporting_rule')
      .values({ ...rule, actor, recorded_at: now })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

/** Customers supplied on a day, with what strata are made of. */
const frame = (corporation_id: number, day: string) => sql`
  select c.id as customer_id, c.class, c.area from customers.customer c
  where c.corporation_id = ${corporation_id}::smallint and exists (
    select from customers.service_point p where p.corporation_id = ${corporation_id}::smallint and p.customer_id = c.id
      and not p.additional and p.valid_from <= ${day}::date and p.valid_to > ${day}::date)`

export const populations = async (
  { tx }: Context,
  corporation_id: number,
  day: string,
): Promise<{ class: string; area: string; population: number }[]> =>
  (
    await sql<{ class: string; area: string; population: number }>`
      select class, area, count(*)::integer as population from (${frame(corporation_id, day)}) f group by 1, 2 order by 1, 2`.execute(
      tx,
    )
  ).rows

/** A plan is no fact: until its sample is drawn another takes its place. */
export async function putSurvey({ tx }: Context, survey: SurveyRow, strata: readonly StratumRow[]): Promise<void> {
  const { corporation_id, year } = survey
  for (const table of ['surveys.survey', 'surveys.stratum'] as const)
    await tx.deleteFrom(table).where('corporation_id', '=', corporation_id).where('year', '=', year).execute()
  await tx
    .insertInto('surveys.survey')
    .values({ ...survey, factors: JSON.stringify(survey.factors) })
    .execute()
  await tx
    .insertInto('surveys.stratum')
    .values(strata.map((s) => ({ corporation_id, year, ...s })))
    .execute()
}

/**
 * The sample that the seed makes of the customers of the survey's day: the first of each stratum by md5 of seed and
 * customer. Only those are put in order whose md5 is so small that the first n are among them (n expected, and 8 standard
 * deviations and 40 more): a million customers are not sorted for some thousands.
 */
const drawn = ({ corporation_id, year, seed, frame_day }: SurveyRow) => sql`
  select customer_id, stratum from (
    select f.customer_id, s.stratum, s.sample_size,
      row_number() over (partition by s.stratum order by f.chance collate "C", f.customer_id) as place
    from (
      select c.*, md5(${seed}::text || ':' || c.customer_id) as chance from (${frame(corporation_id, frame_day)}) c
    ) f join surveys.stratum s on s.class = f.class and s.area = f.area
    where s.corporation_id = ${corporation_id}::smallint and s.year = ${year}::smallint
      and ('x' || left(f.chance, 8))::bit(32)::bigint < 4294967296 * (s.sample_size + 8 * sqrt(s.sample_size) + 40) / s.population
  ) d where place <= sample_size`

export async function insertSample({ tx, now }: Context, survey: SurveyRow): Promise<number> {
  const { corporation_id, year } = survey
  const { rows } = await sql<{ n: number }>`
    with written as (
      insert into surveys.sampled (corporation_id, year, customer_id, stratum)
      select ${corporation_id}, ${year}, customer_id, stratum from (${drawn(survey)}) d returning 1
    ), survey as (
      update surveys.survey set drawn_at = ${now} where corporation_id = ${corporation_id} and year = ${year}
    ) select count(*)::integer as n from written`.execute(tx)
  return rows[0]!.n
}

/** The sample drawn again from its seed, beside the one that is written. */
export async function compareSample({ tx }: Context, survey: SurveyRow) {
  const { rows } = await sql<{ same: number; only_written: number; only_again: number }>`
    select count(*) filter (where a.stratum = w.stratum)::integer as same,
      count(*) filter (where a.stratum is distinct from w.stratum and w.stratum is not null)::integer as only_written,
      count(*) filter (where a.stratum is distinct from w.stratum and a.stratum is not null)::integer as only_again
    from (${drawn(survey)}) a full join (
      select customer_id, stratum from surveys.sampled where corporation_id = ${survey.corporation_id} and year = ${survey.year}
    ) w on w.customer_id = a.customer_id`.execute(tx)
  return rows[0]!
}

/** Who was sampled, has not answered and was not invited yet. */
export const toInvite = (ctx: Context, survey: SurveyRow): Relation<Recipient> =>
  channelsOf(
    ctx,
    survey.corporation_id,
    sql`
      select m.customer_id from surveys.sampled m
      where m.corporation_id = ${survey.corporation_id}::smallint and m.year = ${survey.year}::smallint
        and not exists (select from surveys.sheet s where s.corporation_id = m.corporation_id and s.year = m.year and s.respondent = '~' || m.customer_id)
        and not exists (
          select from surveys.draw d join surveys.invitation i on i.corporation_id = d.corporation_id and i.draw_id = d.id
          where d.corporation_id = m.corporation_id and d.about = ${survey.id}::uuid and i.customer_id = m.customer_id)`,
  )

export const waves = async ({ tx }: Context, survey: SurveyRow): Promise<number> =>
  (
    await tx
      .selectFrom('surveys.draw')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('corporation_id', '=', survey.corporation_id)
      .where('about', '=', survey.id)
      .executeTakeFirstOrThrow()
  ).n

export const sampledStratum = async (
  { tx }: Context,
  survey: SurveyRow,
  customer_id: number,
): Promise<StratumRow | undefined> =>
  tx
    .selectFrom('surveys.sampled as m')
    .innerJoin('surveys.stratum as s', (j) =>
      j
        .onRef('s.corporation_id', '=', 'm.corporation_id')
        .onRef('s.year', '=', 'm.year')
        .onRef('s.stratum', '=', 'm.stratum'),
    )
    .where('m.corporation_id', '=', survey.corporation_id)
    .where('m.year', '=', survey.year)
    .where('m.customer_id', '=', customer_id)
    .select(['s.stratum', 's.class', 's.area', 's.population', 's.sample_size', 's.deviation'])
    .executeTakeFirst() as Promise<StratumRow | undefined>

export interface OwnSheet {
  customer_id: number
  answers: (number | null)[]
  overall: number
  words: string | null
  words_plain: string | null
  via: 'web' | 'phone' | 'visit'
  /** Where it is written down later than it was heard. */
  heard_at?: Date
}

/** A sheet of our own sample: its weight is how many customers each of those drawn stands for. @returns false: there is one already */
export async function insertOwnSheet(
  { tx, now, actor }: Context,
  { corporation_id, year }: SurveyRow,
  stratum: StratumRow,
  sheet: OwnSheet,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('surveys.sheet')
    .values({
      corporation_id,
      year,
      respondent: `~${sheet.customer_id}`,
      stratum: stratum.stratum,
      class: stratum.class,
      area: stratum.area,
      weight: stratum.population / stratum.sample_size,
      recorded_at: now,
      actor,
      ...sheet,
      answers: sql<number[]>`${`{${sheet.answers.map((a) => a ?? 'null').join()}}`}::double precision[]`,
    })
    .onConflict((c) => c.columns(['corporation_id', 'year', 'respondent']).doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export const hasSheet = async ({ tx }: Context, corporation_id: number, year: number, customer_id: number) =>
  tx
    .selectFrom('surveys.sheet')
    .select('recorded_at')
    .where('corporation_id', '=', corporation_id)
    .where('year', '=', year)
    .where('respondent', '=', `~${customer_id}`)
    .executeTakeFirst()

export const insertRefusal = (
  { tx, now, actor }: Context,
  { corporation_id, year }: SurveyRow,
  customer_id: number,
  reason: 'refused' | 'not_reached' | 'moved',
) =>
  tx
    .insertInto('surveys.refusal')
    .values({ corporation_id, year, customer_id, at: now, reason, actor })
    .onConflict((c) => c.doNothing())
    .execute()

export interface Interviewee {
  code: string
  name: string
  address: string | null
  phone: string | null
  class: string
  area: string
  answered_at: Date | null
  reason: 'refused' | 'not_reached' | 'moved' | null
}

/** Of those sampled, who can still be asked: no answer, no refusal; who was not reached comes again on another day. */
const members = ({ corporation_id, year }: SurveyRow, now: Date) => sql`
  select m.customer_id, h.recorded_at as answered_at, r.reason, r.at as tried_at,
    h.recorded_at is null and coalesce(r.reason = 'not_reached', true) as open,
    h.recorded_at is null and coalesce(r.reason = 'not_reached' and r.at < ${startOfDay(dayOf(now))}, true) as today
  from surveys.sampled m
  left join surveys.sheet h on h.corporation_id = m.corporation_id and h.year = m.year and h.respondent = '~' || m.customer_id
  left join lateral (
    select f.reason, f.at from surveys.refusal f
    where f.corporation_id = m.corporation_id and f.year = m.year and f.customer_id = m.customer_id order by f.at desc limit 1
  ) r on true
  where m.corporation_id = ${corporation_id}::smallint and m.year = ${year}::smallint`

/**
 * Whom to ask now: first those nobody tried, then those not reached on an earlier day. Each interviewer goes through them
 * in an order of their own, so that two seldom call the same person; the key of the sheet sees to it that one answer counts.
 */
export const interviewee = async (
  { tx, now, actor }: Context,
  survey: SurveyRow,
  code?: string,
): Promise<Interviewee | undefined> =>
  (
    await sql<Interviewee>`
      select c.code, c.name, c.address, t.address as phone, c.class, c.area, m.answered_at, m.reason
      from (${members(survey, now)}) m
      join customers.customer c on c.corporation_id = ${survey.corporation_id}::smallint and c.id = m.customer_id
      left join customers.contact t on t.corporation_id = c.corporation_id and t.customer_id = c.id and t.channel = 1
      where ${code === undefined ? sql`m.today` : sql`c.code = ${code}`}
      order by m.tried_at nulls first, md5(${actor}::text || ':' || m.customer_id) limit 1`.execute(tx)
  ).rows[0]

export const interviewsLeft = async ({ tx, now }: Context, survey: SurveyRow) =>
  (
    await sql<{ left: number; later: number }>`
      select (count(*) filter (where today))::integer as left, (count(*) filter (where open and not today))::integer as later
      from (${members(survey, now)}) m`.execute(tx)
  ).rows[0]!

/** Scores of a year by stratum, for next year's allocation; imported and own ones. */
export const scoresOf = async ({ tx }: Context, corporation_id: number, year: number) =>
  tx
    .selectFrom('surveys.sheet')
    .select(['stratum', 'class', 'area', 'overall'])
    .where('corporation_id', '=', corporation_id)
    .where('year', '=', year)
    .where('weight', '>', 0)
    .execute()

export const hasImported = async ({ tx }: Context, corporation_id: number, year: number): Promise<boolean> =>
  (await tx
    .selectFrom('surveys.sheet')
    .select('respondent')
    .where('corporation_id', '=', corporation_id)
    .where('year', '=', year)
    .where('via', '=', 'import')
    .limit(1)
    .executeTakeFirst()) !== undefined
