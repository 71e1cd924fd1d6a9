import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { openInterruption, restorePart } from '../interruptions/index.ts'
import { drain, transaction } from '../kernel/index.ts'
import { at, makeCopy } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { indices } from './index.ts'
import * as background from './jobs.ts'

let copy: Awaited<ReturnType<typeof makeCopy>>
before(async () => {
  copy = await makeCopy()
})
after(() => copy?.drop())

it('a step moves the figures in its own transaction, and open pages are told once a slot, not once a step', async () => {
  const all = { actor: 'test', corporations: '*' as const }
  const query = { from: '2017-01', to: '2017-01', rules: 'vn', by: ['corporation'] }
  const corporation_id = await transaction(copy.db, all, async (ctx) => {
    const { id } = await ensureCorporation(ctx, 'X1')
    for (let n = 0; n < 20; n++) {
      const cut = await openInterruption(ctx, {
        corporation_id: id,
        code: `SC-${n}`,
        source_kind: 'fault',
        source: ctx.newId(),
        origin: 'fault',
        out_at: at('2017-01-10 09:00'),
        transformers: '{[1,2)}',
        customers: 10,
      })
      await restorePart(ctx, cut, { restored_at: at('2017-01-10 10:00') })
    }
    return id
  })
  const told = () =>
    copy.db.kysely.selectFrom('kernel.event').selectAll().where('name', '=', 'reliability.changed').execute()
  const [row] = await transaction(copy.db, all, (ctx) => indices(ctx, query))
  assert.equal(row!.customer_interruptions, 200)
  // what was due is carried on at once, the word to the pages at the end of its slot
  for (let tries = 0; tries < 600 && (await told()).length === 0; tries++) {
    await drain(copy.db, background)
    await new Promise((r) => setTimeout(r, 50))
  }
  const events = await told()
  assert.ok(events.length > 0, 'pages are told')
  assert.ok(events.length <= 40, `40 changes of steps, ${events.length} words`)
  assert.deepEqual([...new Set(events.map((e) => e.corporation_id))], [corporation_id])
})
