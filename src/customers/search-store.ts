import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'

/**
 * Brings what is searched in line with the customers: takes those who are new or whose name or address changed, whoever
 * changed it. It may run at any time and twice; of two at once the second waits and finds nothing left to do.
 * @returns how many customers it took
 */
export async function refreshSearch({ tx }: Context): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('customers.search'))`.execute(tx)
  // Tables that fill within the transaction look empty to the planner: it would join a million customers in loops.
  await sql`set local enable_nestloop = off`.execute(tx)
  await sql`drop table if exists pg_temp.stale, pg_temp.fresh_phrase`.execute(tx)
  // Lengths are cut so that no address breaks an index (a key has 2,704 bytes at most).
  await sql`
    create temporary table stale on commit drop as
    select c.corporation_id, c.id as customer_id, c.fingerprint,
      left(btrim(c.name), 200) as name,
      left(btrim(regexp_replace(regexp_replace(c.place, '[^\\s,.;/()-]*[0-9][^\\s,.;/()-]*', '', 'g'), '[\\s,.;/()-]+', ' ', 'g')), 400) as place,
      coalesce((select string_agg(m[1], ' ') from regexp_matches(lower(left(c.place, 400)), '([0-9a-z]*[0-9][0-9a-z]*)', 'g') m), '') as numbers
    from (
      select corporation_id, id, name, concat_ws(', ', address, commune, province) as place,
        hashtextextended(concat_ws(chr(31), name, address, commune, province), 0) as fingerprint
      from customers.customer
    ) c left join customers.search_entry e on e.corporation_id = c.corporation_id and e.customer_id = c.id
    where e.fingerprint is distinct from c.fingerprint`.execute(tx)
  await sql`analyze pg_temp.stale`.execute(tx)
  // A phrase is taken apart once, however many bear it.
  await sql`
    create temporary table fresh_phrase on commit drop as
    with made as (
      insert into customers.search_phrase (corporation_id, kind, written, plain)
      select corporation_id, kind, written, customers.plain(written) from (
        select distinct corporation_id, 1 as kind, name as written from pg_temp.stale
        union all select distinct corporation_id, 2, place from pg_temp.stale where place <> ''
      ) p
      on conflict (corporation_id, kind, written) do nothing
      returning corporation_id, kind, id, written, plain
    ) select distinct m.corporation_id, m.kind, left(w.word, 30) collate "C" as word, m.id as phrase_id, m.written, m.plain
    from made m, string_to_table(m.plain, ' ') as w(word) where w.word <> ''`.execute(tx)
  await sql`
    insert into customers.search_word (corporation_id, kind, word, phrase_id, written, plain)
    select corporation_id, kind, word, phrase_id, written, plain from pg_temp.fresh_phrase order by 1, 2, 3, 4`.execute(
    tx,
  )
  await sql`
    insert into customers.search_form (corporation_id, form, kind, word, phrases)
    select w.corporation_id, f.form, w.kind, w.word, w.phrases
    from (
      select corporation_id, kind, word, count(*) as phrases from pg_temp.fresh_phrase group by 1, 2, 3
    ) w cross join lateral (
      select w.word as form
      union select left(w.word, i - 1) || substr(w.word, i + 1) from generate_series(1, length(w.word)) i
      where length(w.word) between 2 and 29
    ) f order by 1, 2, 3, 4
    on conflict (corporation_id, form, kind, word) do update set phrases = search_form.phrases + excluded.phrases`.execute(
    tx,
  )
  const { numAffectedRows } = await sql`
    insert into customers.search_entry (corporation_id, customer_id, name_id, place_id, numbers, fingerprint)
    select s.corporation_id, s.customer_id, n.id, coalesce(p.id, 0), s.numbers, s.fingerprint
    from pg_temp.stale s
    join customers.search_phrase n on n.corporation_id = s.corporation_id and n.kind = 1 and n.written = s.name
    left join customers.search_phrase p on p.corporation_id = s.corporation_id and p.kind = 2 and p.written = s.place
    order by s.corporation_id, n.id, 4, s.customer_id
    on conflict (corporation_id, customer_id) do update set name_id = excluded.name_id, place_id = excluded.place_id,
      numbers = excluded.numbers, fingerprint = excluded.fingerprint`.execute(tx)
  await sql`set local enable_nestloop = on`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}
