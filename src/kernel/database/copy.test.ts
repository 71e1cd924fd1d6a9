import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { makeCopy } from '../testing/index.ts'
import { type Database, transaction } from './connect.ts'
import { copyInto, copyLine } from './copy.ts'

const as = { actor: 'test', corporations: '*' as const }

describe('COPY inside a transaction', { timeout: 120_000 }, () => {
  let db: Database
  let drop: () => Promise<void>
  before(async () => {
    const copy = await makeCopy()
    db = copy.db
    drop = copy.drop
  })
  after(() => drop())
  const table = (name: string) =>
    db.pool.query(`create table public.${name} (n integer, t text); grant all on public.${name} to public`)
  const rows = async (name: string) => (await db.pool.query(`select * from public.${name} order by n`)).rows

  it('writes what it is given, and the transaction goes on afterwards', async () => {
    await table('a')
    await transaction(db, as, async ({ tx }) => {
      const copy = await copyInto(tx, 'public.a')
      await copy.write(copyLine([1, 'một\t\\hai\n']) + copyLine([2, null]))
      await copy.end()
      await sql`insert into public.a values (3, 'sau')`.execute(tx)
    })
    assert.deepEqual(await rows('a'), [
      { n: 1, t: 'một\t\\hai\n' },
      { n: 2, t: null },
      { n: 3, t: 'sau' },
    ])
  })

  it('another query while it is open is refused at once instead of waiting for ever; nothing is written', async () => {
    await table('b')
    await assert.rejects(
      transaction(db, as, async ({ tx }) => {
        const copy = await copyInto(tx, 'public.b')
        await copy.write(copyLine([1, 'x']))
        await sql`select 1`.execute(tx)
      }),
      /COPY into public\.b is open: end it before another query on its connection/,
    )
    assert.deepEqual(await rows('b'), [])
  })

  it('a use case that fails while it is open is rolled back, and its connection can be used again', async () => {
    await table('c')
    await assert.rejects(
      transaction(db, as, async ({ tx }) => {
        const copy = await copyInto(tx, 'public.c')
        await copy.write(copyLine([1, 'x']))
        throw new Error('bad file')
      }),
      /bad file/,
    )
    await transaction(db, as, async ({ tx }) => {
      await sql`insert into public.c values (2, 'y')`.execute(tx)
    })
    assert.deepEqual(await rows('c'), [{ n: 2, t: 'y' }])
  })

  it('says what the server said of a line that does not fit', async () => {
    await table('d')
    await assert.rejects(
      transaction(db, as, async ({ tx }) => {
        const copy = await copyInto(tx, 'public.d')
        await copy.write('không\tsố\n')
        await copy.end()
      }),
      /invalid input syntax for type integer/,
    )
    assert.deepEqual(await rows('d'), [])
  })

  it('any text comes back as it was (property)', async () => {
    await table('e')
    const text = fc.string({ unit: 'grapheme' }).map((t) => t.replaceAll('\0', '').toWellFormed())
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1 }), async (texts) => {
        const back = await transaction(db, as, async ({ tx }) => {
          await sql`delete from public.e`.execute(tx)
          const copy = await copyInto(tx, 'public.e')
          await copy.write(texts.map((t, n) => copyLine([n, t])).join(''))
          await copy.end()
          return (await sql<{ t: string }>`select t from public.e order by n`.execute(tx)).rows.map((r) => r.t)
        })
        assert.deepEqual(back, texts)
      }),
      { numRuns: 25 },
    )
  })
})
