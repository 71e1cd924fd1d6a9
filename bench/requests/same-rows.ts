import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'

type Row = Record<string, unknown>

/**
 * What a request over HTTP writes in its transaction, in the order of a bare one: the request, its first fact, the promise,
 * the audit, the event with its job, and the message to who asked with its batch and what is to be sent.
 */
const tables = {
  request: 'requests.request',
  fact: 'requests.fact',
  promise: 'promises.promise',
  audit: 'access.audit',
  event: 'kernel.event',
  job: 'graphile_worker._private_jobs',
  notice: 'notices.notice',
  batch: 'notices.batch',
  pending: 'notices.pending',
} as const
type Table = keyof typeof tables

/** Writes the rows of a request once more, a statement a row in one transaction as pgbench would; the reading comes before. */
export async function bareWriter(client: PoolClient) {
  const columns = {} as Record<Table, string>
  for (const [name, table] of Object.entries(tables)) {
    const [schema, relation] = table.split('.')
    const { rows } = await client.query<{ column_name: string }>(
      `select quote_ident(column_name) as column_name from information_schema.columns
       where table_schema = $1 and table_name = $2 and is_generated = 'NEVER' and is_identity = 'NO'`,
      [schema, relation],
    )
    columns[name as Table] = rows.map((c) => c.column_name).join()
  }
  const one = async (table: Table, where: string, values: readonly unknown[]): Promise<Row> => {
    const { rows } = await client.query<{ row: Row }>(
      `select to_jsonb(t) as row from ${tables[table]} t where ${where}`,
      [...values],
    )
    if (rows.length !== 1) throw new Error(`${rows.length} rows of ${tables[table]}`)
    return rows[0]!.row
  }
  const insert = (table: Table, row: Row, end = '') =>
    client.query({
      name: table,
      text: `insert into ${tables[table]} (${columns[table]}) select ${columns[table]} from jsonb_populate_record(null::${tables[table]}, $1)${end}`,
      values: [JSON.stringify(row)],
    })

  return {
    /** The rows that were written for a request. */
    async rowsOf(corporation_id: number, id: string): Promise<Record<Table, Row>> {
      const of = [corporation_id, id]
      const event = await one('event', `id = (select max(id) from kernel.event) and about = $1`, [id])
      const notice = await one('notice', 'corporation_id = $1 and about = $2', of)
      const ofNotice = ['corporation_id = $1 and notice_id = $2', [corporation_id, notice.id]] as const
      return {
        request: await one('request', 'corporation_id = $1 and id = $2', of),
        fact: await one('fact', 'corporation_id = $1 and request_id = $2', of),
        promise: await one('promise', 'corporation_id = $1 and about = $2', of),
        audit: await one('audit', `id = (select max(id) from access.audit) and about = $1`, [id]),
        event,
        job: await one('job', `payload ->> 'event_id' = $1`, [String(event.id)]),
        notice,
        batch: await one('batch', ...ofNotice),
        pending: await one('pending', ...ofNotice),
      }
    },
    /** The same rows under other keys, committed. */
    async write(rows: Record<Table, Row>): Promise<void> {
      const id = randomUUID()
      await client.query('begin')
      await insert('request', { ...rows.request, id, code: `X${id}` })
      await insert('fact', { ...rows.fact, request_id: id })
      await insert('promise', { ...rows.promise, id: randomUUID(), about: id })
      await insert('audit', { ...rows.audit, about: id })
      await insert('event', { ...rows.event, about: id })
      await insert('job', { ...rows.job, key: null })
      const { rows: made } = await insert('notice', { ...rows.notice, about: id }, ' returning id')
      await insert('batch', { ...rows.batch, notice_id: made[0].id })
      await insert('pending', { ...rows.pending, notice_id: made[0].id })
      await client.query('commit')
    },
  }
}
