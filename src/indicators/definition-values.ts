import { sql } from 'kysely'
import { type Context, monthOf, Problem } from '../kernel/index.ts'
import { rowsOf } from './definition-figures.ts'
import { type Source, sources, typeOf } from './definition-rules.ts'

/** A value that rows have, and how many of them. */
export interface ValueFound {
  value: string
  rows: number
}

const most = 200

/**
 * The values that a text field has in the rows of the last twelve months and this one (of a survey: of this year's and the
 * last one's), the most frequent first: what a condition can be about. At most two hundred.
 * @throws Problem kernel/invalid for a field that the source does not have, or that holds no text
 */
export async function valuesOf(ctx: Context, of: { source: Source; field: string }): Promise<ValueFound[]> {
  const { source, field } = of
  if (typeOf(source, field) !== 'text')
    throw new Problem('kernel/invalid', { field: 'field', reason: `${field}; ${sources[source].text.join(', ')}` })
  const to = monthOf(ctx.now)
  const year = Number(to.slice(0, 4))
  const periods =
    source === 'survey'
      ? [year - 1, year].map((y) => ({ from: `${y}-01`, to: `${y}-12` }))
      : [{ from: `${year - 1}${to.slice(4)}`, to }]
  // The field is one of the grammar's: it passed the test above.
  const rows = sql.join(
    periods.map((period) => sql`select ${sql.ref(`r.${field}`)}::text as value from (${rowsOf(ctx, { source }, period)}) r`), // biome-ignore format: one line
    sql` union all `,
  )
  const found = await sql<ValueFound>`
    select value, count(*)::integer as rows from (${rows}) v where value is not null and value <> ''
    group by value order by rows desc, value limit ${most}`.execute(ctx.tx)
  return found.rows
}
