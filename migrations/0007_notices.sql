create schema notices;

-- One notice = one thing told about one subject at one change; its messages are the batches.
create table notices.notice (
  corporation_id smallint not null references organisation.corporation,
  id integer generated always as identity,
  kind text not null, -- outage_announced, outage_changed, outage_cancelled, power_restored, fault_reported, fault_estimate
  about_kind text not null,
  about uuid not null,
  promise_id uuid, -- the promise that receipts of this notice settle
  payload jsonb not null, -- what the templates need, the same for all its customers
  made_at timestamptz not null,
  messages integer not null default 0, -- customers told by it, each once
  -- how many of them the promise has heard of as told in time and as told late
  told_in_time integer not null default 0,
  told_late integer not null default 0,
  primary key (corporation_id, id)
);
create index notice_about on notices.notice (corporation_id, about);

-- At most 500 customers of one channel and language: 1.3 times the cost of a bare insert where a row a message was 3.5.
-- A message is (notice_id, batch_no, ordinal); its key to the provider is made of these three.
create table notices.batch (
  corporation_id smallint not null,
  notice_id integer not null,
  batch_no integer not null,
  channel smallint not null,
  language smallint not null,
  customer_ids integer[] not null, -- ascending
  first_customer integer not null,
  last_customer integer not null,
  attempt smallint not null default 1,
  primary key (corporation_id, notice_id, batch_no)
);

-- What is still to be sent: one short-lived row a batch, deleted when done (the batch itself never changes).
create table notices.pending (
  corporation_id smallint not null,
  notice_id integer not null,
  batch_no integer not null,
  channel smallint not null,
  lane smallint not null default 1, -- 0: speaks of now, and goes before a million messages about next week
  since timestamptz not null,      -- when it was enqueued: a channel that stays away is given up after a while
  not_before timestamptz not null,
  attempts smallint not null default 0,
  leased_until timestamptz not null default '-infinity',
  leased_by text,
  -- somebody else than its sender has spoken of the batch (a receipt that came early): look before counting
  said boolean not null default false,
  primary key (corporation_id, notice_id, batch_no)
) with (fillfactor = 50); -- a lease is written into the row's own page
create index pending_due on notices.pending (channel, lane, not_before);

-- What the provider said: appended, one row for many messages of a batch.
create table notices.result (
  corporation_id smallint not null,
  notice_id integer not null,
  batch_no integer not null,
  result_no bigint generated always as identity,
  at timestamptz not null,
  ordinals smallint[] not null,   -- positions in customer_ids, 0-based
  outcomes smallint[] not null,   -- one each: 1 accepted, 2 delivered, 3 retry, 4 refused, 5 unreachable; one alone: of all
  provider_ids text[] not null,   -- one each, parts joined by a comma; empty: none
  reasons text[] not null,        -- one each; empty: none
  -- By how many customers this row changes the sums; a message delivered twice counts once, one that failed after all is taken back
  sent smallint not null default 0,
  delivered smallint not null default 0,
  told smallint not null default 0, -- reached as far as this channel can say: accepted where it has no receipts, else delivered
  primary key (corporation_id, notice_id, batch_no, result_no)
);

-- Customers whom no channel reached, or who are told in writing (reason 'letter'): somebody calls or writes to them.
create table notices.call (
  corporation_id smallint not null,
  notice_id integer not null,
  customer_id integer not null,
  reason text not null,
  listed_at timestamptz not null,
  called_at timestamptz, -- null: still to be done
  called_by text,
  reached boolean,
  note text,
  primary key (corporation_id, notice_id, customer_id)
);
create index call_open on notices.call (corporation_id, listed_at) where called_at is null;

call organisation.guard('notices.notice');
call organisation.guard('notices.batch');
call organisation.guard('notices.pending');
call organisation.guard('notices.result');
call organisation.guard('notices.call');
call organisation.open('notices');
