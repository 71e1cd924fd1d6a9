create schema interruptions;

-- Who was without power, from when to when: the one truth that planned outages and faults write and the indices read.
-- An interruption is the event; what its customers went through are its restoration steps.
create table interruptions.interruption (
  corporation_id smallint not null references organisation.corporation,
  id uuid not null,
  code text not null, -- what people and files call it
  source_kind text not null check (source_kind in ('planned_outage', 'fault', 'import')),
  source uuid, -- the outage or fault that wrote it
  recorded_at timestamptz not null,
  actor text not null,
  primary key (corporation_id, id)
);
create unique index interruption_code on interruptions.interruption (corporation_id, code);
create index interruption_source on interruptions.interruption (corporation_id, source) where source is not null;

-- Restoration steps: `customers` were out from out_at to restored_at (null: still out). Added, never changed: a correction
-- is one more version with its reason, and the only thing written to an old row is when it stopped being what we know.
-- As known on T: recorded_at <= T < superseded_at. Cause and origin stand here because one event (a substation lost) has
-- several feeders, and because "the cause was changed after inquiry" is a correction like any other.
-- Fixed-width columns that the indices read come first: two million rows are then summed in 0.6 of the time.
create table interruptions.step (
  corporation_id smallint not null,
  excluded boolean not null, -- by the dated list of excluded causes, or as the file says
  withdrawn boolean not null default false, -- this version says: it was entered by mistake
  customers integer not null check (customers >= 0),
  duration_s integer generated always as (extract(epoch from restored_at - out_at)::integer) stored,
  -- The civil day and month in Asia/Ho_Chi_Minh on which it starts, whatever the server's zone: where its minutes belong.
  day date not null generated always as ((out_at at time zone 'Asia/Ho_Chi_Minh')::date) stored,
  month date not null generated always as (date_trunc('month', out_at at time zone 'Asia/Ho_Chi_Minh')::date) stored,
  step_no integer not null,
  version integer not null default 1,
  superseded_at timestamptz not null default 'infinity',
  out_at timestamptz not null,
  restored_at timestamptz,
  recorded_at timestamptz not null,
  interruption_id uuid not null,
  feeder text not null default '',
  origin text not null check (origin in ('planned', 'fault', 'external')),
  cause text not null default '',
  equipment text not null default '',
  transformers int4multirange, -- null: only their number is known (imported history)
  etr_first timestamptz, -- the restoration time first and last announced
  etr_last timestamptz,
  actor text not null,
  reason text, -- why it was corrected
  primary key (corporation_id, interruption_id, step_no, version),
  foreign key (corporation_id, interruption_id) references interruptions.interruption,
  check (restored_at >= out_at),
  check (out_at = date_trunc('second', out_at) and restored_at = date_trunc('second', restored_at))
);
create index step_day on interruptions.step (corporation_id, day);
create index step_open on interruptions.step (corporation_id, interruption_id)
  where restored_at is null and superseded_at = 'infinity';

-- Which steps a transformer was in. A range of transformers is cut into blocks of 1, 2, 4, ... that begin at a multiple of
-- their size, at most two a size; a transformer lies in one block a size, so finding its steps is 25 equal keys of a B-tree.
-- A GiST index over the multiranges is smaller but useless here: `@>` is not leakproof, so row-level security makes
-- PostgreSQL read every row first (100,000 steps: 35 ms, with the blocks 0.2).
create table interruptions.reach (
  corporation_id smallint not null,
  block bigint not null, -- size as power of two in the upper half, place in the lower
  interruption_id uuid not null,
  step_no integer not null,
  version integer not null,
  primary key (corporation_id, block, interruption_id, step_no, version)
);

create function interruptions.blocks(transformers int4multirange) returns setof bigint
language sql immutable parallel safe as $$
  select (k::bigint << 32) | b
  from (select lower(r) as a, upper(r) as z from unnest(transformers) r) r, generate_series(0, 24) k,
    lateral (select (a::bigint + (1 << k) - 1) >> k as l, z::bigint >> k as h) e,
    lateral (select l as b where l & 1 = 1 union all select h - 1 where h & 1 = 1) c
  where l < h
$$;

create function interruptions.blocks_of(transformer integer) returns bigint[]
language sql immutable parallel safe as $$
  select array_agg((k::bigint << 32) | (transformer >> k)) from generate_series(0, 24) k
$$;

create function interruptions.reach_on_insert() returns trigger language plpgsql as $$
begin
  insert into interruptions.reach (corporation_id, block, interruption_id, step_no, version)
  select a.corporation_id, b, a.interruption_id, a.step_no, a.version
  from added a, interruptions.blocks(a.transformers) b where a.transformers is not null;
  return null;
end $$;
create trigger reach_on_insert after insert on interruptions.step
  referencing new table as added for each statement execute function interruptions.reach_on_insert();

-- The steps that one customer was in, as known now, the latest first: those of the transformer that the customer hung on when
-- they began. A function for its kept plan (planning is three quarters of the time of such a small query), in steps that are
-- materialized so that only leakproof equality meets the big tables: row-level security then lets their indexes be used.
-- `offset 0` keeps each look-up a look-up: as plain joins the planner hashed all nine million places (800 ms).
create function interruptions.steps_of(corporation smallint, customer integer, most integer) returns setof interruptions.step
language plpgsql stable rows 10 as $$
begin
  return query
    with place as materialized (
      select p.valid_from, p.valid_to, b as block
      from customers.service_point p, unnest(interruptions.blocks_of(p.transformer_id)) b
      where p.corporation_id = corporation and p.customer_id = customer
    ), touched as materialized (
      select distinct r.interruption_id, r.step_no, r.version, k.valid_from, k.valid_to
      from place k cross join lateral (
        select r.interruption_id, r.step_no, r.version from interruptions.reach r where r.corporation_id = corporation and r.block = k.block offset 0
      ) r
    ), found as materialized (
      select s, t.valid_from, t.valid_to from touched t cross join lateral (
        select * from interruptions.step s where s.corporation_id = corporation
          and s.interruption_id = t.interruption_id and s.step_no = t.step_no and s.version = t.version offset 0
      ) s
    )
    select (f.s).* from (select distinct s from found where (s).superseded_at = 'infinity' and not (s).withdrawn
      and (s).day >= valid_from and (s).day < valid_to) f
    order by (f.s).out_at desc, (f.s).interruption_id, (f.s).step_no limit most;
end $$;

-- Customers served in a month, as reported (K_t of Circular 39/2015). The newest report known on a day counts.
create table interruptions.customers_served (
  corporation_id smallint not null references organisation.corporation,
  month date not null check (extract(day from month) = 1),
  customers integer not null check (customers >= 0),
  recorded_at timestamptz not null,
  actor text not null,
  primary key (corporation_id, month, recorded_at)
);

-- Causes that the indices report apart (Circular 39/2015 art. 12), dated, for all corporations (null) or for one.
create table interruptions.excluded_cause (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation,
  cause text not null,
  in_force_from date not null default '-infinity',
  in_force_to date not null default 'infinity', -- first day on which it is no longer in force
  clause text not null
);
insert into interruptions.excluded_cause (cause, clause)
select cause, 'Thông tư 39/2015/TT-BCT, Điều 12; Thông tư 05/2025/TT-BCT, Điều 15'
from unnest(array['customer_request', 'customer_fault', 'customer_equipment_unsafe', 'upstream_supply', 'under_frequency', 'force_majeure']) cause;

call organisation.guard('interruptions.interruption');
call organisation.guard('interruptions.step');
call organisation.guard('interruptions.reach');
call organisation.guard('interruptions.customers_served');
call organisation.guard('interruptions.excluded_cause');
call organisation.open('interruptions');
