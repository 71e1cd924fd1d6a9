-- What the figures of reliability cost: reading them again from the steps, moving them by one step, one customer's history.

-- Every statement under row-level security asks this once a table. In PL/pgSQL its plan is kept: 7 microseconds, where the
-- SQL function was planned anew each time, 25.
create or replace function organisation.visible() returns smallint[] language plpgsql stable parallel safe as $$
declare
  corporations constant text := coalesce(current_setting('sangden.corporations', true), '');
begin
  if corporations = '*' then return array(select id from organisation.corporation); end if;
  if corporations = '' then return '{}'; end if;
  return corporations;
end $$;

-- Who may see all corporations is not asked row by row which of them a step belongs to: that took a third of a scan of
-- 2,000,000 steps of 27 corporations.
drop policy corporation on interruptions.step;
create policy corporation on interruptions.step using (
  (select current_setting('sangden.corporations', true) = '*') or corporation_id = any ((select organisation.visible())::smallint[]));

-- Steps recorded after an instant, for "as known on": they lie at the end of the table, so a summary of its blocks will do.
create index step_recorded on interruptions.step using brin (recorded_at);

-- Figures counted from the steps take an interruption by its step 1, of which each has one, and tell no identifiers apart.
-- `straddler` now also holds the interruptions for which that would be wrong in one cell: whose step 1 is not among its
-- sustained steps (it is momentary, still out, or was withdrawn). Those are `counted`: the roll-up has them too.
alter table reliability.straddler add column counted boolean not null default false;
alter table reliability.straddler alter column counted drop default, drop constraint straddler_pkey,
  add primary key (corporation_id, level, counted, over_s, interruption_id, period, excluded, origin, cause, feeder);

do $body$
declare
  operation record;
  level record;
  counts constant text := 's.superseded_at = ''infinity'' and not s.withdrawn and s.duration_s is not null';
  columns constant text := 's.corporation_id, s.interruption_id, s.step_no, s.day, s.month, s.excluded, s.origin, s.cause, s.feeder, s.customers, s.duration_s';
  bare constant text := replace(columns, 's.', '');
  sums constant text := 'steps, interruptions, customer_interruptions, customer_s, momentary_interruptions';
  key constant text := 'corporation_id, level, over_s, period, excluded, origin, cause, feeder';
  move_cell constant text := 'on conflict (' || key || ') do update set
        steps = r.steps + excluded.steps, interruptions = r.interruptions + excluded.interruptions,
        customer_interruptions = r.customer_interruptions + excluded.customer_interruptions,
        customer_s = r.customer_s + excluded.customer_s,
        momentary_interruptions = r.momentary_interruptions + excluded.momentary_interruptions;';
  move_cells text := '';
  -- The cells of a level, of a step or an interruption by the alias that it has there.
  cell constant text := 'case l.level when 2 then %1$s.day else %1$s.month end as period, %1$s.excluded, %1$s.origin,
      case when l.level in (1, 3) then %1$s.cause else '''' end as cause, case l.level when 3 then %1$s.feeder else '''' end as feeder';
  levels constant text := '(values (0::smallint), (1::smallint), (2::smallint), (3::smallint)) l (level)';
  told constant text := '%1$s.one_month and case l.level when 0 then true when 1 then %1$s.one_cause when 2 then %1$s.one_day else %1$s.one_cause and %1$s.one_feeder end';
begin
  -- One cell a statement, of the table of its level: 45 microseconds each, where one statement for all four took 360.
  for level in
    select * from (values (0, 'month', 'one.month', '''''', ''''''), (1, 'cause', 'one.month', 'one.cause', ''''''),
      (2, 'day', 'one.day', '''''', ''''''), (3, 'feeder', 'one.month', 'one.cause', 'one.feeder')) l (number, name, period, cause, feeder)
  loop
    move_cells := move_cells || format($cell$
      insert into reliability.roll_up_%s as r (%s, %s)
      values (one.corporation_id, %s, shared, %s, one.excluded, one.origin, %s, %s, way, number, ci, cs, mi)
      %s$cell$, level.name, key, sums, level.number, level.period, level.cause, level.feeder, move_cell);
  end loop;

  -- Moves the roll-ups by what a statement changed: the steps of the touched interruptions as they are now (sign +1), less
  -- as they were before it (sign -1). The two functions differ in how the state before the statement is found:
  --   insert: what is now, without the rows added
  --   update (a version superseded): what is now, without the new rows, with the old ones
  -- One statement must not do both (a data-modifying CTE): each trigger would see the end of the other's part.
  for operation in
    select 'insert' as name, 'added' as rows, '1' as sign, 'select corporation_id, interruption_id from added' as touched,
      -- A group-by, not an anti-join: the planner takes these for a handful of rows and would loop (12,000 steps: 15 s, now 0.3).
      'select -1, ' || bare || ' from (
        select ' || bare || ', bool_or(fresh) as fresh from (
          select present.*, false as fresh from present union all select ' || columns || ', true from added s where ' || counts || '
        ) s group by ' || bare || ') b where not fresh' as before
    union all
    select 'update', 'removed', '-1', 'select corporation_id, interruption_id from added union select corporation_id, interruption_id from removed',
      'select -1, present.* from present union all select -1, ' || columns || ' from removed s where ' || counts
  loop
    execute format($function$
create or replace function reliability.move_on_%1$s() returns trigger language plpgsql as $move$
declare
  way constant integer := %8$s;
  changed integer := 0;
  step record;
  one record;
  -- The one limit that usually all rules share: nothing is then looked up by row.
  shared integer;
  least_limit integer;
  alike boolean;
  first_there boolean := false;
  number integer := 0;
  ci bigint := 0;
  cs bigint := 0;
  mi bigint := 0;
  apart boolean;
  apart_without boolean;
begin
  for step in select %4$s from %7$s s where %5$s limit 2 loop
    changed := changed + 1;
    one := step;
  end loop;
  -- An opening, an estimate, an extension: nothing that has an end, nothing to count.
  if changed = 0 then return null; end if;
  select min(sustained_over_s), max(sustained_over_s) into least_limit, shared from reliability.rule_set;
  if shared <> least_limit then shared := null; end if;
  -- One step, as life writes them, that is momentary or lies in the same cells as the others of its interruption: four
  -- cells are moved by name, in the order of their levels, so that two transactions cannot lock them crosswise.
  if changed = 1 and shared is not null then
    if one.duration_s > shared then
      select bool_and((s.day, s.excluded, s.origin, s.cause, s.feeder) = (one.day, one.excluded, one.origin, one.cause, one.feeder)),
        coalesce(bool_or(s.step_no = 1), false) into alike, first_there
      from interruptions.step s where s.corporation_id = one.corporation_id and s.interruption_id = one.interruption_id
        and s.step_no <> one.step_no and s.duration_s > shared and %5$s;
      ci := way * one.customers;
      cs := way * one.customers::bigint * one.duration_s;
    else
      mi := way * one.customers;
    end if;
    if one.duration_s <= shared or coalesce(alike, true) then
      if one.duration_s > shared then
        if alike is null then number := way; end if;
        apart := not (first_there or one.step_no = 1);
        apart_without := alike is not null and not first_there;
        if apart <> apart_without then
          if apart = (way = 1) then
            insert into reliability.straddler (%9$s, interruption_id, counted)
            select one.corporation_id, l.level, shared, %10$s, one.interruption_id, true from %11$s;
          else
            delete from reliability.straddler r where r.corporation_id = one.corporation_id and r.level in (0, 1, 2, 3)
              and r.counted and r.over_s = shared and r.interruption_id = one.interruption_id;
          end if;
        end if;
      end if;%12$s
      return null;
    end if;
  end if;
  set local work_mem = '64MB';
  with touched as (select distinct corporation_id, interruption_id from (%2$s) t),
  present as (
    select %4$s from touched t join interruptions.step s using (corporation_id, interruption_id) where %5$s
  ),
  signed as (
    select 1 as sign, present.* from present
    union all
    %3$s
  ),
  judged as (
    select s.*, l.over_s, s.duration_s > l.over_s as sustained
    from signed s cross join lateral unnest(case when shared is null then reliability.limits_on(s.corporation_id, s.day) else array[shared] end) l (over_s)
  ),
  placed as (
    select j.*, row_number() over each = 1 and sustained as first,
      min(step_no) over those = 1 as led,
      min(month) over those is not distinct from max(month) over those and min(excluded::integer) over those is not distinct from max(excluded::integer) over those
        and min(origin collate "C") over those is not distinct from max(origin collate "C") over those as one_month,
      min(day) over those is not distinct from max(day) over those as one_day,
      min(cause collate "C") over those is not distinct from max(cause collate "C") over those as one_cause,
      min(feeder collate "C") over those is not distinct from max(feeder collate "C") over those as one_feeder
    from judged j
    window those as (partition by sign, corporation_id, interruption_id, over_s, sustained),
      each as (partition by sign, corporation_id, interruption_id, over_s, sustained order by step_no)
  ),
  seen as materialized (
    select p.sign, p.corporation_id, l.level, p.over_s, %13$s,
      p.interruption_id, p.sustained, p.first, p.customers, p.duration_s, p.led, %14$s as in_one_cell
    from placed p cross join %11$s
  ),
  straddled as materialized (
    select %9$s, interruption_id, in_one_cell, sum(sign) as change
    from (select distinct sign, %9$s, interruption_id, in_one_cell from seen where sustained and not (in_one_cell and led)) s
    group by %9$s, interruption_id, in_one_cell
  ),
  change as (
    select %9$s, sum(sign)::integer as steps,
      coalesce(sum(sign) filter (where first and in_one_cell), 0)::integer as interruptions,
      coalesce(sum(sign * customers) filter (where sustained), 0)::bigint as customer_interruptions,
      coalesce(sum(sign * customers::bigint * duration_s) filter (where sustained), 0)::bigint as customer_s,
      coalesce(sum(sign * customers) filter (where not sustained), 0)::bigint as momentary_interruptions
    from seen group by %9$s
  ),
  no_more as (
    delete from reliability.straddler r using straddled g
    where g.change < 0 and r.corporation_id = g.corporation_id and r.level = g.level and r.counted = g.in_one_cell and r.over_s = g.over_s
      and r.interruption_id = g.interruption_id and r.period = g.period and r.excluded = g.excluded and r.origin = g.origin
      and r.cause = g.cause and r.feeder = g.feeder
  ),
  from_now_on as (
    insert into reliability.straddler (%9$s, interruption_id, counted)
    select %9$s, interruption_id, in_one_cell from straddled where change > 0
  )
  -- in the order of the levels and the key: two transactions cannot lock cells crosswise
  insert into reliability.roll_up as r (%9$s, %15$s)
  select * from change
  where steps <> 0 or interruptions <> 0 or customer_interruptions <> 0 or customer_s <> 0 or momentary_interruptions <> 0
  order by level, corporation_id, over_s, period, excluded, origin, cause, feeder
  %16$s
  set local work_mem to default;
  return null;
end $move$
    $function$, operation.name, operation.touched, operation.before, columns, counts, null, operation.rows, operation.sign, key,
      format(cell, 'one'), levels, move_cells, format(cell, 'p'), format(told, 'p'), sums, move_cell);
  end loop;

  -- The same from all steps at once: what the roll-ups must equal (checked nightly), and what they are made of when a rule
  -- changes. Another way on purpose: here every step 1 is counted, and where that is wrong it is put right.
  -- Windows over all steps at all four levels took twice as long (2,000,000 steps: now 15 s on a busy machine).
  execute replace(replace(format($views$
create or replace view reliability.recomputed_straddler with (security_invoker = true) as
%1$s
select distinct c.corporation_id, l.level, c.over_s, %2$s, c.interruption_id, %4$s as counted
from several c cross join %3$s where not (c.led and %4$s);

create or replace view reliability.recomputed with (security_invoker = true) as
%1$s,
part as (
  select corporation_id, over_s, day, month, excluded, origin, cause, feeder, 1 as steps,
    first as by_month, first as by_cause, first as by_day, first as by_feeder,
    case when sustained then customers else 0 end as ci, case when sustained then customers::bigint * duration_s else 0 end as cs,
    case when sustained then 0 else customers end as mi
  from counted
  union all
  select corporation_id, over_s, day, month, excluded, origin, cause, feeder, 0,
    one_month::integer - first, (one_month and one_cause)::integer - first, (one_month and one_day)::integer - first,
    (one_month and one_cause and one_feeder)::integer - first, 0, 0, 0
  from several where step_no = least_no
),
feeder as materialized (
  select corporation_id, over_s, month, excluded, origin, cause, feeder, sum(steps) as steps, sum(by_month) as by_month,
    sum(by_cause) as by_cause, sum(by_feeder) as by_feeder, sum(ci) as ci, sum(cs) as cs, sum(mi) as mi
  from part group by corporation_id, over_s, month, excluded, origin, cause, feeder
),
cause as materialized (
  select corporation_id, over_s, month, excluded, origin, cause, sum(steps) as steps, sum(by_month) as by_month,
    sum(by_cause) as by_cause, sum(ci) as ci, sum(cs) as cs, sum(mi) as mi
  from feeder group by corporation_id, over_s, month, excluded, origin, cause
),
cell as (
  select corporation_id, 3 as level, over_s, month as period, excluded, origin, cause, feeder, steps, by_feeder as interruptions, ci, cs, mi from feeder
  union all
  select corporation_id, 1, over_s, month, excluded, origin, cause, '', steps, by_cause, ci, cs, mi from cause
  union all
  select corporation_id, 0, over_s, month, excluded, origin, '', '', sum(steps), sum(by_month), sum(ci), sum(cs), sum(mi)
  from cause group by corporation_id, over_s, month, excluded, origin
  union all
  select corporation_id, 2, over_s, day, excluded, origin, '', '', sum(steps), sum(by_day), sum(ci), sum(cs), sum(mi)
  from part group by corporation_id, over_s, day, excluded, origin
)
select corporation_id, level::smallint as level, over_s, period, excluded, origin, cause, feeder, steps::integer as steps,
  interruptions::integer as interruptions, ci::bigint as customer_interruptions, cs::bigint as customer_s, mi::bigint as momentary_interruptions
from cell;
$views$, $counted$with counted as (
  select [columns], l.over_s, s.duration_s > l.over_s as sustained, (s.step_no = 1 and s.duration_s > l.over_s)::integer as first
  from interruptions.step s cross join lateral unnest(
    coalesce((select case when min(sustained_over_s) = max(sustained_over_s) then array[min(sustained_over_s)] end from reliability.rule_set),
      reliability.limits_on(s.corporation_id, s.day))) l (over_s)
  where [counts]
),
several as (
  select c.*, min(step_no) over w as least_no, min(step_no) over w = 1 as led, min(month) over w = max(month) over w and bool_and(excluded) over w = bool_or(excluded) over w
      and min(origin collate "C") over w = max(origin collate "C") over w as one_month,
    min(day) over w = max(day) over w as one_day, min(cause collate "C") over w = max(cause collate "C") over w as one_cause,
    min(feeder collate "C") over w = max(feeder collate "C") over w as one_feeder
  from counted c where sustained and (corporation_id, interruption_id) in (
    select corporation_id, interruption_id from counted where sustained and step_no <> 1
  ) window w as (partition by corporation_id, interruption_id, over_s)
)$counted$, format(cell, 'c'), levels, format(told, 'c')), '[columns]', columns), '[counts]', counts);
end $body$;

-- The roll-ups of what is there already, by the new meaning of `straddler`.
select set_config('sangden.corporations', '*', true), set_config('work_mem', '256MB', true);
truncate reliability.roll_up, reliability.straddler;
insert into reliability.straddler (corporation_id, level, over_s, period, excluded, origin, cause, feeder, interruption_id, counted)
select * from reliability.recomputed_straddler;
insert into reliability.roll_up (corporation_id, level, over_s, period, excluded, origin, cause, feeder,
  steps, interruptions, customer_interruptions, customer_s, momentary_interruptions)
select * from reliability.recomputed order by 1, 2, 3, 4, 5, 6, 7, 8;
