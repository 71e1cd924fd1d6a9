-- What others are told as it happens: addresses that an administrator has registered, and each word to each of them.
create schema exchange;

create table exchange.webhook (
  corporation_id smallint not null references organisation.corporation,
  id uuid not null,
  url text not null,
  events text[] not null check (cardinality(events) > 0), -- public names; '*' all of them
  secret text not null, -- `whsec_…`: must be readable, every delivery is signed with it
  made_at timestamptz not null,
  made_by text not null,
  given_up integer not null default 0, -- deliveries given up since the last one that arrived
  paused_at timestamptz,
  paused_because text check (paused_because in ('given_up', 'gone')),
  check ((paused_at is null) = (paused_because is null)),
  primary key (corporation_id, id)
);

-- One event for one address: the queue and its record in one. It is taken by a lease, sent outside any transaction, and
-- what came of it is written; a worker that died in between leaves a lease that runs out.
create table exchange.delivery (
  corporation_id smallint not null,
  id uuid not null, -- the receiver sees it as webhook-id, the same at each attempt
  webhook_id uuid not null,
  event_id bigint,  -- null: a test that somebody asked for
  type text not null,
  body text not null, -- the bytes that are signed
  made_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'given_up')),
  attempts integer not null default 0,
  first_at timestamptz, -- of the attempts; the day after which it is given up begins here
  next_at timestamptz not null,
  leased_until timestamptz,
  last_at timestamptz,
  last_status integer, -- of HTTP; null where there was no answer
  last_error text,
  last_ms integer,
  primary key (corporation_id, id),
  foreign key (corporation_id, webhook_id) references exchange.webhook on delete cascade,
  unique (corporation_id, webhook_id, event_id)
);
create index delivery_due on exchange.delivery (corporation_id, webhook_id, next_at) where state = 'waiting';
create index delivery_made on exchange.delivery (made_at);

call organisation.guard('exchange.webhook');
call organisation.guard('exchange.delivery');
call organisation.open('exchange');
