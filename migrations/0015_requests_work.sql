-- The live work of requests: what 0012 lacked.

-- The company's own steps together have a limit too (medium voltage: 4 working days in all), apart from what is
-- promised for the whole.
alter table requests.service
  add column steps_limit_value integer check (steps_limit_value > 0),
  add column steps_limit_unit text check (steps_limit_unit in ('working_days', 'working_hours', 'hours')),
  add constraint service_steps_limit check ((steps_limit_value is null) = (steps_limit_unit is null));
update requests.service set steps_limit_value = 4, steps_limit_unit = 'working_days'
where code = 'new_supply_medium_voltage' and actor = 'shipped';

alter table requests.request
  add column crew text,                 -- who of the unit has it in hand, where that is a crew
  add column step_due_at timestamptz,   -- of the next step, where it has a limit
  add column steps_due_at timestamptz,  -- of the company's own steps together
  add column warn_50_at timestamptz,    -- when half and four fifths of the limit will have ticked
  add column warn_80_at timestamptz,
  add column warn_at timestamptz,       -- the next of the warnings that is still to be given
  add column step_warned boolean not null default false, -- it was said that the next step is late
  add column report_id uuid;            -- the report at faults that came with it

-- This room alone writes the row, and no service or corporation is ever removed: the checks by the row took a third of an
-- import of 81,391. A code is found through the unique index by the corporations that are seen, five look-ups at most.
alter table requests.request drop constraint request_service_id_fkey, drop constraint request_corporation_id_fkey;
drop index requests.request_code;

-- Every minute: what is to be warned of. What is late already and was said stands in none of them.
create index request_warn on requests.request (warn_at) where warn_at is not null and state = 'complete';
create index request_step_due on requests.request (step_due_at) where step_due_at is not null and state = 'complete' and not step_warned;
create index request_merged on requests.request (corporation_id, merged_into) where merged_into is not null;
create index request_assigned on requests.request (corporation_id, assigned_to, due_at, id) where state <> 'closed' and assigned_to is not null;

-- What was paused counts in the figures by the working days that it took; known when it has ended.
alter table requests.pause add column days integer check (days >= 0);

-- What the company claims in its own favour: a pause, a refusal, an obstacle. Each is reviewed by another person and
-- compared with what the customer says. The review stands here for all three, not on the pause.
alter table requests.pause
  drop column reviewed_at, drop column reviewed_by, drop column upheld, drop column review, drop column customer_says;
create table requests.claim (
  corporation_id smallint not null,
  request_id uuid not null,
  seq integer not null, -- of the fact that claims it
  kind text not null check (kind in ('pause', 'refusal', 'obstacle')),
  reason text not null,
  evidence text not null,
  pause_seq integer,
  unit_id integer,      -- who had it then
  claimed_at timestamptz not null,
  actor text not null,
  recorded_at timestamptz not null,
  reviewed_at timestamptz,
  reviewed_by text,
  upheld boolean,       -- was it right
  review text,
  customer_says text check (customer_says in ('confirmed', 'denied')), -- 'were you asked for papers on that day?'
  customer_words text,
  customer_said_at timestamptz,
  primary key (corporation_id, request_id, seq),
  foreign key (corporation_id, request_id) references requests.request,
  check ((kind = 'pause') = (pause_seq is not null)),
  check ((reviewed_at is null) = (upheld is null))
);
create index claim_open on requests.claim (corporation_id, claimed_at, request_id, seq) where reviewed_at is null;
create index claim_claimed on requests.claim (corporation_id, claimed_at);

-- Who hears of a request before it is late, and at how much of its limit. A corporation's own rows stand for all of its.
create table requests.escalation (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation,
  percent smallint not null check (percent in (50, 80, 100)),
  tell text not null check (tell in ('person', 'unit', 'company', 'corporation')),
  unique nulls not distinct (corporation_id, percent, tell)
);
insert into requests.escalation (percent, tell) values (50, 'person'), (80, 'unit'), (100, 'company');

-- Photographs and papers: the bytes once a corporation, by their hash, in the same transaction as the row that names them.
create table requests.content (
  corporation_id smallint not null references organisation.corporation,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  media text not null,
  bytes integer not null check (bytes > 0),
  body bytea not null,
  primary key (corporation_id, sha256)
);
-- pictures and PDF are packed already
alter table requests.content alter column body set storage external;
create table requests.attachment (
  corporation_id smallint not null,
  request_id uuid not null,
  seq integer not null,
  sha256 text not null,
  name text not null,
  document text, -- which document of the service it is
  channel text not null,
  actor text not null,
  recorded_at timestamptz not null,
  primary key (corporation_id, request_id, seq),
  foreign key (corporation_id, request_id) references requests.request,
  foreign key (corporation_id, sha256) references requests.content
);

call organisation.guard('requests.claim');
call organisation.guard('requests.escalation');
call organisation.guard('requests.content');
call organisation.guard('requests.attachment');
call organisation.open('requests');
