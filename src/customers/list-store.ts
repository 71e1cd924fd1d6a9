import { sql } from 'kysely'
import { because, type Context, copyInto, copyLine } from '../kernel/index.ts'
import { foreignCode, type Incoming, type IncomingRow, type Refused, reserveIds, type Taken, twice } from './store.ts'

/** Bytes of customers that are sent together: a COPY a table and turn. */
const turn = 1024 * 1024
/** Lines whose numbers are taken at once: few for a small list, no query every moment for a long one. */
const [block_lines_min, block_lines_max] = [1 << 10, 1 << 17]
/** Rows whose transformer is not known, looked at together. */
const unknown_max = 10_000

/** `line` is customer `customer_id` with service point `point_id`, and so on upwards for so many lines. */
interface Block {
  line: number
  lines: number
  customer_id: number
  point_id: number
}

/**
 * The corporation whose first list this is: the one named, or else the only one with a network, as long as nothing of its
 * customers was ever written.
 */
export async function firstListOf({ tx }: Context, corporation_id: number | undefined): Promise<number | undefined> {
  const { rows } = await sql<{ id: number; begun: boolean }>`
    select id, to_regclass(format('customers.customer_%s', id)) is not null as begun from organisation.corporation c
    where id = any (organisation.visible()) and id = coalesce(${corporation_id ?? null}::smallint, id)
      and exists (select from network.point p where p.corporation_id = c.id) limit 2`.execute(tx)
  return rows.length === 1 && !rows[0]!.begun ? rows[0]!.id : undefined
}

/**
 * Fills the tables of a corporation that has none yet (migration 0029) by COPY, from rows as they come. While the server
 * takes one turn of them the next is read; two are held at most.
 * @returns undefined when another transaction made its tables meanwhile
 */
export async function openList(ctx: Context, corporation_id: number): Promise<Incoming | undefined> {
  const { tx } = ctx
  const opened = await sql<{ ours: boolean }>`
    select customers.open_list(${corporation_id}::smallint, ${ctx.now}::timestamptz) as ours`.execute(tx)
  if (!opened.rows[0]!.ours) return undefined
  const own = (table: string) => `customers.${table}_${corporation_id}`
  const transformers = await transformersOf(ctx, corporation_id)
  const blocks: Block[] = []
  const counts = { customers: 0, contacts: 0 }
  const refused: Refused[] = []
  let unknown: { line: number; transformer: string }[] = []
  let text = { customer: '', service_point: '', contact: '' }
  // Text becomes bytes piece by piece, in pages that are filled again: 2 MB of it, glued row by row, kept the collector of
  // garbage busy for 4 s of 8, and new pages for each turn for another second.
  let filling = pages()
  let spare = pages()
  let sending: Promise<void> = Promise.resolve()
  let closed = false

  const pack = () => {
    for (const table of tables) fill(filling[table], text[table])
    text = { customer: '', service_point: '', contact: '' }
  }
  const send = async () => {
    await sending
    const full = filling
    filling = spare
    spare = full
    sending = (async () => {
      for (const table of tables) {
        const page = full[table]
        if (page.used === 0) continue
        const copy = await copyInto(tx, `${own(table)} (${columns[table]})`)
        await copy.write(page.bytes.subarray(0, page.used))
        await copy.end()
        page.used = 0
      }
    })()
    sending.catch(() => {}) // whoever waits for it next is told
  }
  /** Why a transformer is none of this corporation's. */
  const look = async () => {
    await sending
    const names = [...new Set(unknown.map((u) => u.transformer))]
    const { rows } = await sql<{ mrid: string }>`
      select distinct mrid from network.point where mrid = any (${names}::text[])`.execute(tx)
    const elsewhere = new Set(rows.map((r) => r.mrid))
    for (const { line, transformer } of unknown) {
      const key = elsewhere.has(transformer) ? 'customer.transformer-elsewhere' : 'customer.transformer-unknown'
      refused.push({ line, field: 'transformer', reason: because(key, { value: transformer }) })
    }
    unknown = []
  }
  const close = async () => {
    const { rows } = await sql<{ closed: boolean }>`
      select customers.close_list(${corporation_id}::smallint) as closed`.execute(tx)
    closed = rows[0]!.closed
    return closed
  }
  const lineOf = (customer_id: number) => {
    const block = blocks.findLast((b) => b.customer_id <= customer_id)!
    return block.line + customer_id - block.customer_id
  }
  /** Takes customers out again. */
  const without = async (ids: readonly number[]) => {
    for (const [table, column] of [
      ['customer', 'id'],
      ['service_point', 'customer_id'],
      ['contact', 'customer_id'],
    ] as const) {
      const { numAffectedRows } = await sql`
        delete from ${sql.raw(own(table))} where ${sql.ref(column)} = any (${ids as number[]}::integer[])`.execute(tx)
      if (table === 'customer') counts.customers -= Number(numAffectedRows)
      if (table === 'contact') counts.contacts -= Number(numAffectedRows)
    }
  }

  return {
    expect: async (first, last) => {
      const block = blocks.at(-1)
      if (block && last < block.line + block.lines) return
      await sending
      const wanted = block ? Math.min(2 * block.lines, block_lines_max) : block_lines_min
      const lines = Math.max(last - first + 1, wanted)
      const customer_id = (await reserveIds(ctx, 'customer', lines)) + 1
      blocks.push({ line: first, lines, customer_id, point_id: (await reserveIds(ctx, 'service_point', lines)) + 1 })
    },
    add: (row) => {
      const transformer_id = transformers.get(row.transformer)
      if (transformer_id === undefined) {
        unknown.push({ line: row.line, transformer: row.transformer })
        return
      }
      const block = blocks.at(-1)!
      const nth = row.line - block.line
      const id = block.customer_id + nth
      const { code, phone, email } = row
      text.customer += customerLine(id, row)
      const channel = phone !== null ? 1 : email !== null ? 2 : 0
      text.service_point += `${block.point_id + nth}\t${id}\t${transformer_id}\t${code}001\t${channel}\t${row.language === 'en' ? 1 : 0}\n`
      if (phone !== null) text.contact += `${id}\t1\t${phone}\t1\n`
      if (email !== null) text.contact += copyLine([id, 2, email, phone === null ? 1 : 2])
      counts.customers += 1
      counts.contacts += Number(phone !== null) + Number(email !== null)
    },
    flush: async () => {
      if (unknown.length >= unknown_max) await look()
      pack()
      if (filling.customer.used >= turn) await send()
    },
    refused: async (othersRefused) => {
      await send()
      if (unknown.length > 0) await look()
      await sending
      const foreign = await elsewhere(ctx, own('customer'))
      await without(foreign.map((f) => f.id))
      // A list without a fault is closed at once: building its unique index is what tells that no code comes twice.
      if (!othersRefused && refused.length + foreign.length === 0 && (await close())) return []
      const again = await comingAgain(ctx, own('customer'))
      await without(again.map((a) => a.id))
      return [
        ...refused,
        ...foreign.map((f) => foreignCode(lineOf(f.id), f.code)),
        ...again.map((a) => twice(lineOf(a.id), a.code, lineOf(a.first))),
      ]
    },
    take: async (): Promise<Taken> => {
      if (!closed && !(await close())) throw new Error('a code comes twice after all')
      const { customers, contacts } = counts
      return { customers, updated: 0, moved: 0, service_points: customers, contacts }
    },
  }
}

/** What joins with all customers are planned by; autovacuum gathers it of each corporation's tables only. */
export async function gatherStatistics({ tx }: Context): Promise<void> {
  await sql`select customers.gather_statistics()`.execute(tx)
}

const tables = ['customer', 'service_point', 'contact'] as const
type Pages = Record<(typeof tables)[number], Page>
interface Page {
  bytes: Buffer
  used: number
}
const page = (): Page => ({ bytes: Buffer.allocUnsafe(turn + turn / 4), used: 0 })
const pages = (): Pages => ({ customer: page(), service_point: page(), contact: page() })

/** Writes text behind what is there; the page grows for a piece that is longer than any should be. */
function fill(page: Page, text: string): void {
  if (page.used + 3 * text.length > page.bytes.length) {
    const more = Buffer.allocUnsafe(page.used + 3 * text.length + turn)
    page.bytes.copy(more, 0, 0, page.used)
    page.bytes = more
  }
  page.used += page.bytes.write(text, page.used)
}

const columns = {
  customer: 'id, code, name, class, area, address, commune, province, priority, monthly_kwh, language',
  service_point: 'id, customer_id, transformer_id, code, notice_channel, language',
  contact: 'customer_id, channel, address, rank',
} as const

const customerLine = (id: number, row: IncomingRow) =>
  copyLine([
    id,
    row.code,
    row.name,
    row.class,
    row.area,
    row.address,
    row.commune,
    row.province,
    row.priority,
    row.monthly_kwh,
    row.language,
  ])

/** By name, those of one corporation: as many as it has (at most 100,000 or so), whatever the length of the list. */
async function transformersOf({ tx }: Context, corporation_id: number): Promise<Map<string, number>> {
  const { rows } = await sql<{ mrid: string; transformer_id: number }>`
    select mrid, min(transformer_id) as transformer_id from network.point
    where corporation_id = ${corporation_id}::smallint group by mrid having count(*) = 1`.execute(tx)
  return new Map(rows.map((r) => [r.mrid, r.transformer_id]))
}

/** Customers of the list whose code another corporation's customer has. The list is no part of the whole yet. */
async function elsewhere({ tx }: Context, list: string): Promise<{ id: number; code: string }[]> {
  const others = await sql<{ some: boolean }>`select exists (select from customers.customer) as some`.execute(tx)
  if (!others.rows[0]!.some) return []
  const { rows } = await sql<{ id: number; code: string }>`
    select id, code from ${sql.raw(list)} l where exists (select from customers.customer c where c.code = l.code)`.execute(
    tx,
  )
  return rows
}

/** Customers whose code an earlier line has: `first`. */
async function comingAgain({ tx }: Context, list: string): Promise<{ id: number; code: string; first: number }[]> {
  const { rows } = await sql<{ id: number; code: string; first: number }>`
    select id, code, first from (
      select id, code, min(id) over (partition by code) as first from ${sql.raw(list)}
      where code in (select code from ${sql.raw(list)} group by code having count(*) > 1)
    ) d where id > first`.execute(tx)
  return rows
}
