import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { type Context, Problem } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import * as requests from './index.ts'
import { type Desk, desk } from './testing/index.ts'

const now = at('2026-03-31 16:00')
const folder = mkdtempSync(join(tmpdir(), 'sangden-figures-'))
after(() => rmSync(folder, { recursive: true }))

const verbs = ['pause', 'resume', 'done', 'refuse', 'reopen', 'move', 'reclassify', 'merge', 'withdraw', 'review', 'says'] as const // biome-ignore format: one line
type Verb = (typeof verbs)[number]
const arbitraryDeed = fc.record({
  verb: fc.constantFrom(...verbs, 'pause', 'resume', 'done', 'done'),
  request: fc.nat(4),
  other: fc.nat(4),
  yes: fc.boolean(),
})

/** One deed, each by other hands than the last, a day or less after it; what is refused is no deed. */
async function deed(
  ctx: Context,
  there: Desk,
  refs: string[],
  of: { verb: Verb; request: number; other: number; yes: boolean },
) {
  const ref = refs[of.request]!
  const claims = async () => (await requests.show(ctx, ref)).claims
  const deeds: Record<Verb, () => Promise<unknown>> = {
    pause: () => requests.pause(ctx, ref, { reason: of.yes ? 'customer' : 'authority', evidence: 'Thư' }),
    resume: () => requests.resume(ctx, ref, { reason: 'Đã có' }),
    done: () => requests.close(ctx, ref, { outcome: 'done', answer: 'Đã xong', accepted: of.yes }),
    refuse: () => requests.close(ctx, ref, { outcome: 'refused', answer: 'Không', evidence: 'Ảnh', accepted: false }),
    reopen: () => requests.reopen(ctx, ref, { reason: 'Chưa' }),
    move: () => requests.move(ctx, ref, { unit: of.yes ? there.unit : there.company, reason: 'Chuyển' }),
    reclassify: () =>
      requests.reclassify(ctx, ref, { service: of.yes ? 'meter_check' : 'question', details: { text: 'Nội dung' }, reason: 'Đúng loại' }), // biome-ignore format: one line
    merge: () => requests.merge(ctx, ref, { into: refs[of.other]! }),
    withdraw: () => requests.withdraw(ctx, ref, { reason: 'Thôi' }),
    review: async () => {
      for (const c of await claims()) await requests.review(ctx, ref, c.seq, { upheld: of.yes, note: 'Đã xem' })
    },
    says: () => requests.customerSays(ctx, ref, { says: of.yes ? 'confirmed' : 'denied' }),
  }
  try {
    await deeds[of.verb]()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
}

const question = (ctx: Context, there: Desk, n: number) =>
  requests.receive(ctx, { service: 'complaint', customer: there.customer(n), channel: 'office', details: { text: 'Sai' } }) // biome-ignore format: one line

/** What roll-up and requests say, and that they say the same. */
async function sameFromBoth(ctx: Context, by: readonly string[], family = 'all') {
  const query = { from: '2026-01', to: '2026-05', by, family }
  const kept = await requests.stats(ctx, query)
  assert.deepEqual(kept, await requests.stats(ctx, { ...query, source: 'requests' }))
  return kept
}

onDatabase('figures of requests from their roll-ups', (story) => {
  let [closed, paused] = [0, 0]
  story('equal a full recomputation after any history', now, async (ctx) => {
    const there = await desk(ctx)
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryDeed, { minLength: 10, maxLength: 40 }),
        fc.subarray([...requests.dimensions]),
        async (deeds, by) => {
          await sql`savepoint history`.execute(ctx.tx)
          const refs: string[] = []
          await seenAs(ctx, { now: at('2026-03-02 09:00') }, async (c) => {
            for (let n = 0; n < 5; n++) refs.push((await question(c, there, 1 + (n % 2))).id)
          })
          for (const [i, one] of deeds.entries())
            await seenAs(ctx, { now: new Date(at('2026-03-02 10:00').getTime() + i * 20 * 3_600_000), actor: `n${i}` }, (c) => deed(c, there, refs, one)) // biome-ignore format: one line
          assert.deepEqual(await requests.checkRollUps(ctx), { differing: 0, rebuilt: 0 })
          closed += (await sameFromBoth(ctx, by)).reduce((sum, r) => sum + r.count, 0)
          paused += (await requests.pausedShare(ctx, { from: '2026-01', to: '2026-05' })).reduce(
            (sum, r) => sum + r.requests,
            0,
          )
          await sql`rollback to savepoint history`.execute(ctx.tx)
        },
      ),
      { numRuns: 25 },
    )
    assert.ok(closed > 10 && paused > 3, `only ${closed} closed as done and ${paused} paused in all histories`)
  })

  story('follow an imported history and its corrections, whole months at once', now, async (ctx) => {
    const there = await desk(ctx)
    const line = (i: number, days: number) =>
      `H${i},new_supply_urban_home,${there.code},${there.office},office,2026-0${1 + (i % 3)}-05T09:00:00+07:00,2026-0${1 + (i % 3)}-05T09:00:00+07:00,${days === 0 ? ',' : `2026-0${1 + (i % 3)}-${String(5 + days).padStart(2, '0')}T10:00:00+07:00,done`}`
    const file = (name: string, days: (i: number) => number) => {
      const path = join(folder, name)
      const lines = Array.from({ length: 300 }, (_, i) => line(i, days(i)))
      writeFileSync(
        path,
        `code,service,corporation,office,channel,received_at,complete_at,closed_at,outcome\n${lines.join('\n')}\n`,
      )
      return path
    }
    const counts = async () => (await sameFromBoth(ctx, ['office', 'month'])).map((r) => [r.month, r.count])
    await requests.importRequests(
      ctx,
      file('first.csv', (i) => i % 9),
    )
    assert.deepEqual(await counts(), [
      ['2026-01', 66],
      ['2026-02', 100],
      ['2026-03', 100],
    ])
    assert.deepEqual(await requests.checkRollUps(ctx), { differing: 0, rebuilt: 0 })
    await requests.importRequests(
      ctx,
      file('again.csv', (i) => (i % 7 === 0 ? 1 + (i % 11) : i % 9)),
    )
    assert.deepEqual(await requests.checkRollUps(ctx), { differing: 0, rebuilt: 0 })
    assert.ok((await sameFromBoth(ctx, ['unit', 'class'], 'new_supply')).length === 1)
  })

  story('that were tampered with are found and made anew', now, async (ctx) => {
    const there = await desk(ctx)
    const { id } = await question(ctx, there, 1)
    await requests.close(ctx, id, { outcome: 'done', answer: 'Đã trả lời', accepted: true })
    const before = await sameFromBoth(ctx, ['service'])
    await sql`update requests.figure set requests = requests + 1`.execute(ctx.tx)
    assert.deepEqual(await requests.checkRollUps(ctx), { differing: 1, rebuilt: 1 })
    assert.deepEqual(await sameFromBoth(ctx, ['service']), before)
  })
})
