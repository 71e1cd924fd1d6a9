-- The kernel: roles, the outbox of events, idempotency keys. It knows no electricity.

-- The server's role: not a superuser, does not bypass row-level security. Every transaction runs under it.
do $$ begin
  if not exists (select from pg_roles where rolname = 'sangden_app') then
    create role sangden_app nologin nobypassrls;
  end if;
exception when insufficient_privilege then
  raise notice 'no right to create role sangden_app: transactions run as the login role (row-level security is forced on it too)';
  when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  execute format('grant sangden_app to %I', current_user);
exception when others then null;
end $$;

create schema kernel;

-- One event a use case, published in the use case's own transaction; handled afterwards, at least once.
create table kernel.event (
  id bigint generated always as identity primary key,
  name text not null,
  corporation_id smallint,
  about text not null,
  payload jsonb not null default '{}',
  published_at timestamptz not null
);

-- The answer once given to a write that carried an Idempotency-Key.
create table kernel.idempotency (
  actor text not null,
  key text not null,
  request_hash text not null,
  status integer,
  reply jsonb,
  made_at timestamptz not null,
  primary key (actor, key)
);

-- Small settings and secrets of this installation (VAPID keys, the demo's seed, ...).
create table kernel.setting (
  name text primary key,
  value jsonb not null
);

-- Short codes that people read to each other: CD-000123 and the like, one counter a kind.
create table kernel.counter (
  name text primary key,
  last bigint not null
);

-- Coarse jobs are graphile-worker's; its add_job runs inside the use case's transaction. The server's role may add jobs,
-- not read or change them. (The body is looked up when called: graphile-worker's schema comes right after this one.)
create function kernel.add_job(identifier text, payload json, run_at timestamptz, job_key text, max_attempts integer)
returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform graphile_worker.add_job(identifier, payload, run_at => coalesce(add_job.run_at, now()), job_key => add_job.job_key,
    max_attempts => add_job.max_attempts);
end $$;

-- How many jobs have used up their tries: somebody should look.
create function kernel.failed_jobs() returns integer language plpgsql security definer set search_path = pg_catalog as $$
begin
  return (select count(*) from graphile_worker._private_jobs where attempts >= max_attempts);
end $$;
