-- A month of figures that was closed: the exact canonical JSON (RFC 8785) of what was known then, its hash, chained to the
-- closing before it in the same corporation, and signed. Rows are added, never changed; a month is closed while its last
-- closing has not been reopened.
create table reliability.closed_month (
  corporation_id smallint not null references organisation.corporation,
  sequence integer not null check (sequence > 0), -- the corporation's first, second, ... closing
  month date not null check (extract(day from month) = 1),
  as_known_on timestamptz not null, -- the figures count what was recorded until then
  closed_at timestamptz not null,
  actor text not null,
  document text not null, -- text and not jsonb, which would put its keys and numbers in an order of its own
  sha256 bytea not null check (length(sha256) = 32),
  previous_sha256 bytea, -- of the closing before it; null for the first
  public_key bytea not null, -- Ed25519, 32 bytes
  signature bytea not null, -- of sha256
  primary key (corporation_id, sequence),
  check ((sequence = 1) = (previous_sha256 is null))
);
create index closed_month_month on reliability.closed_month (corporation_id, month, as_known_on);

create table reliability.reopened_month (
  corporation_id smallint not null,
  sequence integer not null, -- of the closing that was undone
  reopened_at timestamptz not null,
  actor text not null,
  reason text not null check (length(reason) between 1 and 1000),
  primary key (corporation_id, sequence),
  foreign key (corporation_id, sequence) references reliability.closed_month
);

call organisation.guard('reliability.closed_month');
call organisation.guard('reliability.reopened_month');
call organisation.open('reliability');
do $$ begin
  if exists (select from pg_roles where rolname = 'sangden_app') then
    revoke update, delete on reliability.closed_month, reliability.reopened_month from sangden_app;
  end if;
end $$;

-- A closing counts what was recorded until its moment, and waits for whoever is writing at it. Who took their time before
-- it and writes after it would slip into a month that is frozen: they are sent back, and recorded a moment later.
create function reliability.after_closing() returns trigger language plpgsql as $$
begin
  if exists (
    select from added a join reliability.closed_month c on c.corporation_id = a.corporation_id and c.month = a.month
    where c.as_known_on >= case when tg_op = 'UPDATE' then a.superseded_at else a.recorded_at end
  ) then
    raise exception using errcode = 'serialization_failure', message = 'the month was closed meanwhile', hint = 'try again';
  end if;
  return null;
end $$;
create trigger after_closing_insert after insert on interruptions.step
  referencing new table as added for each statement execute function reliability.after_closing();
create trigger after_closing_update after update on interruptions.step
  referencing new table as added for each statement execute function reliability.after_closing();
create function reliability.served_after_closing() returns trigger language plpgsql as $$
begin
  if exists (
    select from added a join reliability.closed_month c on c.corporation_id = a.corporation_id and c.month = a.month
    where c.as_known_on >= a.recorded_at
  ) then
    raise exception using errcode = 'serialization_failure', message = 'the month was closed meanwhile', hint = 'try again';
  end if;
  return null;
end $$;
create trigger after_closing after insert on interruptions.customers_served
  referencing new table as added for each statement execute function reliability.served_after_closing();
