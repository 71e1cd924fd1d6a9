/** The only file that writes schema `surveys`. */
import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'

export interface SheetRow {
  corporation_id: number
  year: number
  respondent: string
  stratum: string
  class: string | null
  area: string | null
  weight: number
  answers: (number | null)[]
  overall: number
}

/** Writes answer sheets; a respondent who is known is brought up to date. Returns how many are new. */
export async function insertSheets({ tx, now, actor }: Context, rows: readonly SheetRow[]): Promise<number> {
  const { rows: written } = await sql<{ created: number }>`
    with written as (
      insert into surveys.sheet (corporation_id, year, respondent, stratum, class, area, weight, answers, overall, recorded_at, actor)
      select r.corporation_id, r.year, r.respondent, r.stratum, r.class, r.area, r.weight,
        coalesce((select array_agg((a #>> '{}')::double precision order by n) from jsonb_array_elements(r.answers) with ordinality e (a, n)), '{}'),
        r.overall, ${now}, ${actor}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (corporation_id smallint, year smallint, respondent text, stratum text, class text, area text,
        weight double precision, answers jsonb, overall double precision)
      on conflict (corporation_id, year, respondent) do update set stratum = excluded.stratum, class = excluded.class, area = excluded.area, weight = excluded.weight,
        answers = excluded.answers, overall = excluded.overall, recorded_at = excluded.recorded_at, actor = excluded.actor
      returning xmax = 0 as created)
    select (count(*) filter (where created))::integer as created from written`.execute(tx)
  return written[0]!.created
}

export const insertStrata = async (
  { tx }: Context,
  rows: readonly { corporation_id: number; year: number; stratum: string; population: number }[],
): Promise<void> => {
  if (rows.length === 0) return
  await tx
    .insertInto('surveys.stratum')
    .values([...rows])
    .onConflict((c) =>
      c
        .columns(['corporation_id', 'year', 'stratum'])
        .doUpdateSet((eb) => ({ population: eb.ref('excluded.population') })),
    )
    .execute()
}
