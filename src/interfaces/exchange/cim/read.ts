import { sql } from 'kysely'
import type { Context } from '../../../kernel/index.ts'
import type { CimEquipment, CimOutage } from './rdf.ts'

/** Outages read at once with their equipment: memory stays flat in a storm. */
const batch = 50

type Row = Omit<CimOutage, 'devices' | 'points' | 'customers_back'> & {
  corporation_id: number
  still_out: number
  devices: CimEquipment[] | null
  points: CimEquipment[] | null
}

/**
 * Outages under way, and planned ones whose window is not over, soonest first, batch by batch: those that the
 * transaction may see, or of one corporation.
 */
export async function* cimOutages(ctx: Context, corporation_id?: number): AsyncGenerator<CimOutage[]> {
  for (let after: Row | undefined; ; ) {
    const rows: Row[] = await read(ctx, corporation_id, after)
    if (rows.length > 0)
      yield rows.map(({ still_out, devices, points, ...row }) => ({
        ...row,
        // nobody is back of what has not begun
        customers_back: row.out_at ? row.customers - still_out : 0,
        devices: devices ?? [],
        points: points ?? [],
      }))
    if (rows.length < batch) return
    after = rows.at(-1)
  }
}

/** One statement a batch: the outages, their devices, and the transformers that are without power or will be. */
async function read({ tx, now }: Context, corporation_id: number | undefined, after: Row | undefined): Promise<Row[]> {
  const mine = corporation_id ?? sql<number>`any ((select organisation.visible())::smallint[])`
  const { rows } = await sql<Row>`
    with outage as (
      select * from (
        select corporation_id, id, true as planned, code, state, reason, out_from as "from", cut_at as out_at, back_at as back_by,
          customers, recorded_at, null as device, case state when 'started' then still_out else transformers end as out
        from planned_outages.outage
        where corporation_id = ${mine} and state in ('planned', 'approved', 'announced', 'started')
          and (back_at > ${now} or state = 'started')
        union all
        select corporation_id, id, false, code, state, cause, out_at, out_at, estimate, customers, recorded_at, device, still_out
        from faults.fault where corporation_id = ${mine} and state = 'open'
      ) every
      where ${after ? sql<boolean>`("from", id) > (${after.from}::timestamptz, ${after.id}::uuid)` : sql<boolean>`true`}
      order by "from", id limit ${batch}
    )
    select o.corporation_id, o.id, o.planned, o.code, c.code as corporation, o.state, o.reason, o."from", o.out_at, o.back_by,
      o.customers, o.recorded_at, n.still_out, d.devices, p.points
    from outage o
    join organisation.corporation c on c.id = o.corporation_id
    left join lateral (
      select count(distinct s.customer_id)::integer as still_out from unnest(o.out) r
      join customers.service_point s on s.corporation_id = o.corporation_id and s.transformer_id >= lower(r) and s.transformer_id < upper(r)
        and s.valid_from <= ${now}::date and s.valid_to > ${now}::date
      where o.out_at is not null
    ) n on true
    left join lateral (
      select json_agg(json_build_object('mrid', e.mrid, 'name', e.name, 'kind', e.kind) order by e.mrid) as devices
      from network.equipment e
      where e.corporation_id = o.corporation_id and e.removed_at is null and (e.mrid = o.device or e.id in (
        select p.equipment_id from planned_outages.device p
        where p.corporation_id = o.corporation_id and p.outage_id = o.id and p.step_no = 1 and p.action = 'open'))
    ) d on true
    left join lateral (
      select json_agg(json_build_object('mrid', q.mrid, 'name', coalesce(e.name, l.name, q.mrid), 'kind', q.kind)
        order by q.transformer_id) as points
      from unnest(o.out) r
      join network.point q on q.corporation_id = o.corporation_id and q.transformer_id >= lower(r) and q.transformer_id < upper(r)
      left join network.equipment e on e.corporation_id = q.corporation_id and e.transformer_id = q.transformer_id
      left join network.load l on l.corporation_id = q.corporation_id and l.transformer_id = q.transformer_id
    ) p on true
    order by o."from", o.id`.execute(tx)
  return rows
}
