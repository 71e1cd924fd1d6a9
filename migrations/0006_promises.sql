create schema promises;

-- A promise to the customers behind a set of transformers, or to those told by a notice: one row a promise, not a customer.
create table promises.promise (
  corporation_id smallint not null references organisation.corporation,
  id uuid not null,
  kind text not null, -- notice, power_back, fault_told, fault_power_back, request, request_step, ...
  about_kind text not null, -- planned_outage, fault, request
  about uuid not null,
  due timestamptz not null,
  customers integer not null check (customers >= 0),
  transformers int4multirange, -- whom it was made to; null where it is one customer's (customer_id)
  customer_id integer,
  -- How its parts are named: by transformers (power back), or by a number of customers (receipts of messages, requests).
  parts text not null check (parts in ('transformers', 'customers')),
  counted_at timestamptz not null, -- the day on which the customers behind the transformers are counted, for all parts
  rule text not null, -- the clause in force on that day, e.g. 'Law 61/2024/QH15 art. 49'
  version integer not null default 1, -- 2, 3, ...: made again after a change
  made_at timestamptz not null,
  recorded_at timestamptz not null,
  -- the sums of the outcomes below, kept by the room in the same transaction
  kept integer not null default 0,
  broken integer not null default 0,
  released integer not null default 0,
  primary key (corporation_id, id),
  check (kept >= 0 and broken >= 0 and released >= 0 and kept + broken + released <= customers),
  check (parts = 'customers' or transformers is not null)
);
create index promise_about on promises.promise (corporation_id, about);
create index promise_open on promises.promise (corporation_id, due) where kept + broken + released < customers;
create index promise_kind on promises.promise (corporation_id, kind, due);

-- What became of it, part by part; added, never changed. The sums of `customers` by outcome are the promise's. A row that
-- `corrects` another takes its part back (negative customers) and is followed by the row that holds instead. Customers
-- who have service points on several transformers are told by the worst of them; a row without transformers in a
-- promise with transformers moves such customers only.
create table promises.outcome (
  corporation_id smallint not null,
  promise_id uuid not null,
  seq integer not null,
  outcome text not null check (outcome in ('kept', 'broken', 'released')),
  customers integer not null,
  transformers int4multirange, -- the part it speaks of
  at timestamptz not null,     -- when it happened (for a broken one not yet mended: the deadline)
  late_s integer not null,     -- after the deadline; negative: before it; 0 where unknown
  recorded_at timestamptz not null,
  evidence_kind text not null, -- outage_step, notice_result, clock, fault_step, correction, ...
  evidence text not null,      -- key of the evidence row
  reason text,
  corrects integer,            -- seq of the row that this one takes back
  primary key (corporation_id, promise_id, seq),
  foreign key (corporation_id, promise_id) references promises.promise
);
-- The same evidence settles once, however often its event comes.
create unique index outcome_evidence on promises.outcome (corporation_id, promise_id, evidence_kind, evidence, outcome)
  where corrects is null;

call organisation.guard('promises.promise');
call organisation.guard('promises.outcome');
call organisation.open('promises');
