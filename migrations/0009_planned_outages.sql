create schema planned_outages;

create table planned_outages.outage (
  corporation_id smallint not null references organisation.corporation,
  id uuid not null,
  code text not null, -- what people say: CD-000123
  state text not null check (state in ('planned', 'approved', 'announced', 'started', 'restored', 'cancelled')),
  reason text not null,
  urgent boolean not null default false,
  out_from timestamptz not null,
  back_at timestamptz not null check (back_at > out_from),
  feeder text,
  network_revision integer not null, -- the network that the trace used
  transformers int4multirange not null,
  transformer_count integer not null,
  customers integer not null,
  version integer not null default 1, -- grows at each postponement
  told boolean not null default false, -- customers were told of this outage: a change must be told them again
  cut_at timestamptz, -- when the power went in fact
  interruption_id uuid, -- null: nobody lost power
  still_out int4multirange not null default '{}', -- shrinks with the steps
  restored_at timestamptz, -- when the last of it came back
  planned_by text not null,
  planned_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (corporation_id, id),
  unique (corporation_id, code)
);
create index outage_window on planned_outages.outage (corporation_id, out_from);
create index outage_state on planned_outages.outage (corporation_id, state, out_from);

-- The switching programme: step 1 opens what takes power away (and closes the ties that keep it), later ones give it back.
create table planned_outages.device (
  corporation_id smallint not null,
  outage_id uuid not null,
  step_no integer not null,
  equipment_id integer not null,
  mrid text not null, -- as the planner names it
  action text not null check (action in ('open', 'close')),
  primary key (corporation_id, outage_id, step_no, equipment_id),
  foreign key (corporation_id, outage_id) references planned_outages.outage
);

-- The story: planned, warned, approved, announced, started, step, restored, postponed, cancelled. Added, never changed.
create table planned_outages.fact (
  corporation_id smallint not null,
  outage_id uuid not null,
  seq integer not null,
  kind text not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  actor text not null,
  reason text, -- why a rule was missed, why it was postponed
  detail jsonb not null default '{}',
  transformers int4multirange, -- of a step: given back
  customers integer,
  primary key (corporation_id, outage_id, seq),
  foreign key (corporation_id, outage_id) references planned_outages.outage
);

-- Windows in which nothing is cut without need (Tet, exams), by corporation or for all (null).
create table planned_outages.no_cut_window (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation,
  starts timestamptz not null,
  ends timestamptz not null check (ends > starts),
  name text not null,
  name_en text not null
);

-- Rules are data with dates. corporation_id null: for all.
create table planned_outages.rule_set (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation,
  name text not null,          -- the clause
  in_force_from date not null,
  in_force_to date not null default 'infinity', -- first day on which it is no longer in force
  notice_days integer not null,                 -- non-urgent: told at least so many days before
  change_notice_hours integer,                  -- told again so long before when it changes; null: no such rule
  urgent_told_hours integer not null,           -- urgent or fault: cause and estimate within so many hours
  large_customer_kwh double precision,          -- above it in writing
  repeat_cut_days integer not null default 30   -- a customer cut twice within so many days is a warning
);
insert into planned_outages.rule_set (name, in_force_from, in_force_to, notice_days, change_notice_hours, urgent_told_hours, large_customer_kwh) values
  ('Luật Điện lực 2004, Điều 27', '2005-07-01', '2025-02-01', 5, null, 24, null),
  ('Luật Điện lực 61/2024/QH15, Điều 49; Thông tư 04/2025/TT-BCT, Điều 8', '2025-02-01', 'infinity', 5, 24, 24, 100000);

call organisation.guard('planned_outages.outage');
call organisation.guard('planned_outages.device');
call organisation.guard('planned_outages.fact');
call organisation.guard('planned_outages.no_cut_window');
call organisation.guard('planned_outages.rule_set');
call organisation.open('planned_outages');
