import { sql } from 'kysely'
import { type Context, iso, Problem, say } from '../../kernel/index.ts'
import { promisesAbout } from '../../promises/index.ts'
import { type Document, number, type Row, section, text } from './document.ts'
import type { Ground } from './ground.ts'
import { periodInWords } from './period.ts'

const sustained_over_s = 300

/**
 * The monthly summary for a province (Circular 04/2025/TT-BCT: by the 15th): who was without power where, and which
 * planned cuts were told in time.
 * @throws Problem reports/province-needed, reports/unknown-province
 */
export async function buildProvince(ground: Ground, named: string | undefined): Promise<Document> {
  const { ctx, period, corporation, standing } = ground
  const words = say('reports', ctx.language)
  const province = await provinceNamed(ctx, named, corporation?.id)
  const { communes, origins, placeless } = await touchedIn(ground, province)
  const cuts = await cutsIn(ground, province)
  const none = { interruptions: 0, planned: 0, touched: 0, customer_interruptions: 0, customer_minutes: 0 }
  const outages = [
    number('interruptions', words('column.interruptions')),
    number('customer_interruptions', words('column.customer_interruptions'), { total: 'sum' }),
    number('customer_minutes', words('column.customer_minutes'), { total: 'sum', width: 15 }),
  ]
  return {
    report: 'province',
    period: period.name,
    corporation: corporation?.code ?? null,
    province,
    language: ctx.language,
    title: words('title.province'),
    subject: [province, corporation?.code, periodInWords(period.name, ctx.language)].filter((t) => t).join(' · '),
    known_on: iso(ctx.now),
    standing,
    sections: [
      section({
        code: 'communes',
        title: words('sheet.communes'),
        notes: [words('note.commune', { n: placeless })],
        columns: [
          text('commune', words('column.commune'), 26),
          number('customers', words('column.customers_here'), { total: 'sum' }),
          outages[0]!,
          number('planned', words('column.planned')),
          number('touched', words('column.touched'), { total: 'sum' }),
          number('share', words('column.touched_share'), {
            digits: 1,
            formula: { op: 'ratio', over: 'touched', under: 'customers', times: 100 },
            total: 'formula',
          }),
          ...outages.slice(1),
          number('each', words('column.minutes_each'), {
            digits: 1,
            formula: { op: 'ratio', over: 'customer_minutes', under: 'customers', times: 1 },
            total: 'formula',
          }),
        ],
        rows: communes.map((c) => ({ ...none, ...c })),
        total: words('total'),
        sources: [[words('sheet.communes'), words('source.communes')]],
      }),
      section({
        code: 'province_origins',
        title: words('sheet.province_origins'),
        columns: [text('origin', words('column.origin'), 26), ...outages],
        rows: origins.map((o) => ({ ...o, origin: words(`origin.${o.origin}`) })),
        total: words('total'),
      }),
      section({
        code: 'told',
        title: words('sheet.told'),
        columns: [
          text('commune', words('column.commune'), 26),
          number('cuts', words('column.cuts')),
          number('in_time', words('column.in_time')),
          number('late', words('column.late')),
          number('share', words('column.in_time_share'), {
            digits: 1,
            formula: { op: 'share', part: 'in_time', rest: 'late' },
          }),
          number('kept', words('column.told')),
          number('broken', words('column.not_told')),
          number('share_told', words('column.share_told'), {
            digits: 1,
            formula: { op: 'share', part: 'kept', rest: 'broken' },
          }),
        ],
        rows: cuts,
        sources: [[words('sheet.told'), words('source.told')]],
      }),
    ],
  }
}

/** Names are compared as people write them: composed or not, whatever the case. */
async function provinceNamed(ctx: Context, named: string | undefined, corporation_id?: number): Promise<string> {
  if (!named?.trim()) throw new Problem('reports/province-needed')
  const { rows } = await sql<{ province: string }>`
    select distinct province from customers.customer
    where province is not null and corporation_id = ${corporation_id ?? visible} order by 1`.execute(ctx.tx)
  const plain = (t: string) => t.normalize('NFC').trim().toLowerCase()
  const found = rows.find((r) => plain(r.province) === plain(named))
  if (found) return found.province
  const known = rows
    .slice(0, 70)
    .map((r) => r.province)
    .join(', ')
  throw new Problem('reports/unknown-province', { province: named.slice(0, 60), known: known || '–' })
}

const visible = sql<number>`any ((select organisation.visible())::smallint[])`

/** The month's sustained steps as known then, each with the transformers it names. */
const stepsOf = ({ ctx, period, corporation }: Ground) => sql`
  step as materialized (
    select s.corporation_id, s.interruption_id, s.origin, s.duration_s, s.transformers, i.source_kind, i.source
    from interruptions.step s join interruptions.interruption i on i.corporation_id = s.corporation_id and i.id = s.interruption_id
    where s.month = ${`${period.from}-01`}::date and s.corporation_id = ${corporation?.id ?? visible}
      and s.recorded_at <= ${ctx.now} and s.superseded_at > ${ctx.now} and not s.withdrawn and s.duration_s > ${sustained_over_s}
  )`

/** Customers of the province by transformer and commune, on the month's last day. */
const placesOf = ({ period, corporation }: Ground, province: string) => sql`
  place as materialized (
    select p.corporation_id, p.transformer_id, coalesce(c.commune, '') as commune, count(*)::integer as customers
    from customers.service_point p join customers.customer c on c.corporation_id = p.corporation_id and c.id = p.customer_id
    where c.province = ${province} and c.corporation_id = ${corporation?.id ?? visible} and not p.additional
      and p.valid_from <= (${`${period.to}-01`}::date + interval '1 month - 1 day') and p.valid_to > (${`${period.to}-01`}::date + interval '1 month - 1 day')
    group by 1, 2, 3
  )`

const hits = sql`
  part as (select s.corporation_id, s.interruption_id, s.origin, s.duration_s, s.source_kind, s.source, lower(r) as low, upper(r) as high
    from step s, unnest(s.transformers) r),
  hit as materialized (
    select h.*, p.transformer_id, p.commune, p.customers from part h
    join place p on p.corporation_id = h.corporation_id and p.transformer_id >= h.low and p.transformer_id < h.high
  )`

async function touchedIn(ground: Ground, province: string) {
  const steps = stepsOf(ground)
  const places = placesOf(ground, province)
  const sums = sql`count(distinct interruption_id)::integer as interruptions, sum(customers)::bigint as customer_interruptions,
    (sum(customers::bigint * duration_s) / 60.0)::float8 as customer_minutes`
  const { rows: communes } = await sql<Row & { commune: string }>`
    with ${steps}, ${places}, ${hits},
    touched as (select commune, sum(customers)::integer as touched from (select distinct corporation_id, transformer_id, commune, customers from hit) d group by 1)
    select a.commune, a.customers, t.touched, h.interruptions, h.planned, h.customer_interruptions, h.customer_minutes
    from (select commune, sum(customers)::integer as customers from place group by 1) a
    left join touched t using (commune)
    left join (select commune, ${sums}, (count(distinct interruption_id) filter (where origin = 'planned'))::integer as planned from hit group by 1) h using (commune)
    order by a.commune collate "C"`.execute(ground.ctx.tx)
  const { rows: origins } = await sql<Row & { origin: string }>`
    with ${steps}, ${places}, ${hits} select origin, ${sums} from hit group by 1 order by 1`.execute(ground.ctx.tx)
  const { rows: unknown } = await sql<{ n: number }>`
    with ${steps} select count(distinct interruption_id)::integer as n from step where transformers is null`.execute(
    ground.ctx.tx,
  )
  const filled = communes.map((c) => Object.fromEntries(Object.entries(c).filter(([, cell]) => cell !== null)) as Row)
  return { communes: filled, origins, placeless: unknown[0]!.n }
}

/** Planned cuts by commune: whether they were announced in time, and how many of their customers were told in time. */
async function cutsIn(ground: Ground, province: string): Promise<Row[]> {
  const { rows } = await sql<{ commune: string; outage: string }>`
    with ${stepsOf(ground)}, ${placesOf(ground, province)}, ${hits}
    select distinct commune, source as outage from hit where source_kind = 'planned_outage' and source is not null
    order by 1, 2`.execute(ground.ctx.tx)
  const told = await promisesAbout(ground.ctx, [...new Set(rows.map((r) => r.outage))])
  const notices = (outage: string) => (told.get(outage) ?? []).filter((p) => p.kind === 'notice')
  return [...Map.groupBy(rows, (r) => r.commune)].map(([commune, cuts]) => {
    const made = cuts.map(({ outage }) => notices(outage))
    const customers = (of: 'kept' | 'broken') => made.flat().reduce((sum, p) => sum + p[of], 0)
    const in_time = made.filter((some) => some.length > 0 && some.every((p) => p.made_at <= p.due)).length
    return {
      commune,
      cuts: cuts.length,
      in_time,
      late: cuts.length - in_time,
      kept: customers('kept'),
      broken: customers('broken'),
    }
  })
}
