create schema organisation;

create table organisation.corporation (
  id smallint generated always as identity primary key,
  code text not null unique check (code ~ '^[A-Z][A-Z0-9_-]{1,15}$'),
  name text not null,
  name_en text not null,
  hotline text,
  created_at timestamptz not null
);

-- The corporations that the transaction may see: '*' all of them, otherwise an array of their ids.
-- Every row-level security policy rests on it. Called as (select ...) so that it is worked out once a query.
create function organisation.visible() returns smallint[] language sql stable parallel safe as $$
  select case coalesce(current_setting('sangden.corporations', true), '')
    when '' then '{}'::smallint[]
    when '*' then array(select id from organisation.corporation)
    else current_setting('sangden.corporations')::smallint[] end
$$;

-- Puts a table under forced row-level security: rows of corporations that the transaction may not see do not exist for it.
-- Rows of no corporation (null: for all) are seen by everyone.
create procedure organisation.guard(target regclass) language plpgsql as $$
declare nullable boolean;
begin
  select not attnotnull into strict nullable from pg_attribute where attrelid = target and attname = 'corporation_id';
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy corporation on %s using (%s corporation_id = any ((select organisation.visible())::smallint[]))',
    target, case when nullable then 'corporation_id is null or' else '' end);
end $$;

-- Lets the server's role work in a schema (no ddl, no truncate).
create procedure organisation.open(target text) language plpgsql as $$
begin
  if exists (select from pg_roles where rolname = 'sangden_app') then
    execute format('grant usage on schema %I to sangden_app', target);
    execute format('grant select, insert, update, delete on all tables in schema %I to sangden_app', target);
    execute format('grant usage, select, update on all sequences in schema %I to sangden_app', target);
    execute format('grant execute on all functions in schema %I to sangden_app', target);
  end if;
end $$;

-- Company, unit (district), office and care centre, as a tree under the corporation.
create table organisation.unit (
  corporation_id smallint not null references organisation.corporation,
  id integer generated always as identity,
  kind text not null check (kind in ('company', 'unit', 'office', 'care_centre')),
  code text not null,
  name text not null,
  parent_id integer,
  address text,
  lon double precision,
  lat double precision,
  phone text,
  opens time,
  closes time,
  created_at timestamptz not null,
  primary key (corporation_id, id),
  unique (corporation_id, code),
  foreign key (corporation_id, parent_id) references organisation.unit
);
create index unit_parent on organisation.unit (corporation_id, parent_id);

-- Working hours of a corporation (unit_id null) or of one unit; several intervals a weekday (lunch is between two).
-- A week is valid from a day until the next week of the same corporation or unit begins.
create table organisation.working_hours (
  corporation_id smallint not null references organisation.corporation,
  id integer generated always as identity,
  unit_id integer,
  weekday smallint not null check (weekday between 1 and 7), -- Monday 1
  opens time not null,
  closes time not null check (closes > opens),
  valid_from date not null default '-infinity',
  primary key (corporation_id, id),
  foreign key (corporation_id, unit_id) references organisation.unit
);

-- Days declared by an administrator, on top of the built-in calendar; the newest row for a day and corporation counts,
-- and a corporation's own row before one that is for all. 'usual' takes back what was declared before.
create table organisation.declared_day (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation, -- null: for all
  day date not null,
  kind text not null check (kind in ('off', 'worked', 'usual')),
  swapped_with date,
  notice text not null,
  actor text not null,
  recorded_at timestamptz not null
);
create index declared_day_day on organisation.declared_day (day);

call organisation.guard('organisation.unit');
call organisation.guard('organisation.working_hours');
call organisation.guard('organisation.declared_day');
call organisation.guard('kernel.event');
call organisation.open('kernel');
call organisation.open('organisation');
