-- Finding customers by what people type: words of a name or a place, without accents, in any order, one letter wrong.
-- Under row-level security only leakproof operators use an index: `%` of pg_trgm, `@>` and LIKE are none, `=` is. So what
-- is sought is found by equality alone: a name or a place (address without its numbers, commune, province) is stored once
-- however many bear it, its words point to it, and a word is also found under what is left of it when one letter is gone.
-- A million customers share some ten thousand names, and these a few hundred words: the tables of words stay small.
-- All of it is derived from customers.customer by a job (src/customers/search-store.ts); an import pays nothing.

-- Words in lower case without accents, one blank between: what src/customers/search-rules.ts `plain` does.
create function customers.plain(written text) returns text language sql immutable parallel safe as $$
  select btrim(regexp_replace(
    lower(translate(regexp_replace(normalize(written, NFD), '[\u0300-\u036f]', '', 'g'), 'Đđ', 'dd')),
    '[\s!-/:-@\[-`{-~]+', ' ', 'g'))
$$;

create table customers.search_phrase (
  corporation_id smallint not null,
  id integer generated always as identity,
  kind smallint not null check (kind in (1, 2)), -- 1 a name, 2 a place
  written text collate "C" not null, -- as customers write it
  plain text collate "C" not null,   -- its words
  primary key (corporation_id, id),
  unique (corporation_id, kind, written)
);

create table customers.search_word (
  corporation_id smallint not null,
  kind smallint not null,
  word text collate "C" not null,
  phrase_id integer not null,
  written text collate "C" not null, -- the phrase again: what to show and to compare lies side by side, no join is needed
  plain text collate "C" not null,
  primary key (corporation_id, kind, word, phrase_id)
);

-- `form`: the word itself, and the word with one letter left out. Two words that differ by one letter left out, put in,
-- exchanged or swapped with its neighbour have a form in common (Garbe's symmetric delete).
create table customers.search_form (
  corporation_id smallint not null,
  form text collate "C" not null,
  kind smallint not null,
  word text collate "C" not null,
  phrases integer not null, -- how many phrases hold the word: the rarest is looked up first
  primary key (corporation_id, form, kind, word)
);

-- The customer's name and place. Filled in the order of names, so that those who share one lie together.
create table customers.search_entry (
  corporation_id smallint not null,
  customer_id integer not null,
  name_id integer not null,
  place_id integer not null, -- 0: no address is known
  numbers text collate "C" not null, -- of the address, such as '12 3a': house, alley, hamlet
  fingerprint bigint not null, -- of the columns it was made from: tells who changed since
  primary key (corporation_id, customer_id)
);
create index search_entry_name on customers.search_entry (corporation_id, name_id, place_id);
create index search_entry_place on customers.search_entry (corporation_id, place_id, numbers);

call organisation.guard('customers.search_phrase');
call organisation.guard('customers.search_word');
call organisation.guard('customers.search_form');
call organisation.guard('customers.search_entry');
call organisation.open('customers');
