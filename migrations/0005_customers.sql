create schema customers;
create extension if not exists pg_trgm;
create extension if not exists unaccent;

create table customers.customer (
  corporation_id smallint not null references organisation.corporation,
  id integer generated always as identity,
  code text not null,
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
);
create unique index customer_code on customers.customer (corporation_id, code);
create index customer_priority on customers.customer (corporation_id, priority) where priority is not null;
-- Those above the limit of a rule set (100,000 kWh) are few; without it every plan and announcement read all customers.
create index customer_large on customers.customer (corporation_id, monthly_kwh) where monthly_kwh > 10000;

-- Customer x transformer x validity. `notice_channel` and `language` are copies kept by this room so that telling a
-- million customers is one scan of one covering index (see docs/decisions).
create table customers.service_point (
  corporation_id smallint not null,
  id integer generated always as identity,
  customer_id integer not null,
  transformer_id integer not null,
  code text not null, -- metering point: customer's code + 001
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity', -- first day on which it is no longer so
  notice_channel smallint not null default 0, -- 0 none, 1 sms, 2 email, 3 push, 4 letter (in writing)
  language smallint not null default 0,       -- 0 vi, 1 en
  -- the customer's second, third, ... service point: only these need care so that one customer gets one message
  additional boolean not null default false,
  -- No foreign key to customer here nor in contact: this room alone writes the three, and the checks of a foreign key
  -- by the row took longer than all the rest of an import of 1,000,000 customers.
  primary key (corporation_id, id),
  check (valid_to > valid_from)
);
create index service_point_transformer on customers.service_point (corporation_id, transformer_id)
  include (customer_id, valid_from, valid_to, notice_channel, language, additional);
create index service_point_customer on customers.service_point (corporation_id, customer_id);

create table customers.contact (
  corporation_id smallint not null,
  customer_id integer not null,
  channel smallint not null check (channel between 1 and 4),
  address text not null, -- +84..., a@b.vn, push subscription (JSON), postal address
  rank smallint not null default 1, -- 1 is tried first
  consent boolean not null default true,
  recorded_at timestamptz not null,
  primary key (corporation_id, customer_id, channel)
);
create index contact_address on customers.contact (address);

call organisation.guard('customers.customer');
call organisation.guard('customers.service_point');
call organisation.guard('customers.contact');
call organisation.open('customers');
