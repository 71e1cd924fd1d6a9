-- People who sign in with the company's account: the issuer's own key of a person, which it never gives to another.
create table access.identity (
  issuer text not null,
  subject text not null,
  staff_id uuid not null references access.staff on delete cascade,
  linked_at timestamptz not null,
  primary key (issuer, subject)
);
create index identity_staff on access.identity (staff_id);

-- A role is held because somebody gave it here, because the company's account says so, or both.
alter table access.role_grant add column by_hand boolean not null default true,
  add column by_claim boolean not null default false,
  add constraint role_grant_from check (by_hand or by_claim);

-- Of the company's provider, which wants it back when the session is ended.
alter table access.session add column id_token text;

-- Sign-ins that have come back from the provider: none is answered twice. Forgotten when their cookie has run out.
create table access.spent_attempt (
  state_hash bytea primary key,
  expires_at timestamptz not null
);

-- these two only: organisation.open('access') would give the audit's rights back
do $$ begin
  if exists (select from pg_roles where rolname = 'sangden_app') then
    grant select, insert, update, delete on access.identity, access.spent_attempt to sangden_app;
  end if;
end $$;
