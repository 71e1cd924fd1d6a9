-- What customers write to us by SMS and e-mail. A message is heard before it is known whose it is, so these tables have no
-- corporation; what becomes of it stands in the room that took it.
create schema intake;

create table intake.message (
  id bigint generated always as identity primary key,
  channel text not null check (channel in ('sms', 'email')),
  digest text not null, -- of sender, recipient, the provider's name for it and the text: what comes twice has the same
  sender text not null,
  heard_at timestamptz not null,
  became text not null, -- request, answer, comment, power_out, track, score, help, flood, automatic, bounce, ...
  about text,           -- tracking code of the request that it became or went to
  subject text,         -- of the reply; null by SMS
  reply text,           -- null: none is owed
  language text not null default 'vi' check (language in ('vi', 'en')),
  leased_until timestamptz, -- a worker is sending the reply
  replied_at timestamptz,
  reply_outcome text check (reply_outcome in ('accepted', 'refused', 'unreachable', 'expired'))
);
create index message_sender on intake.message (sender, heard_at);
create index message_heard on intake.message (heard_at);
create index message_owed on intake.message (id) where reply is not null and replied_at is null;

-- Parts of a long SMS. They stay a day after the whole was handled: one that is brought again must not begin a new message.
create table intake.sms_part (
  sender text not null,
  recipient text not null,
  reference integer not null,
  total smallint not null,
  part smallint not null,
  encoding text not null,
  body bytea not null,
  heard_at timestamptz not null,
  handled boolean not null default false,
  primary key (sender, recipient, reference, total, part),
  check (part between 1 and total)
);
create index sms_part_heard on intake.sms_part (heard_at);

-- Open311's list: what came by it, by time.
create index request_open311 on requests.request (corporation_id, received_at, id) where channel = 'open311';

call organisation.open('intake');
