import { sql } from 'kysely'
import { type Context, dayOf, isDay, Problem } from '../kernel/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import { plain } from './ask-rules.ts'
import { z95 } from './estimate-rules.ts'
import { reportingRules, ruleFor } from './reporting.ts'
import * as store from './store-ask.ts'

export const answerDimensions = ['corporation', 'about_kind', 'month', 'via'] as const
export type AnswerDimension = (typeof answerDimensions)[number]

export interface Between {
  /** Days 'YYYY-MM-DD', both counted. */
  from: string
  to: string
  corporation?: string
}

export type AnswersRow = { corporation?: string; about_kind?: string; month?: string; via?: string } & {
  /** Asked in that time; null where answers are told apart by how they came. */
  invited: number | null
  answered: number
  rate: number | null
  mean: number | null
  ci_low: number | null
  ci_high: number | null
  /** Of those who answered, so many gave `satisfied_from` or more. */
  share_satisfied: number | null
  satisfied_from: number
  /** Fewer answers than `group_min`: nothing is shown. */
  hidden: boolean
  group_min: number
}

/**
 * The one question after requests and cuts: how many were asked in that time, how many answered, and what. The interval
 * is mean ± 1.96 s / sqrt n of those who answered: it says nothing about those who did not, the rate beside it does.
 * @throws Problem surveys/unknown-dimension, kernel/invalid
 */
export async function answers(ctx: Context, query: Between & { by: readonly string[] }): Promise<AnswersRow[]> {
  for (const d of query.by)
    if (!(answerDimensions as readonly string[]).includes(d))
      throw new Problem('surveys/unknown-dimension', { dimension: d, known: answerDimensions.join(', ') })
  requireDays(query)
  const by = answerDimensions.filter((d) => query.by.includes(d))
  const rules = await reportingRules(ctx)
  const year = Number(query.to.slice(0, 4))
  type Row = {
    corporation: string
    about_kind: string
    month: string
    via: string | null
    score: number | null
    n: number
  }
  const { rows } = await sql<Row>`
    select c.code as corporation, d.about_kind, to_char(i.invited_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM') as month, a.via, a.score, count(*)::integer as n
    from surveys.draw d
    join organisation.corporation c on c.id = d.corporation_id
    join surveys.invitation i on i.corporation_id = d.corporation_id and i.draw_id = d.id
    left join surveys.answer a on a.corporation_id = i.corporation_id and a.draw_id = i.draw_id and a.customer_id = i.customer_id
    where d.corporation_id = ${await mine(ctx, query)} and d.about_kind <> 'survey'
      and d.drawn_at >= ${query.from}::date::timestamp at time zone 'Asia/Ho_Chi_Minh'
      and d.drawn_at < (${query.to}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'
    group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4`.execute(ctx.tx)
  return [...Map.groupBy(rows, (r) => JSON.stringify(by.map((d) => r[d]))).values()].flatMap((members) => {
    const said = members.filter((m) => m.score !== null) as (Row & { score: number })[]
    if (by.includes('via') && said.length === 0) return []
    const sum = (of: readonly Row[], value: (r: Row) => number = () => 1) => of.reduce((s, r) => s + r.n * value(r), 0)
    const mineOf = [...new Set(members.map((m) => m.corporation))].map((c) => ruleFor(rules, c, year))
    const group_min = Math.max(...mineOf.map((r) => r.group_min))
    const { satisfied_from } = mineOf[0]!
    const answered = sum(said)
    const invited = by.includes('via') ? null : sum(members)
    const hidden = answered < group_min
    const mean = hidden ? null : sum(said, (r) => r.score!) / answered
    const se = mean === null ? null : Math.sqrt(sum(said, (r) => (r.score! - mean) ** 2) / (answered - 1) / answered)
    return {
      ...Object.fromEntries(by.map((d) => [d, members[0]![d]])),
      invited,
      answered,
      rate: invited === null ? null : answered / invited,
      mean,
      ci_low: mean === null ? null : Math.max(0, mean - z95 * se!),
      ci_high: mean === null ? null : Math.min(10, mean + z95 * se!),
      share_satisfied: hidden ? null : sum(said.filter((r) => r.score >= satisfied_from)) / answered,
      satisfied_from,
      hidden,
      group_min,
    }
  })
}

export interface Topics {
  /** Answers of that time with words. */
  texts: number
  topics: { code: string; name: string; texts: number; share: number; mean: number }[]
  /** Texts that no topic's words are in: they are read one by one. */
  unmatched: { texts: number; share: number }
}

/** Answers with words, of questions and of the yearly survey, and the topics whose words of that day are in each. */
const said = (corporation: ReturnType<typeof sql>, { from, to }: Between) => sql`
  select w.*, array(
    select distinct t.code from surveys.topic t
    where (t.corporation_id is null or t.corporation_id = w.corporation_id) and t.in_force_from <= w.day and t.in_force_to > w.day
      and exists (select from unnest(t.words) word where position(' ' || word || ' ' in w.words_plain) > 0)
  ) as topics
  from (
    select s.*, (s.at at time zone 'Asia/Ho_Chi_Minh')::date as day from (
      select a.corporation_id, a.at, d.about_kind, d.about_code, a.score::double precision as score, a.words, a.words_plain, d.id || '/' || a.customer_id as key
      from surveys.answer a join surveys.draw d on d.corporation_id = a.corporation_id and d.id = a.draw_id where a.words is not null
      union all
      select h.corporation_id, h.recorded_at, 'survey', null, h.overall, h.words, h.words_plain, h.year || '/' || h.respondent from surveys.sheet h where h.words is not null
    ) s where s.corporation_id = ${corporation}
      and s.at >= ${from}::date::timestamp at time zone 'Asia/Ho_Chi_Minh' and s.at < (${to}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'
  ) w`

/** How many texts each topic's words are in; one text may be of several. What no topic matched is counted, not hidden. */
export async function topics(ctx: Context, query: Between): Promise<Topics> {
  requireDays(query)
  type Row = { code: string | null; name: string | null; texts: number; mean: number; all: number }
  const { rows } = await sql<Row>`
    with said as materialized (${said(await mine(ctx, query), query)}), counted as (
      select t.code, count(*)::integer as texts, avg(score) as mean from said, unnest(case when topics = '{}' then array[null::text] else topics end) t (code) group by 1
    )
    select k.code, n.name, k.texts, k.mean::double precision as mean, (select count(*) from said)::integer as all
    from counted k left join lateral (
      select ${sql.ref(ctx.language)} as name from surveys.topic t where t.code = k.code order by t.id desc limit 1
    ) n on true order by k.texts desc, k.code`.execute(ctx.tx)
  const texts = rows[0]?.all ?? 0
  const none = rows.find((r) => r.code === null)?.texts ?? 0
  return {
    texts,
    topics: rows.flatMap(({ all, ...r }) =>
      r.code === null ? [] : [{ ...r, code: r.code, name: r.name ?? r.code, share: r.texts / all }],
    ),
    unmatched: { texts: none, share: texts > 0 ? none / texts : 0 },
  }
}

export interface Said {
  corporation: string
  at: Date
  about_kind: string
  /** The request or the cut, as people call it; null of the yearly survey. */
  about_code: string | null
  score: number
  words: string
  topics: string[]
  key: string
}

/**
 * The texts of a topic, or of none, newest first; who wrote them is not said.
 * @param query.topic a code; 'none': those that no topic matched; left out: all
 */
export async function texts(
  ctx: Context,
  query: Between & { topic?: string; limit: number; after?: readonly [Date, string] },
): Promise<Said[]> {
  requireDays(query)
  const { topic, after } = query
  const { rows } = await sql<Said>`
    select c.code as corporation, w.at, w.about_kind, w.about_code, w.score, w.words, w.topics, w.key
    from (${said(await mine(ctx, query), query)}) w join organisation.corporation c on c.id = w.corporation_id
    where ${topic === undefined ? sql`true` : topic === 'none' ? sql`w.topics = '{}'` : sql`${topic} = any (w.topics)`}
      and ${after ? sql`(w.at, w.key) < (${after[0]}, ${after[1]})` : sql`true`}
    order by w.at desc, w.key desc limit ${query.limit}`.execute(ctx.tx)
  return rows
}

/**
 * New words for a topic from a day on; those before stand for the days before.
 * @throws Problem kernel/invalid, surveys/rules-in-the-past
 */
export async function addTopic(
  ctx: Context,
  given: { code: string; vi: string; en: string; words: string[]; in_force_from: string; corporation?: string },
): Promise<{ id: number }> {
  const corporation = given.corporation === undefined ? null : await corporationNamed(ctx, given.corporation)
  requireMine(ctx, corporation)
  const no = (field: string, reason: string) => new Problem('kernel/invalid', { field, reason })
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(given.code) || given.code === 'none') throw no('code', given.code)
  if (!isDay(given.in_force_from)) throw no('in_force_from', given.in_force_from)
  if (given.in_force_from < dayOf(ctx.now)) throw new Problem('surveys/rules-in-the-past', { day: given.in_force_from })
  const words = [...new Set(given.words.map((w) => plain(w).trim()))].filter((w) => w !== '')
  if (words.length === 0) throw no('words', given.words.join(', ').slice(0, 60))
  return { id: await store.insertTopic(ctx, { ...given, words, corporation_id: corporation?.id ?? null }) }
}

async function mine(ctx: Context, { corporation }: Between) {
  if (corporation === undefined) return sql`any ((select organisation.visible())::smallint[])`
  return sql`${(await corporationNamed(ctx, corporation)).id}::smallint`
}

function requireDays(query: Between): void {
  for (const field of ['from', 'to'] as const)
    if (!isDay(query[field])) throw new Problem('kernel/invalid', { field, reason: query[field] })
}
