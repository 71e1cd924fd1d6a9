/** The SQL of what is said before a request is late and after, and of who hears it: one statement over all of them, whatever their number. */
import { sql } from 'kysely'
import { type Context, dayOf } from '../kernel/index.ts'

/** Who is told when so much of the limit has ticked, or (of 100 %) so many working days after the deadline. */
export interface Level {
  percent: 50 | 80 | 100
  /** 0: at the percent itself. */
  late_days: number
  tell: ('person' | 'unit' | 'company' | 'corporation')[]
}

export interface Chain {
  id: number
  /** Codes; null: for all. */
  corporation: string | null
  service: string | null
  in_force_from: string
  in_force_to: string
  /** null: taken back from that day on. */
  levels: Level[] | null
  reason: string
  set_by: string
  /** null: it came with the product. */
  set_at: Date | null
}

// A corporation's own for the service, its own for all services, one for all of the service, one for all; the newest of equals
const nearest = sql`c.corporation_id is null, c.service is null, c.id desc`

/** The levels in force today for a row `of` with corporation_id and service. */
const levelsOf = ({ now }: Context, of: string) => sql`(
  select c.levels from requests.escalation_chain c
  where (c.corporation_id is null or c.corporation_id = ${sql.ref(`${of}.corporation_id`)}) and (c.service is null or c.service = ${sql.ref(`${of}.service`)})
    and c.in_force_from <= ${dayOf(now)}::date and c.in_force_to > ${dayOf(now)}::date and c.levels is not null
  order by ${nearest} limit 1)`

/** Chains, the nearest first. */
export async function chains(
  { tx }: Context,
  query: { corporation_id?: number | undefined; service?: string | undefined; day?: string | undefined },
): Promise<Chain[]> {
  const { corporation_id = null, service = null, day = null } = query
  const { rows } = await sql<Chain>`
    select c.id, o.code as corporation, c.service, c.in_force_from, c.in_force_to, c.levels, c.reason, c.actor as set_by,
      nullif(c.recorded_at, '-infinity') as set_at
    from requests.escalation_chain c left join organisation.corporation o on o.id = c.corporation_id
    where (${corporation_id}::smallint is null or c.corporation_id is null or c.corporation_id = ${corporation_id}::smallint)
      and (${service}::text is null or c.service is null or c.service = ${service}::text)
      and (${day}::date is null or (c.in_force_from <= ${day}::date and c.in_force_to > ${day}::date and c.levels is not null))
    order by ${nearest}`.execute(tx)
  return rows
}

/** A chain from a day on; that of the same corporation and service before it ends there. */
export async function insertChain(
  { tx, now, actor }: Context,
  chain: Pick<Chain, 'service' | 'in_force_from' | 'reason'> & {
    corporation_id: number | null
    levels: readonly Level[] | null
  },
): Promise<number> {
  const { corporation_id, service, in_force_from, levels, reason } = chain
  await sql`
    update requests.escalation_chain set in_force_to = greatest(in_force_from, ${in_force_from}::date)
    where corporation_id is not distinct from ${corporation_id}::smallint and service is not distinct from ${service}::text
      and in_force_to > ${in_force_from}::date`.execute(tx)
  const { rows } = await sql<{ id: number }>`
    insert into requests.escalation_chain (corporation_id, service, in_force_from, levels, reason, actor, recorded_at)
    values (${corporation_id}, ${service}, ${in_force_from}, ${levels && JSON.stringify(levels)}::jsonb, ${reason}, ${actor}, ${now}) returning id`.execute(
    tx,
  )
  return rows[0]!.id
}

export interface Warned {
  corporation_id: number
  id: string
  code: string
  unit_id: number | null
  assigned_to: string | null
  percent: number
  /** Working days after the deadline; 0 before it. */
  late_days: number
  /** person, unit, company, corporation: whom the escalation chain names there. */
  tell: string[]
}

/** A request whose clock has passed its deadline, with what its chain says. */
export interface Late {
  corporation_id: number
  id: string
  code: string
  unit_id: number | null
  clock_unit_id: number | null
  assigned_to: string | null
  due_at: Date | null
  late_warned_days: number
  levels: Level[] | null
}

/**
 * Says 50, 80 and 100 % of the limit, each exactly once: the row's own mark moves in the statement that writes the fact.
 * What is answered, closed or paused meanwhile is not warned of; what another transaction works on comes next minute. A
 * warning does not move the version: no clerk has done anything.
 */
export async function warnAll(ctx: Context, limit: number): Promise<(Warned & Late)[]> {
  const { tx, now } = ctx
  const { rows } = await sql<Warned & Late>`
    with ripe as (
      select corporation_id, id, code, service, unit_id, clock_unit_id, assigned_to, warned_percent, warn_50_at, warn_80_at, due_at, late_warned_days
      from requests.request
      where warn_at < ${now} and state = 'complete' and corporation_id = any ((select organisation.visible())::smallint[])
      order by warn_at, id limit ${limit} for update skip locked
    ), said as (
      select r.*, p.percent, row_number() over (partition by r.id order by p.percent) as n
      from ripe r cross join (values (50), (80), (100)) p(percent)
      where p.percent > r.warned_percent and case p.percent when 50 then r.warn_50_at when 80 then r.warn_80_at else r.due_at end < ${now}
    ), marked as (
      update requests.request r set warned_percent = s.most, warn_at = case s.most when 50 then r.warn_80_at when 80 then r.due_at end
      from (select corporation_id, id, max(percent)::smallint as most from said group by 1, 2) s
      where r.corporation_id = s.corporation_id and r.id = s.id
    ), told as (
      select s.*, array(
        select t.who from jsonb_array_elements(s.levels) l, jsonb_array_elements_text(l -> 'tell') with ordinality t (who, n)
        where (l ->> 'percent')::integer = s.percent and (l ->> 'late_days')::integer = 0 order by t.n
      ) as tell from (select s.*, ${levelsOf(ctx, 's')} as levels from said s) s
    ), written as (
      insert into requests.fact (corporation_id, request_id, seq, kind, at, recorded_at, actor, reason, detail)
      select t.corporation_id, t.id, t.n + coalesce((select max(seq) from requests.fact f where f.corporation_id = t.corporation_id and f.request_id = t.id), 0),
        'warned', case t.percent when 50 then t.warn_50_at when 80 then t.warn_80_at else t.due_at end, ${now}, 'system', null,
        jsonb_build_object('percent', t.percent, 'tell', array_to_string(t.tell, ','), 'assigned_to', t.assigned_to, 'unit_id', t.unit_id)
      from told t
    )
    select corporation_id, id, code, unit_id, clock_unit_id, assigned_to, percent::integer as percent, 0 as late_days, tell, due_at, late_warned_days, levels
    from told order by corporation_id, id, percent`.execute(tx)
  return rows
}

/** Requests whose next level after the deadline is to be looked at, locked; what another transaction works on comes next minute. */
export async function lateRipe(ctx: Context, limit: number): Promise<Late[]> {
  const { rows } = await sql<Late>`
    select r.corporation_id, r.id, r.code, r.unit_id, r.clock_unit_id, r.assigned_to, r.due_at, r.late_warned_days, ${levelsOf(ctx, 'r')} as levels
    from requests.request r
    where r.late_warn_at < ${ctx.now} and r.state = 'complete' and r.corporation_id = any ((select organisation.visible())::smallint[])
    order by r.late_warn_at, r.id limit ${limit} for update of r skip locked`.execute(ctx.tx)
  return rows
}

/** When each is to be looked at next, and what is said of it now: rows and facts in one statement. */
export async function setLate(
  { tx, now }: Context,
  rows: readonly {
    of: Late
    next: Date | null
    said?: { level: Level; at: Date }
  }[],
): Promise<void> {
  if (rows.length === 0) return
  const values = JSON.stringify(
    rows.map(({ of, next, said }) => ({
      corporation_id: of.corporation_id,
      id: of.id,
      next,
      at: said?.at ?? null,
      days: said?.level.late_days ?? null,
      detail: said && {
        percent: 100,
        late_days: said.level.late_days,
        tell: said.level.tell.join(),
        assigned_to: of.assigned_to,
        unit_id: of.unit_id,
      },
    })),
  )
  await sql`
    with given as materialized (
      select * from jsonb_to_recordset(${values}::jsonb) as t(corporation_id smallint, id uuid, next timestamptz, at timestamptz, days smallint, detail jsonb)
    ), marked as (
      update requests.request r set late_warn_at = g.next, late_warned_days = coalesce(g.days, r.late_warned_days)
      from given g where r.corporation_id = g.corporation_id and r.id = g.id
    )
    insert into requests.fact (corporation_id, request_id, seq, kind, at, recorded_at, actor, reason, detail)
    select g.corporation_id, g.id, 1 + coalesce((select max(seq) from requests.fact f where f.corporation_id = g.corporation_id and f.request_id = g.id), 0),
      'warned', g.at, ${now}, 'system', null, g.detail
    from given g where g.days is not null`.execute(tx)
}

/** Says of each next step that it is late, once a step. */
export async function stepsLate(
  { tx, now }: Context,
  limit: number,
): Promise<Omit<Warned, 'percent' | 'late_days' | 'tell'>[]> {
  const { rows } = await sql<Omit<Warned, 'percent' | 'late_days' | 'tell'>>`
    with ripe as (
      select r.corporation_id, r.id, r.code, r.unit_id, r.assigned_to, r.step, r.step_due_at, s.steps from requests.request r
      join requests.service s on s.id = r.service_id
      where r.step_due_at < ${now} and r.state = 'complete' and not r.step_warned
        and r.corporation_id = any ((select organisation.visible())::smallint[])
      order by r.id limit ${limit} for update of r skip locked
    ), marked as (
      update requests.request r set step_warned = true from ripe t where r.corporation_id = t.corporation_id and r.id = t.id
    ), written as (
      insert into requests.fact (corporation_id, request_id, seq, kind, at, recorded_at, actor, reason, detail)
      select t.corporation_id, t.id, 1 + coalesce((select max(seq) from requests.fact f where f.corporation_id = t.corporation_id and f.request_id = t.id), 0),
        'step_late', t.step_due_at, ${now}, 'system', null, jsonb_build_object('step', (
          select x.step ->> 'code' from jsonb_array_elements(t.steps) with ordinality x(step, n)
          where x.n = 1 + coalesce((select y.n from jsonb_array_elements(t.steps) with ordinality y(step, n) where y.step ->> 'code' = t.step), 0)))
      from ripe t
    )
    select corporation_id, id, code, unit_id, assigned_to from ripe`.execute(tx)
  return rows
}
