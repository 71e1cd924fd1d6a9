import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { corporationNamed } from '../organisation/index.ts'
import { estimate } from './estimate.ts'

export interface ResponseStratum {
  stratum: string
  class: string
  area: string
  population: number
  drawn: number
  invited: number
  answered: number
  /** By link, phone and visit. */
  web: number
  phone: number
  visit: number
  refused: number
  not_reached: number
  moved: number
  /** Drawn of whom nothing is known yet. */
  silent: number
  /** Answered of drawn. */
  rate: number
  /** Of the customers, and of those who answered: where they differ, the answers speak for some more than for others. */
  share_population: number
  share_answered: number
}

export interface Response
  extends Omit<ResponseStratum, 'stratum' | 'class' | 'area' | 'share_population' | 'share_answered'> {
  corporation: string
  year: number
  /** As estimated, and with each stratum counted by its customers: their distance is what unequal response does. */
  mean: number | null
  post_stratified: number | null
  strata: ResponseStratum[]
}

const counts = [
  'population',
  'drawn',
  'invited',
  'answered',
  'web',
  'phone',
  'visit',
  'refused',
  'not_reached',
  'moved',
  'silent',
] as const

/** Who answered of those drawn, beside whom they stand for, by stratum: surveys that drew their own sample. */
export async function response(ctx: Context, query: { year?: number; corporation?: string } = {}): Promise<Response[]> {
  const corporation = query.corporation === undefined ? undefined : await corporationNamed(ctx, query.corporation)
  type Row = Record<(typeof counts)[number], number> & {
    corporation: string
    year: number
    stratum: string
    class: string
    area: string
  }
  const { rows } = await sql<Row>`
    with member as (
      select m.corporation_id, m.year, m.stratum, h.via,
        case when h.via is null then r.reason end as reason,
        exists (select from surveys.survey v join surveys.draw d on d.corporation_id = v.corporation_id and d.about = v.id
          join surveys.invitation i on i.corporation_id = d.corporation_id and i.draw_id = d.id
          where v.corporation_id = m.corporation_id and v.year = m.year and i.customer_id = m.customer_id) as invited
      from surveys.sampled m
      left join surveys.sheet h on h.corporation_id = m.corporation_id and h.year = m.year and h.respondent = '~' || m.customer_id
      left join lateral (
        select f.reason from surveys.refusal f where f.corporation_id = m.corporation_id and f.year = m.year and f.customer_id = m.customer_id
        order by f.at desc limit 1
      ) r on true
      where m.corporation_id = ${corporation?.id ?? sql`any ((select organisation.visible())::smallint[])`}
        ${query.year === undefined ? sql`` : sql`and m.year = ${query.year}`}
    )
    select c.code as corporation, s.year, s.stratum, s.class, s.area, s.population, count(*)::integer as drawn,
      (count(*) filter (where m.invited))::integer as invited, count(m.via)::integer as answered,
      (count(*) filter (where m.via = 'web'))::integer as web, (count(*) filter (where m.via = 'phone'))::integer as phone,
      (count(*) filter (where m.via = 'visit'))::integer as visit, (count(*) filter (where m.reason = 'refused'))::integer as refused,
      (count(*) filter (where m.reason = 'not_reached'))::integer as not_reached,
      (count(*) filter (where m.reason = 'moved'))::integer as moved,
      (count(*) filter (where m.via is null and m.reason is null))::integer as silent
    from member m
    join surveys.stratum s on s.corporation_id = m.corporation_id and s.year = m.year and s.stratum = m.stratum
    join organisation.corporation c on c.id = m.corporation_id
    group by c.code, s.year, s.stratum, s.class, s.area, s.population order by s.year desc, c.code, s.stratum`.execute(
    ctx.tx,
  )
  const means = await estimate(ctx, { ...query, by: ['corporation'] })
  return [...Map.groupBy(rows, (r) => `${r.corporation}/${r.year}`).values()].map((strata) => {
    const { corporation: code, year } = strata[0]!
    const total = (of: (typeof counts)[number]) => strata.reduce((sum, s) => sum + s[of], 0)
    const sums = Object.fromEntries(counts.map((k) => [k, total(k)])) as Record<(typeof counts)[number], number>
    const found = means.find((m) => m.corporation === code && m.year === year)
    return {
      corporation: code,
      year,
      ...sums,
      rate: sums.answered / sums.drawn,
      mean: found?.mean ?? null,
      post_stratified: found?.post_stratified ?? null,
      strata: strata.map(({ corporation: _, year: __, ...s }) => ({
        ...s,
        rate: s.answered / s.drawn,
        share_population: s.population / sums.population,
        share_answered: sums.answered > 0 ? s.answered / sums.answered : 0,
      })),
    }
  })
}
