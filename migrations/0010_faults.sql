create schema faults;

create table faults.fault (
  corporation_id smallint not null references organisation.corporation,
  id uuid not null,
  code text not null, -- SC-000123
  state text not null check (state in ('open', 'restored', 'closed')),
  device text, -- the device that is open or failed, as the network names it; null: only reports are known
  feeder text,
  out_at timestamptz not null,
  transformers int4multirange not null,
  transformer_count integer not null,
  customers integer not null,
  network_revision integer not null,
  cause text,
  failed_equipment text,
  voltage text check (voltage in ('low', 'medium')),
  estimate timestamptz, -- the restoration time last given
  interruption_id uuid not null,
  still_out int4multirange not null, -- shrinks with the steps
  told boolean not null default false, -- its state and estimate were told (the promise fault_told is bound to a notice)
  restored_at timestamptz,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (corporation_id, id),
  unique (corporation_id, code)
);
create index fault_state on faults.fault (corporation_id, state, out_at);

create table faults.fact (
  corporation_id smallint not null,
  fault_id uuid not null,
  seq integer not null,
  kind text not null, -- recorded, estimate, step, restored, cause, closed
  at timestamptz not null,
  recorded_at timestamptz not null,
  actor text not null,
  reason text,
  detail jsonb not null default '{}',
  transformers int4multirange,
  customers integer,
  primary key (corporation_id, fault_id, seq),
  foreign key (corporation_id, fault_id) references faults.fault
);

-- Limits are data with dates. corporation_id null: for all.
create table faults.rule_set (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation,
  told_rule text not null, -- the clause
  told_hours integer not null, -- state and expected restoration are told within so many hours of the cut
  back_rule text not null,
  back_hours integer not null, -- power is back within so many hours
  in_force_from date not null,
  in_force_to date not null default 'infinity' -- first day on which it is no longer in force
);
insert into faults.rule_set (told_rule, told_hours, back_rule, back_hours, in_force_from, in_force_to) values
  ('Luật Điện lực 2004, Điều 27(2)', 24, 'Chỉ tiêu dịch vụ khách hàng: cấp điện trở lại sau sự cố trong 2 giờ', 2, '2005-07-01', '2025-02-01'),
  ('Luật Điện lực 61/2024/QH15, Điều 49', 24, 'Chỉ tiêu dịch vụ khách hàng: cấp điện trở lại sau sự cố trong 2 giờ', 2, '2025-02-01', 'infinity');

-- "My power is out": a customer's word, by any channel; it joins a fault when one is known or found.
create table faults.report (
  corporation_id smallint not null references organisation.corporation,
  id uuid not null,
  customer_id integer,
  transformer_id integer,
  channel text not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  about_kind text, -- planned_outage or fault that explains it
  about uuid,
  words text,
  primary key (corporation_id, id)
);
-- What nobody has explained yet: what a dispatcher looks at.
create index report_open on faults.report (corporation_id, transformer_id, at) where about is null;
create index report_at on faults.report (corporation_id, at);
create index report_about on faults.report (corporation_id, about);

call organisation.guard('faults.fault');
call organisation.guard('faults.fact');
call organisation.guard('faults.rule_set');
call organisation.guard('faults.report');
call organisation.open('faults');
