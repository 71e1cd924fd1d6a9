-- A corporation's customers lie in tables of their own, partitions of the three that everyone reads. Its first list can
-- then be filled into tables without an index, by COPY, while nobody else sees them; their indexes are built once, at the
-- end, and they become part of the whole (docs/decisions/014). No default partition: attaching one more would lock it.

-- `open_list` and `close_list` read and write nothing of the caller's choice: the number of a corporation is all they take.
-- They run as the owner because the server's role may make no table.

-- Opens the three tables of a corporation that has none: without index and row-level security (COPY knows none), seen by this
-- transaction alone until it commits. False: it has them already. `at` is when what is filled in was recorded.
create function customers.open_list(corporation smallint, at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
  kind text;
  own text;
begin
  if not coalesce(corporation = any (organisation.visible()), false) then
    raise insufficient_privilege using message = format('corporation %s is not visible', corporation);
  end if;
  -- of two at once the second waits for the first to commit, and finds its tables (by a query: to_regclass may remember)
  perform pg_advisory_xact_lock(hashtext('customers.list'), corporation);
  if exists (select from pg_class where relnamespace = 'customers'::regnamespace and relname = format('customer_%s', corporation)) then
    return false;
  end if;
  foreach kind in array array['customer', 'service_point', 'contact'] loop
    own := format('customers.%s_%s', kind, corporation);
    execute format('create table %s (like customers.%s including defaults including constraints)', own, kind);
    execute format('alter table %s alter corporation_id set default %s', own, corporation);
    if kind <> 'service_point' then
      execute format('alter table %s alter recorded_at set default %L', own, at);
    end if;
    if exists (select from pg_roles where rolname = 'sangden_app') then
      execute format('grant select, insert, delete on %s to sangden_app', own);
    end if;
  end loop;
  return true;
end $$;

-- Makes them part of the whole: rights taken back, row-level security forced, indexes built, no row of another corporation.
-- False, and all left as it was: two customers have one code.
create function customers.close_list(corporation smallint) returns boolean
language plpgsql security definer set search_path = pg_catalog set maintenance_work_mem = '128MB' as $$
declare
  kind text;
  own text;
begin
  if not coalesce(corporation = any (organisation.visible()), false) then
    raise insufficient_privilege using message = format('corporation %s is not visible', corporation);
  end if;
  foreach kind in array array['customer', 'service_point', 'contact'] loop
    own := format('customers.%s_%s', kind, corporation);
    if (select relispartition from pg_class where oid = own::regclass) then
      raise object_not_in_prerequisite_state using message = format('%s is closed', own);
    end if;
    if exists (select from pg_roles where rolname = 'sangden_app') then
      execute format('revoke all on %s from sangden_app', own);
    end if;
    execute format('alter table %s alter corporation_id drop default', own);
    if kind <> 'service_point' then execute format('alter table %s alter recorded_at drop default', own); end if;
    call organisation.guard(own::regclass);
    -- builds the indexes of the whole; locks readers and writers of the other corporations out of nothing
    execute format('alter table customers.%s attach partition %s for values in (%s)', kind, own, corporation);
  end loop;
  return true;
exception when unique_violation then
  return false;
end $$;

-- What must be there before a row of a corporation is written one by one.
create function customers.house(corporation smallint) returns void language plpgsql set search_path = pg_catalog as $$
begin
  if to_regclass(format('customers.customer_%s', corporation)) is null and customers.open_list(corporation, now()) then
    perform customers.close_list(corporation);
  end if;
end $$;

-- Nobody gathers statistics of a whole by himself (autovacuum does of its partitions only); joins are planned by them.
create function customers.gather_statistics() returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  analyze customers.customer, customers.service_point, customers.contact;
end $$;

create schema customers_before;
alter table customers.customer set schema customers_before;
alter table customers.service_point set schema customers_before;
alter table customers.contact set schema customers_before;

create table customers.customer (
  corporation_id smallint not null,
  id integer generated always as identity,
  code text collate "C" not null,
  name text not null,
  class text not null check (class in ('residential', 'non_residential')),
  area text not null check (area in ('urban', 'rural')),
  address text,
  commune text,
  province text,
  priority text,  -- why this customer comes first: hospital, water_works, ...; null: nobody special
  monthly_kwh double precision, -- average; above 100,000 they are told in writing (Circular 04/2025/TT-BCT art. 8)
  language text not null default 'vi' check (language in ('vi', 'en')),
  recorded_at timestamptz not null,
  primary key (corporation_id, id)
) partition by list (corporation_id);
create unique index customer_code on customers.customer (corporation_id, code);
create index customer_priority on customers.customer (corporation_id, priority) where priority is not null;
create index customer_large on customers.customer (corporation_id, monthly_kwh) where monthly_kwh > 10000;

create table customers.service_point (
  corporation_id smallint not null,
  id integer generated always as identity,
  customer_id integer not null,
  transformer_id integer not null,
  code text collate "C" not null, -- metering point: customer's code + 001
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity', -- first day on which it is no longer so
  notice_channel smallint not null default 0, -- 0 none, 1 sms, 2 email, 3 push, 4 letter (in writing)
  language smallint not null default 0,       -- 0 vi, 1 en
  additional boolean not null default false,  -- the customer's second, third, ... service point
  primary key (corporation_id, customer_id, id),
  check (valid_to > valid_from)
) partition by list (corporation_id);
create index service_point_transformer on customers.service_point (corporation_id, transformer_id)
  include (customer_id, valid_from, valid_to, notice_channel, language, additional);

create table customers.contact (
  corporation_id smallint not null,
  customer_id integer not null,
  channel smallint not null check (channel between 1 and 4),
  address text collate "C" not null, -- +84..., a@b.vn, push subscription (JSON), postal address
  rank smallint not null default 1, -- 1 is tried first
  consent boolean not null default true,
  recorded_at timestamptz not null,
  primary key (corporation_id, customer_id, channel)
) partition by list (corporation_id);
create index contact_address on customers.contact (address);

call organisation.guard('customers.customer');
call organisation.guard('customers.service_point');
call organisation.guard('customers.contact');

-- What is there moves over, a corporation at a time. Row-level security is forced on the owner too.
do $$
declare
  corporation smallint;
  seen text := coalesce(current_setting('sangden.corporations', true), '');
  last bigint;
begin
  perform set_config('sangden.corporations', '*', true);
  for corporation in
    select id from organisation.corporation c where exists (select from customers_before.customer where corporation_id = c.id)
      or exists (select from customers_before.service_point where corporation_id = c.id)
      or exists (select from customers_before.contact where corporation_id = c.id)
  loop
    perform customers.open_list(corporation, now());
    execute format('insert into customers.customer_%s select * from customers_before.customer where corporation_id = %1$s order by id', corporation);
    execute format('insert into customers.service_point_%s select * from customers_before.service_point where corporation_id = %1$s order by customer_id, id', corporation);
    execute format('insert into customers.contact_%s select * from customers_before.contact where corporation_id = %1$s order by customer_id, channel', corporation);
    if not customers.close_list(corporation) then raise unique_violation; end if;
  end loop;
  select last_value into last from customers_before.customer_id_seq;
  perform setval(pg_get_serial_sequence('customers.customer', 'id'), last, (select is_called from customers_before.customer_id_seq));
  select last_value into last from customers_before.service_point_id_seq;
  perform setval(pg_get_serial_sequence('customers.service_point', 'id'), last, (select is_called from customers_before.service_point_id_seq));
  perform set_config('sangden.corporations', seen, true);
end $$;
drop schema customers_before cascade;

revoke execute on function customers.open_list, customers.close_list, customers.gather_statistics from public;
call organisation.open('customers');
-- not the partitions: who reads them reads them through the whole
do $$
declare own text;
begin
  if exists (select from pg_roles where rolname = 'sangden_app') then
    for own in select inhrelid::regclass::text from pg_inherits
      where inhparent in ('customers.customer'::regclass, 'customers.service_point'::regclass, 'customers.contact'::regclass)
        and inhrelid::regclass::text like 'customers.%'
    loop execute format('revoke all on %s from sangden_app', own); end loop;
  end if;
end $$;
