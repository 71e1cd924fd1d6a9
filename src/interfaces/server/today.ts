import { sql } from 'kysely'
import type { Context } from '../../kernel/index.ts'
import { failing } from '../exchange/webhooks/store.ts'

/**
 * The first page of the staff: promises that break soonest (most customers first among equals), what is under way, and
 * how much is coming; what of the installation needs an administrator. A few statements, whatever the size of the corporation.
 */
export async function today(ctx: Context, sees: { requests: boolean; webhooks: boolean }) {
  const { tx, now } = ctx
  const week = new Date(now.getTime() + 7 * 86_400_000)
  // requests come by the thousand, and the late ones have their own list: the soonest few, so that cuts are not pushed out
  const needs = await sql<never>`
    (select p.kind, p.id, coalesce(o.code, f.code, '') as code, p.about_kind, p.about, p.due, p.customers,
      p.customers - p.kept - p.broken - p.released as open, c.code as corporation, coalesce(o.reason, f.cause) as reason
    from promises.promise p
    join organisation.corporation c on c.id = p.corporation_id
    left join planned_outages.outage o on o.corporation_id = p.corporation_id and o.id = p.about
    left join faults.fault f on f.corporation_id = p.corporation_id and f.id = p.about
    where p.kept + p.broken + p.released < p.customers and p.due < ${week} and p.about_kind <> 'request'
      and (p.kind <> 'power_back' or o.state = 'started' or p.due < ${now})
    order by p.due, p.customers desc limit 30)
    union all
    (select p.kind, p.id, r.code, p.about_kind, p.about, p.due, p.customers, 1, c.code, ${ctx.language === 'vi' ? sql`s.name` : sql`s.name_en`}
    from promises.promise p
    join organisation.corporation c on c.id = p.corporation_id
    join requests.request r on r.corporation_id = p.corporation_id and r.id = p.about and r.state <> 'closed'
    join requests.service s on s.id = r.service_id
    where p.kept + p.broken + p.released < p.customers and p.due >= ${now} and p.due < ${week} and p.about_kind = 'request'
      and ${sees.requests}::boolean
    order by p.due limit 10)
    order by due, customers desc`.execute(tx)
  const happening = await sql<never>`
    select h.kind, h.id, h.code, h.state, h.corporation, h.feeder, h.reason, h.out_from, h.back_at, h.customers, n.still_out, g.lon, g.lat from (
      select 'planned_outage' as kind, o.id, o.code, o.state, c.code as corporation, o.corporation_id, o.feeder, o.reason, o.out_from, o.back_at, o.customers, o.still_out
      from planned_outages.outage o join organisation.corporation c on c.id = o.corporation_id where o.state = 'started'
      union all
      select 'fault', f.id, f.code, f.state, c.code, f.corporation_id, f.feeder, f.cause, f.out_at, f.estimate, f.customers, f.still_out
      from faults.fault f join organisation.corporation c on c.id = f.corporation_id where f.state = 'open'
    ) h
    left join lateral (
      select count(distinct p.customer_id)::integer as still_out from unnest(h.still_out) r
      join customers.service_point p on p.corporation_id = h.corporation_id and p.transformer_id >= lower(r) and p.transformer_id < upper(r)
        and p.valid_from <= ${now}::date and p.valid_to > ${now}::date
    ) n on true
    left join lateral (
      select avg(e.lon) as lon, avg(e.lat) as lat from unnest(h.still_out) r
      join network.equipment e on e.corporation_id = h.corporation_id and e.transformer_id >= lower(r) and e.transformer_id < upper(r)
    ) g on true
    order by h.back_at nulls first limit 100`.execute(tx)
  const coming = await sql<{ planned: number; approved: number; announced: number }>`
    select count(*) filter (where state = 'planned')::integer as planned, count(*) filter (where state = 'approved')::integer as approved,
      count(*) filter (where state = 'announced')::integer as announced
    from planned_outages.outage where state in ('planned', 'approved', 'announced') and back_at > ${now}`.execute(tx)
  // row-level security shows those of their corporations alone
  const alarms = (sees.webhooks ? await failing(ctx) : []).map(
    ({ id, corporation, url, given_up, paused_because }) => ({
      kind: 'webhook' as const,
      id,
      corporation,
      what: new URL(url).origin,
      reason: paused_because,
      given_up,
    }),
  )
  return { now, alarms, needs: needs.rows, happening: happening.rows as never[], coming: coming.rows[0]! }
}
