create schema indicators;

-- Energy and headcount of a month as a corporation reports them. Added, never changed: a month reported again with other
-- figures is a correction; the newest report known on a day counts.
create table indicators.energy (
  corporation_id smallint not null references organisation.corporation,
  month date not null check (extract(day from month) = 1),
  recorded_at timestamptz not null,
  delivered_kwh bigint not null check (delivered_kwh >= 0),
  sold_kwh bigint not null check (sold_kwh >= 0 and sold_kwh <= delivered_kwh),
  employees integer not null check (employees >= 0),
  customers integer not null check (customers >= 0),
  actor text not null,
  primary key (corporation_id, month, recorded_at)
);

-- What was set for a year: for one corporation, or for all (null). The newest row known on a day counts.
create table indicators.target (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation,
  code text not null, -- of the registry in src/indicators/registry.ts
  year smallint not null,
  value double precision not null, -- in the indicator's unit
  of_group boolean not null default false, -- for the sum of the corporations only: a corporation is not measured by it
  source text not null,
  recorded_at timestamptz not null default '-infinity',
  actor text not null default 'shipped'
);
create index target_year on indicators.target (year, code);
-- Published for 2017 (baochinhphu.vn). Satisfaction of EVNHCMC is 8.25: see src/indicators/registry.ts.
insert into indicators.target (code, year, value, of_group, source) values
  ('energy_sold', 2017, 177590000000, true, 'baochinhphu.vn, 2017'),
  ('energy_growth', 2017, 11.4, true, 'baochinhphu.vn, 2017'),
  ('losses', 2017, 7.6, true, 'baochinhphu.vn, 2017'),
  ('losses', 2018, 7.2, true, '2018 plan; press, Jan 2019'),
  ('access', 2017, 7, false, 'baochinhphu.vn, 2017: under 7 days, medium voltage, own steps'),
  ('productivity', 2017, 8, false, 'baochinhphu.vn, 2017: +8 to +10 %');

call organisation.guard('indicators.energy');
call organisation.guard('indicators.target');
call organisation.open('indicators');
