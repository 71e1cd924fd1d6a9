create schema surveys;

-- The yearly sample survey: an answer sheet a row, as the outside consultant hands it over.
create table surveys.sheet (
  corporation_id smallint not null references organisation.corporation,
  year smallint not null check (year between 1990 and 2200),
  respondent text not null,
  stratum text not null,
  weight double precision not null check (weight >= 0), -- how many customers this respondent stands for, or in proportion to it
  answers double precision[] not null, -- q1, q2, ... of 0 to 10; null where not answered
  overall double precision not null check (overall between 0 and 10),
  recorded_at timestamptz not null,
  actor text not null,
  primary key (corporation_id, year, respondent)
);

-- How many customers a stratum has, where the file says so: for the finite population correction.
create table surveys.stratum (
  corporation_id smallint not null references organisation.corporation,
  year smallint not null,
  stratum text not null,
  population double precision not null check (population > 0),
  primary key (corporation_id, year, stratum)
);

-- One question after a closed request or a restored cut. The link carries a secret of which only the hash is kept.
create table surveys.invitation (
  corporation_id smallint not null references organisation.corporation,
  token_hash bytea not null,
  about_kind text not null check (about_kind in ('request', 'planned_outage', 'fault')),
  about uuid not null,
  customer_id integer,
  invited_at timestamptz not null,
  expires_at timestamptz not null,
  answered_at timestamptz,
  score smallint check (score between 0 and 10),
  words text check (length(words) <= 1000),
  primary key (corporation_id, token_hash),
  check ((answered_at is null) = (score is null))
);
create index invitation_token on surveys.invitation (token_hash);
create unique index invitation_once on surveys.invitation (corporation_id, about, coalesce(customer_id, 0));

call organisation.guard('surveys.sheet');
call organisation.guard('surveys.stratum');
call organisation.guard('surveys.invitation');
call organisation.open('surveys');
