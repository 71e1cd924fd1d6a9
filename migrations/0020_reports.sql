-- Reports of closed periods as they were given out: what was known at the closing, with what is not kept in versions (the
-- sums of promises, requests closed) as it stood when the report was first asked for. So the same closed month is the same
-- bytes for ever. Added, never changed: reopened and closed again, `known_on` is another.
create table indicators.issued_report (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation, -- null: the group
  report text not null check (report in ('month', 'year', 'province')),
  period text not null, -- YYYY-MM or YYYY
  province text not null default '',
  language text not null check (language in ('vi', 'en')),
  known_on timestamptz not null,
  document text not null, -- text and not jsonb, which would put its keys in an order of its own
  issued_at timestamptz not null,
  actor text not null
);
create unique index issued_report_once on indicators.issued_report
  (report, period, province, language, known_on, coalesce(corporation_id, 0));

-- Standing orders: which report goes to whom, as what, from when to when. The month's goes out from `day` of the next month on.
create table indicators.report_order (
  id uuid primary key,
  corporation_id smallint references organisation.corporation, -- null: the group's report
  report text not null check (report in ('month', 'year', 'province')),
  province text not null default '',
  format text not null check (format in ('pdf', 'xlsx', 'csv', 'json')),
  language text not null check (language in ('vi', 'en')),
  email text not null,
  day smallint not null check (day between 1 and 28), -- 5: by the 5th; the province's by the 15th
  in_force_from date not null,
  in_force_to date not null default 'infinity' check (in_force_to >= in_force_from), -- first day on which it is no longer in force
  recorded_at timestamptz not null,
  actor text not null
);

-- What was sent: the key that stops a report from going out twice.
create table indicators.report_sent (
  corporation_id smallint references organisation.corporation,
  order_id uuid not null references indicators.report_order,
  period text not null,
  email text not null,
  sha256 text not null,
  sent_at timestamptz not null,
  provider text not null, -- smtp, or spool: a file in data/outbox/email
  code text,
  primary key (order_id, period)
);

-- What is of the group holds figures of all: it is seen by those who see all, not by everyone.
do $$ declare t text; begin
  foreach t in array array['issued_report', 'report_order', 'report_sent'] loop
    execute format('call organisation.guard(%L)', 'indicators.' || t);
    execute format('drop policy corporation on indicators.%I', t);
    execute format('create policy corporation on indicators.%I using (corporation_id = any ((select organisation.visible())::smallint[])
      or (corporation_id is null and current_setting(''sangden.corporations'', true) = ''*''))', t);
  end loop;
end $$;
call organisation.open('indicators');
