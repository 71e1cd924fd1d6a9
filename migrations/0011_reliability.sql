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
  check (in_force_to > in_force_from)
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


-- The two functions of the trigger differ in one thing only: how the state before the statement is found.
--   insert: what is now, without the rows added
--   update (a version superseded): what is now, without the new rows, with the old ones
-- All steps of a touched interruption are looked at, because whether it straddles depends on all of them.
do $body$
declare
  operation record;
  current constant text := 's.superseded_at = ''infinity'' and not s.withdrawn and s.duration_s is not null';
  columns constant text := 's.corporation_id, s.interruption_id, s.day, s.month, s.excluded, s.origin, s.cause, s.feeder, s.customers, s.duration_s';
begin
  for operation in
    select 'insert' as name,
      'select corporation_id, interruption_id from added' as touched,
      'union all select -1, ' || columns || ' from touched t join interruptions.step s using (corporation_id, interruption_id)
        where ' || current || ' and not exists (select from added a where a.corporation_id = s.corporation_id
          and a.interruption_id = s.interruption_id and a.step_no = s.step_no and a.version = s.version)' as before
    union all
    select 'update',
      'select corporation_id, interruption_id from added union select corporation_id, interruption_id from removed',
      'union all select -1, ' || columns || ' from touched t join interruptions.step s using (corporation_id, interruption_id)
        where ' || current || ' and not exists (select from added a where a.corporation_id = s.corporation_id
          and a.interruption_id = s.interruption_id and a.step_no = s.step_no and a.version = s.version)
       union all select -1, ' || columns || ' from removed s where ' || current
  loop
    execute format($function$
create function reliability.move_on_%1$s() returns trigger language plpgsql as $move$
begin
  with touched as (select distinct corporation_id, interruption_id from (%2$s) t),
  signed as (
    select 1 as sign, %4$s from touched t join interruptions.step s using (corporation_id, interruption_id) where %5$s
    %3$s
  ),
  limits as (
    select distinct d.corporation_id, d.day, reliability.limit_s(d.corporation_id, b.book, d.day) as over_s
    from (select distinct corporation_id, day from signed) d cross join (values ('ieee1366'), ('vn')) b (book)
  ),
  cell as (
    select s.sign, s.corporation_id, l.level, m.over_s, case l.level when 2 then s.day else s.month end as period, s.excluded,
      s.origin, case when l.level in (1, 3) then s.cause else '' end as cause, case l.level when 3 then s.feeder else '' end as feeder,
      s.interruption_id, count(*) as steps, count(*) filter (where s.duration_s > m.over_s) as sustained,
      coalesce(sum(s.customers) filter (where s.duration_s > m.over_s), 0) as customer_interruptions,
      coalesce(sum(s.customers::bigint * s.duration_s) filter (where s.duration_s > m.over_s), 0) as customer_s,
      coalesce(sum(s.customers) filter (where s.duration_s <= m.over_s), 0) as momentary_interruptions
    from signed s join limits m on m.corporation_id = s.corporation_id and m.day = s.day
      cross join (values (0::smallint), (1), (2), (3)) l (level)
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
  ),
  counted as (
    select *, count(*) filter (where sustained > 0) over (partition by sign, corporation_id, level, over_s, interruption_id) as cells
    from cell
  ),
  straddled as (
    select corporation_id, level, over_s, period, excluded, origin, cause, feeder, interruption_id, sum(sign) as change
    from counted where sustained > 0 and cells > 1 group by 1, 2, 3, 4, 5, 6, 7, 8, 9
  ),
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
  select corporation_id, level, over_s, period, excluded, origin, cause, feeder, sum(sign * steps),
    coalesce(sum(sign) filter (where sustained > 0 and cells = 1), 0), sum(sign * customer_interruptions),
    sum(sign * customer_s), sum(sign * momentary_interruptions)
  from counted group by 1, 2, 3, 4, 5, 6, 7, 8
  having sum(sign * steps) <> 0 or sum(sign * customer_interruptions) <> 0 or sum(sign * customer_s) <> 0
    or sum(sign * momentary_interruptions) <> 0 or coalesce(sum(sign) filter (where sustained > 0 and cells = 1), 0) <> 0
  order by 1, 2, 3, 4, 5, 6, 7, 8
  on conflict (corporation_id, level, over_s, period, excluded, origin, cause, feeder) do update set
    steps = r.steps + excluded.steps, interruptions = r.interruptions + excluded.interruptions,
    customer_interruptions = r.customer_interruptions + excluded.customer_interruptions,
    customer_s = r.customer_s + excluded.customer_s,
    momentary_interruptions = r.momentary_interruptions + excluded.momentary_interruptions;
  return null;
end $move$
    $function$, operation.name, operation.touched, operation.before, columns, current);
  end loop;
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
