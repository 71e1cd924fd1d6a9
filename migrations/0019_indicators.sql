-- Targets with what a target has: a month's beside the year's, from where on a kept figure is at risk, weight, who answers
-- for it, and why it was set. A row without a value takes the target back. Still added, never changed.
alter table indicators.target
  alter column value drop not null,
  add column only_for text, -- code of the corporation that a shipped row is for; the corporation itself may come later
  add column month smallint check (month between 1 and 12), -- null: of the whole year
  add column warning_value double precision, -- in the indicator's unit: worse than this is at risk though the target is met
  add column weight double precision not null default 1 check (weight >= 0 and weight <= 1000),
  add column owner text not null default '', -- who answers for it
  add column reason text;

-- Satisfaction is the only published target of 2017 that differs between corporations.
insert into indicators.target (only_for, code, year, value, source)
select corporation, 'satisfaction', 2017, value, 'baochinhphu.vn, 2017'
from (values ('EVNNPC', 7.25), ('EVNSPC', 7.25), ('EVNCPC', 7.25), ('EVNHANOI', 7.25), ('EVNHCMC', 8.25)) t (corporation, value);

-- What a care centre's exchange counts in a month. Added, never changed: a month reported again is a correction.
create table indicators.calls (
  corporation_id smallint not null references organisation.corporation,
  month date not null check (extract(day from month) = 1),
  recorded_at timestamptz not null,
  offered integer not null check (offered >= 0), -- calls that came in
  answered integer not null check (answered between 0 and offered), -- picked up by a person
  in_time integer not null check (in_time between 0 and answered), -- picked up within 30 s (Circular 39/2015 art. 17)
  actor text not null,
  primary key (corporation_id, month, recorded_at)
);

-- An indicator made without code: a measure over rows of another room with filters of a fixed grammar
-- (src/indicators/definition-rules.ts). A version counts from a month on, until the next one of the same code does;
-- history is judged by the version of its month. corporation_id null: for all.
create table indicators.definition (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation,
  code text not null check (code ~ '^[a-z][a-z0-9_]{1,39}$'),
  version integer not null check (version > 0),
  in_force_from date not null check (extract(day from in_force_from) = 1),
  definition jsonb, -- null: withdrawn from that month on
  reason text not null,
  recorded_at timestamptz not null,
  actor text not null
);
create unique index definition_version on indicators.definition (code, version, coalesce(corporation_id, 0));

-- What was published of a period, to be held beside what is computed from rows.
create table indicators.published (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation, -- null: the group
  code text not null, -- of the indicator, or of a count (registry of src/indicators/published.ts)
  period_from date not null check (extract(day from period_from) = 1),
  period_to date not null check (extract(day from period_to) = 1 and period_to >= period_from), -- first day of its last month
  value double precision not null,
  decimals smallint not null check (decimals between 0 and 9), -- as it was printed
  source text not null,
  remark_vi text not null default '',
  remark_en text not null default '',
  recorded_at timestamptz not null,
  actor text not null
);
create index published_period on indicators.published (period_from, code);

call organisation.guard('indicators.calls');
call organisation.guard('indicators.definition');
call organisation.guard('indicators.published');
call organisation.open('indicators');
