create schema access;

create table access.staff (
  id uuid primary key,
  login text not null unique check (login = lower(login)),
  name text not null,
  password_hash text,
  language text not null default 'vi' check (language in ('vi', 'en')),
  created_at timestamptz not null,
  disabled_at timestamptz
);

-- A role in a scope: the whole group, one corporation, or one unit of it.
create table access.role_grant (
  staff_id uuid not null references access.staff on delete cascade,
  role text not null check (role in ('operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator')),
  scope text not null check (scope in ('group', 'corporation', 'unit')),
  corporation_id smallint references organisation.corporation,
  unit_id integer,
  granted_at timestamptz not null,
  check ((scope = 'group') = (corporation_id is null)),
  check ((scope = 'unit') = (unit_id is not null)),
  foreign key (corporation_id, unit_id) references organisation.unit
);
create unique index role_grant_once on access.role_grant (staff_id, role, scope, coalesce(corporation_id, 0), coalesce(unit_id, 0));

create table access.session (
  token_hash bytea primary key,
  staff_id uuid not null references access.staff on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  client text
);
create index session_staff on access.session (staff_id);

-- One-time links: the first administrator's, an invitation, a lost password.
create table access.one_time_link (
  token_hash bytea primary key,
  staff_id uuid not null references access.staff on delete cascade,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table access.api_key (
  id uuid primary key,
  secret_hash bytea not null,
  name text not null,
  staff_id uuid not null references access.staff on delete cascade,
  made_at timestamptz not null,
  revoked_at timestamptz
);

-- Wrong sign-ins, so that the tenth in a row waits.
create table access.failed_sign_in (
  login text not null,
  at timestamptz not null,
  client text
);
create index failed_sign_in_login on access.failed_sign_in (login, at);
create index failed_sign_in_client on access.failed_sign_in (client, at);

-- Who did what to what. Added in the same transaction as the deed; never changed.
create table access.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  corporation_id smallint,
  verb text not null,
  about text not null,
  detail jsonb not null default '{}'
);
create index audit_about on access.audit (about, id);
create index api_key_staff on access.api_key (staff_id);
create index one_time_link_staff on access.one_time_link (staff_id);

call organisation.guard('access.role_grant');
call organisation.guard('access.audit');
call organisation.open('access');
-- What was done stays written: the server's role adds to the audit and cannot change it.
do $$ begin
  if exists (select from pg_roles where rolname = 'sangden_app') then
    revoke update, delete on access.audit from sangden_app;
  end if;
end $$;
