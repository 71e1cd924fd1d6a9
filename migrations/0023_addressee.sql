-- Whom a notice goes to who is nobody's customer (a new supply is asked for by people who have none yet): at most one a
-- notice. In batches, results and the list of calls they stand as customer 0, which no customer has: identities begin at 1.
create table notices.addressee (
  corporation_id smallint not null,
  notice_id integer not null,
  name text not null, -- '' where they gave none
  address text,
  phone text, -- +84...
  email text,
  recorded_at timestamptz not null,
  primary key (corporation_id, notice_id),
  foreign key (corporation_id, notice_id) references notices.notice,
  check (coalesce(phone, email) is not null)
);
-- a receipt that comes after a restart names only the number
create index addressee_phone on notices.addressee (phone) where phone is not null;

call organisation.guard('notices.addressee');
call organisation.open('notices');
