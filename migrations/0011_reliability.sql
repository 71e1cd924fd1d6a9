create schema reliability;

-- Rule books as data with dates (reliability/rules.ts holds their formulas). For all corporations (null) or for one,
-- which comes before. They start as the shipped ones; an administrator adds the next. Corrections of history are more rows.
create table reliability.rule_set (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation,
  book text not null check (book in ('ieee1366', 'vn')),
  in_force_from date not null default '-infinity',
  in_force_to date not null default 'infinity', -- first day on which it is no longer in force
  sustained_over_s integer not null check (sustained_over_s > 0),
  clause text not null,
  -- whole months, so that a month's cell is counted by one limit a book (null for the infinite ends, which pass)
  check (in_force_to > in_force_from and extract(day from in_force_from) = 1 and extract(day from in_force_to) = 1)
);
insert into reliability.rule_set (book, in_force_from, in_force_to, sustained_over_s, clause) values
  ('ieee1366', '-infinity', 'infinity', 300, 'IEEE Std 1366-2012'),
  ('vn', '-infinity', '2025-02-01', 300, 'Thông tư 39/2015/TT-BCT, Điều 12'),
  ('vn', '2025-02-01', 'infinity', 300, 'Thông tư 05/2025/TT-BCT, Điều 15');

-- The momentary limit of a rule book on a day: the corporation's own before the one for all, the newest of several.
create function reliability.limit_s(corporation smallint, rule_book text, on_day date) returns integer
language sql stable parallel safe as $$
  select sustained_over_s from reliability.rule_set
  where (corporation_id = corporation or corporation_id is null) and book = rule_book
    and on_day >= in_force_from and on_day < in_force_to
  order by corporation_id nulls last, id desc limit 1
$$;

-- What the pages read: steps summed by cells of four sizes, moved in the step's own transaction by the trigger below.
--   level 0: month x origin      1: month x origin x cause      2: day x origin      3: month x origin x cause x feeder
-- `over_s` is the momentary limit the cell was counted by: both rule books share a row as long as they share the limit.
-- An interruption whose sustained steps lie in one cell of a level is counted there (`interruptions`); one that straddles
-- cells (two feeders, two months) is in `straddler` instead, so that any sum counts it once.
create table reliability.roll_up (
  corporation_id smallint not null,
  level smallint not null,
  over_s integer not null,
  period date not null,
  excluded boolean not null,
  origin text not null,
  cause text not null,
  feeder text not null,
  steps integer not null,
  interruptions integer not null,
  customer_interruptions bigint not null,
  customer_s bigint not null,
  momentary_interruptions bigint not null,
  primary key (corporation_id, level, over_s, period, excluded, origin, cause, feeder)
) partition by list (level);
-- A level is a table of its own, so that the small ones lie together: 9,700 rows of level 0 are 130 pages.
create table reliability.roll_up_month partition of reliability.roll_up for values in (0) with (fillfactor = 70);
create table reliability.roll_up_cause partition of reliability.roll_up for values in (1) with (fillfactor = 70);
create table reliability.roll_up_day partition of reliability.roll_up for values in (2) with (fillfactor = 70);
create table reliability.roll_up_feeder partition of reliability.roll_up for values in (3) with (fillfactor = 70);

create table reliability.straddler (
  corporation_id smallint not null,
  level smallint not null,
  over_s integer not null,
  period date not null,
  excluded boolean not null,
  origin text not null,
  cause text not null,
  feeder text not null,
  interruption_id uuid not null,
  primary key (corporation_id, level, over_s, interruption_id, period, excluded, origin, cause, feeder)
);


-- The momentary limits of both books on a day, each once: a step is counted by every one of them.
create function reliability.limits_on(corporation smallint, on_day date) returns integer[]
language sql stable parallel safe as $$
  select array_agg(distinct reliability.limit_s(corporation, book, on_day)) from (values ('ieee1366'), ('vn')) b (book)
$$;

-- Moves the roll-ups by what a statement changed: the steps of the touched interruptions as they are now (sign +1), less
-- as they were before it (sign -1). All steps of an interruption are looked at, because whether it straddles cells depends
-- on all of them. The two functions differ in one thing only, how the state before the statement is found:
--   insert: what is now, without the rows added
--   update (a version superseded): what is now, without the new rows, with the old ones
-- One statement must not do both (a data-modifying CTE): each trigger would see the end of the other's part.
-- The joins are few and small on one side, so that a plan made for one step does not hurt at a hundred thousand.
do $body$
declare
  operation record;
  counts constant text := 's.superseded_at = ''infinity'' and not s.withdrawn and s.duration_s is not null';
  columns constant text := 's.corporation_id, s.interruption_id, s.step_no, s.day, s.month, s.excluded, s.origin, s.cause, s.feeder, s.customers, s.duration_s';
  bare constant text := replace(columns, 's.', '');
  shared_or constant text := 'coalesce((select case when min(sustained_over_s) = max(sustained_over_s) then array[min(sustained_over_s)] end
    from reliability.rule_set), reliability.limits_on(s.corporation_id, s.day))';
  -- From signed steps to what each adds to which cell. %s: the limits of a step.
  cells constant text := $cells$
  judged as (
    select s.*, l.over_s, s.duration_s > l.over_s as sustained
    from signed s cross join lateral unnest(%s) l (over_s)
  ),
  placed as (
    select j.*, row_number() over each = 1 and sustained as first,
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
    select p.sign, p.corporation_id, l.level, p.over_s, case l.level when 2 then p.day else p.month end as period, p.excluded, p.origin,
      case when l.level in (1, 3) then p.cause else '' end as cause, case l.level when 3 then p.feeder else '' end as feeder,
      p.interruption_id, p.sustained, p.first, p.customers, p.duration_s,
      p.one_month and case l.level when 0 then true when 1 then p.one_cause when 2 then p.one_day else p.one_cause and p.one_feeder end as in_one_cell
    from placed p cross join (values (0::smallint), (1::smallint), (2::smallint), (3::smallint)) l (level)
  ),
  straddled as materialized (
    select corporation_id, level, over_s, period, excluded, origin, cause, feeder, interruption_id, sum(sign) as change
    from (select distinct sign, corporation_id, level, over_s, period, excluded, origin, cause, feeder, interruption_id
          from seen where sustained and not in_one_cell) s
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
  ),
  change as (
    select corporation_id, level, over_s, period, excluded, origin, cause, feeder, sum(sign)::integer as steps,
      coalesce(sum(sign) filter (where first and in_one_cell), 0)::integer as interruptions,
      coalesce(sum(sign * customers) filter (where sustained), 0)::bigint as customer_interruptions,
      coalesce(sum(sign * customers::bigint * duration_s) filter (where sustained), 0)::bigint as customer_s,
      coalesce(sum(sign * customers) filter (where not sustained), 0)::bigint as momentary_interruptions
    from seen group by 1, 2, 3, 4, 5, 6, 7, 8
  )$cells$;
begin
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
create function reliability.move_on_%1$s() returns trigger language plpgsql as $move$
declare
  -- Usually all rules share one limit, and nothing is looked up by row.
  shared integer[];
  changed integer;
  one interruptions.step;
  alike boolean;
begin
  select count(*) into changed from %7$s s where %5$s;
  -- An opening, an estimate, an extension: nothing that has an end, nothing to count.
  if changed = 0 then return null; end if;
  select case when min(sustained_over_s) = max(sustained_over_s) then array[min(sustained_over_s)] end into shared from reliability.rule_set;
  -- One step, as life writes them, whose interruption lies in the same cells without it (or only in its cells with it):
  -- four cells are moved by name. 0.25 ms where the way for all cases below takes 2.
  if changed = 1 and shared is not null then
    select * into one from %7$s s where %5$s;
    if one.duration_s > shared[1] then
      select bool_and((s.day, s.excluded, s.origin, s.cause, s.feeder) = (one.day, one.excluded, one.origin, one.cause, one.feeder)) into alike
      from interruptions.step s where s.corporation_id = one.corporation_id and s.interruption_id = one.interruption_id
        and s.step_no <> one.step_no and s.duration_s > shared[1] and %5$s;
    end if;
    if one.duration_s <= shared[1] or coalesce(alike, true) then
      insert into reliability.roll_up as r (corporation_id, level, over_s, period, excluded, origin, cause, feeder,
        steps, interruptions, customer_interruptions, customer_s, momentary_interruptions)
      select one.corporation_id, l.level, shared[1], case l.level when 2 then one.day else one.month end, one.excluded, one.origin,
        case when l.level in (1, 3) then one.cause else '' end, case l.level when 3 then one.feeder else '' end, %8$s,
        case when one.duration_s > shared[1] and alike is null then %8$s else 0 end,
        case when one.duration_s > shared[1] then %8$s * one.customers else 0 end,
        case when one.duration_s > shared[1] then %8$s * one.customers::bigint * one.duration_s else 0 end,
        case when one.duration_s > shared[1] then 0 else %8$s * one.customers end
      from (values (0::smallint), (1::smallint), (2::smallint), (3::smallint)) l (level)
      on conflict (corporation_id, level, over_s, period, excluded, origin, cause, feeder) do update set
        steps = r.steps + excluded.steps, interruptions = r.interruptions + excluded.interruptions,
        customer_interruptions = r.customer_interruptions + excluded.customer_interruptions,
        customer_s = r.customer_s + excluded.customer_s,
        momentary_interruptions = r.momentary_interruptions + excluded.momentary_interruptions;
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
  ), %6$s,
  no_more as (
    delete from reliability.straddler r using straddled g
    where g.change < 0 and r.corporation_id = g.corporation_id and r.level = g.level and r.over_s = g.over_s
      and r.interruption_id = g.interruption_id and r.period = g.period and r.excluded = g.excluded and r.origin = g.origin
      and r.cause = g.cause and r.feeder = g.feeder
  ),
  from_now_on as (
    insert into reliability.straddler (corporation_id, level, over_s, period, excluded, origin, cause, feeder, interruption_id)
    select corporation_id, level, over_s, period, excluded, origin, cause, feeder, interruption_id from straddled where change > 0
  )
  -- in the order of the key: two transactions cannot lock cells crosswise
  insert into reliability.roll_up as r (corporation_id, level, over_s, period, excluded, origin, cause, feeder,
    steps, interruptions, customer_interruptions, customer_s, momentary_interruptions)
  select * from change
  where steps <> 0 or interruptions <> 0 or customer_interruptions <> 0 or customer_s <> 0 or momentary_interruptions <> 0
  order by 1, 2, 3, 4, 5, 6, 7, 8
  on conflict (corporation_id, level, over_s, period, excluded, origin, cause, feeder) do update set
    steps = r.steps + excluded.steps, interruptions = r.interruptions + excluded.interruptions,
    customer_interruptions = r.customer_interruptions + excluded.customer_interruptions,
    customer_s = r.customer_s + excluded.customer_s,
    momentary_interruptions = r.momentary_interruptions + excluded.momentary_interruptions;
  set local work_mem to default;
  return null;
end $move$
    $function$, operation.name, operation.touched, operation.before, columns, counts,
      format(cells, 'coalesce(shared, reliability.limits_on(s.corporation_id, s.day))'), operation.rows, operation.sign);
  end loop;

  -- The same from all steps at once: what the roll-ups must equal (checked nightly), and what they are made of when a rule changes.
  execute 'create view reliability.recomputed with (security_invoker = true) as with signed as (select 1 as sign, ' || columns ||
    ' from interruptions.step s where ' || counts || '), ' || format(cells, shared_or) || ' select * from change';
  execute 'create view reliability.recomputed_straddler with (security_invoker = true) as with signed as (select 1 as sign, ' || columns ||
    ' from interruptions.step s where ' || counts || '), ' || format(cells, shared_or) ||
    ' select corporation_id, level, over_s, period, excluded, origin, cause, feeder, interruption_id from straddled';
end $body$;

create trigger move_on_insert after insert on interruptions.step
  referencing new table as added for each statement execute function reliability.move_on_insert();
create trigger move_on_update after update on interruptions.step
  referencing old table as removed new table as added for each statement execute function reliability.move_on_update();

call organisation.guard('reliability.rule_set');
call organisation.guard('reliability.roll_up');
call organisation.guard('reliability.roll_up_month');
call organisation.guard('reliability.roll_up_cause');
call organisation.guard('reliability.roll_up_day');
call organisation.guard('reliability.roll_up_feeder');
call organisation.guard('reliability.straddler');
call organisation.open('reliability');
