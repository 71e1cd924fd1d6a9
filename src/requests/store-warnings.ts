/** The SQL of what is said before a request is late: one statement over all of them, whatever their number. */
import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'

export interface Warned {
  corporation_id: number
  id: string
  code: string
  unit_id: number | null
  assigned_to: string | null
  percent: number
  /** person, unit, company, corporation: whom the corporation's escalation chain names at that share. */
  tell: string[]
}

/**
 * Says 50, 80 and 100 % of the limit, each exactly once: the row's own mark moves in the statement that writes the fact.
 * What is answered, closed or paused meanwhile is not warned of; what another transaction works on comes next minute. A
 * warning does not move the version: no clerk has done anything.
 */
export async function warnAll({ tx, now }: Context, limit: number): Promise<Warned[]> {
  const { rows } = await sql<Warned>`
    with ripe as (
      select corporation_id, id, code, unit_id, assigned_to, warned_percent, warn_50_at, warn_80_at, due_at from requests.request
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
      select s.*, coalesce((
        select array_agg(e.tell order by e.id) from requests.escalation e
        where e.percent = s.percent and e.corporation_id is not distinct from
          (select o.corporation_id from requests.escalation o where o.corporation_id = s.corporation_id limit 1)
      ), '{}') as tell from said s
    ), written as (
      insert into requests.fact (corporation_id, request_id, seq, kind, at, recorded_at, actor, reason, detail)
      select t.corporation_id, t.id, t.n + coalesce((select max(seq) from requests.fact f where f.corporation_id = t.corporation_id and f.request_id = t.id), 0),
        'warned', case t.percent when 50 then t.warn_50_at when 80 then t.warn_80_at else t.due_at end, ${now}, 'system', null,
        jsonb_build_object('percent', t.percent, 'tell', array_to_string(t.tell, ','), 'assigned_to', t.assigned_to, 'unit_id', t.unit_id)
      from told t
    )
    select corporation_id, id, code, unit_id, assigned_to, percent::integer as percent, tell from told order by corporation_id, id, percent`.execute(
    tx,
  )
  return rows
}

/** Says of each next step that it is late, once a step. */
export async function stepsLate({ tx, now }: Context, limit: number): Promise<Omit<Warned, 'percent' | 'tell'>[]> {
  const { rows } = await sql<Omit<Warned, 'percent' | 'tell'>>`
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
