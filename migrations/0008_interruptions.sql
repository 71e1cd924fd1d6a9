create schema interruptions;

-- Who was without power, from when to when: the one truth that planned outages and faults write and the indices read.
create table interruptions.interruption (
  corporation_id smallint not null references organisation.corporation,
  id uuid not null,
  code text not null,
  source_kind text not null check (source_kind in ('planned_outage', 'fault', 'import')),
  source uuid,
  feeder text,
  origin text not null check (origin in ('planned', 'fault', 'external')),
  cause text,
  equipment text,
  excluded boolean not null default false,
  out_at timestamptz not null,
  recorded_at timestamptz not null,
  suspect text[] not null default '{}',
  primary key (corporation_id, id)
);
create index interruption_out on interruptions.interruption (corporation_id, out_at);
create index interruption_source on interruptions.interruption (corporation_id, source);

-- Restoration steps: the customers of `transformers` were out from out_at to restored_at (null: still out).
create table interruptions.step (
  corporation_id smallint not null,
  interruption_id uuid not null,
  step_no integer not null,
  version integer not null default 1, -- a correction is one more version with its reason; the newest counts
  out_at timestamptz not null,
  restored_at timestamptz,
  customers integer not null check (customers >= 0),
  transformers int4multirange,
  etr_first timestamptz,
  etr_last timestamptz,
  recorded_at timestamptz not null,
  reason text,
  primary key (corporation_id, interruption_id, step_no, version),
  foreign key (corporation_id, interruption_id) references interruptions.interruption
);
create index step_out on interruptions.step (corporation_id, out_at);

create table interruptions.customers_served (
  corporation_id smallint not null references organisation.corporation,
  month date not null check (extract(day from month) = 1),
  customers integer not null check (customers > 0),
  recorded_at timestamptz not null,
  primary key (corporation_id, month, recorded_at)
);

call organisation.guard('interruptions.interruption');
call organisation.guard('interruptions.step');
call organisation.guard('interruptions.customers_served');
call organisation.open('interruptions');
