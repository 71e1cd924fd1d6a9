import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { at, type Context, type Database, transaction } from '../kernel/index.ts'
import { makeCopy } from '../kernel/testing/index.ts'
import { page, release } from '../promises/index.ts'
import { recordCall } from './calls.ts'
import { failOver } from './fail-over.ts'
import { record, type Said, settleNotice } from './results.ts'
import { type Told, tell } from './testing/people.ts'
import { toldParts } from './told-customer.ts'

const now = at('2026-11-24 09:00')
const due = at('2026-11-25 09:00')
const early = at('2026-11-24 12:00')
const late = at('2026-11-25 09:14')
const phone = (n: number) => `+8491${String(n).padStart(7, '0')}`

describe('what became of a promise to tell, customer by customer', () => {
  let db: Database
  let drop: () => Promise<void>
  before(async () => {
    const copy = await makeCopy()
    db = copy.db
    drop = copy.drop
  })
  after(() => drop())
  const as = <T>(use: (ctx: Context) => Promise<T>, time = late) =>
    transaction(db, { actor: 'test', corporations: '*', now: time }, use)
  const say = (told: Told, time: Date, said: readonly Said[], { receipts = true, batch_no = 1 } = {}) =>
    as(async (ctx) => {
      const ref = { corporation_id: told.corporation_id, notice_id: told.notice_id, batch_no }
      const { rows } = await db.pool.query(
        'select ordinals, outcomes from notices.result where notice_id = $1 and batch_no = $2 order by result_no',
        [told.notice_id, batch_no],
      )
      const before = new Map<number, number>()
      for (const { ordinals, outcomes } of rows)
        ordinals.forEach((o: number, i: number) => {
          before.set(o, outcomes[outcomes.length === 1 ? 0 : i])
        })
      await record(ctx, ref, said, receipts, before)
      await settleNotice(ctx, told.corporation_id, told.notice_id)
    }, time)
  const partOf = (told: Told, i: number, time?: Date) =>
    as(async (ctx) => {
      const customer = { corporation_id: told.corporation_id, id: told.ids[i]! }
      const part = (await toldParts(ctx, customer, [told.promise_id])).get(told.promise_id)
      return part && [part.outcome, part.late_s, part.evidence_kind, part.reason]
    }, time)

  it('some in time, some late, some never, one by telephone; the sums of the ledger say the same', async () => {
    const told = await tell(db, now, [...Array(6).keys()].map((i) => ({ sms: phone(i) })).concat({} as never), { due })
    const by = { batch_no: 2 } // the first is of those whom nobody can write to
    const taken = [0, 1, 2, 3].map((ordinal): Said => ({ ordinal, outcome: 'accepted', provider_ids: [`m${ordinal}`] }))
    await say(told, early, taken, by)
    await say(told, early, [{ ordinal: 0, outcome: 'delivered' }], by)
    const reports: Said[] = [
      { ordinal: 1, outcome: 'delivered' },
      { ordinal: 2, outcome: 'unreachable', reason: 'undelivered' },
    ]
    await say(told, late, reports, by)
    await as(
      (ctx) =>
        recordCall(ctx, {
          corporation_id: told.corporation_id,
          notice_id: told.notice_id,
          customer_id: told.ids[6]!,
          reached: true,
        }),
      early,
    )
    const clock_s = (late.getTime() - due.getTime()) / 1000
    assert.deepEqual(await Promise.all([0, 1, 2, 3, 4, 6].map((i) => partOf(told, i))), [
      ['kept', -75_600, 'notice_result', null],
      ['broken', 840, 'notice_result', null],
      ['broken', clock_s, 'clock', 'undelivered'],
      ['broken', clock_s, 'clock', null], // taken, and never arrived
      ['broken', clock_s, 'clock', null], // nothing was said of it
      ['kept', -75_600, 'notice_call', null],
    ])
    assert.deepEqual(await partOf(told, 4, early), ['open', null, null, null])
    const { promise } = await as((ctx) => page(ctx, told.promise_id))
    assert.deepEqual([promise.kept, promise.broken], [2, 1])
  })

  it('where there are no receipts, taken is told; who failed there is told by the next channel', async () => {
    const told = await tell(db, now, [{ sms: phone(1) }, { sms: phone(2), email: 'b@example.vn' }, { sms: phone(3) }], {
      due,
    })
    await say(told, early, [{ ordinal: 0, outcome: 'accepted' }], { receipts: false })
    await say(
      told,
      early,
      [
        { ordinal: 1, outcome: 'refused', reason: 'blocked' },
        { ordinal: 2, outcome: 'accepted' },
      ],
      { receipts: false },
    )
    await as((ctx) =>
      failOver(
        ctx,
        {
          corporation_id: told.corporation_id,
          notice_id: told.notice_id,
          batch_no: 1,
          language: 0,
          attempt: 1,
          kind: 'outage_announced',
          payload: {} as never,
        },
        [{ customer_id: told.ids[1]!, reason: 'blocked' }],
      ),
    )
    assert.deepEqual((await partOf(told, 1))!.slice(0, 3), ['broken', 840, 'clock'])
    await say(told, early, [{ ordinal: 0, outcome: 'accepted' }], { receipts: false, batch_no: 2 })
    for (const i of [0, 1, 2]) assert.deepEqual((await partOf(told, i))![0], 'kept')
    // Taken, and then it came back after all: not told
    await say(told, late, [{ ordinal: 0, outcome: 'unreachable', reason: 'bounced' }], { receipts: false })
    assert.deepEqual(await partOf(told, 0), ['broken', 840, 'clock', 'bounced'])
  })

  it('answers for many promises at once, and not for those that were made to others', async () => {
    const mine = await tell(db, now, [{ sms: phone(1) }], { due })
    const other = await tell(db, now, [{ sms: phone(2) }], { due })
    await say(mine, early, [{ ordinal: 0, outcome: 'delivered' }])
    const customer = { corporation_id: mine.corporation_id, id: mine.ids[0]! }
    const parts = await as((ctx) => toldParts(ctx, customer, [mine.promise_id, other.promise_id]))
    assert.deepEqual([...parts.keys()], [mine.promise_id])
    assert.equal((await as((ctx) => toldParts(ctx, customer, []))).size, 0)
  })

  it('a promise that was released owes nothing to who was not told yet', async () => {
    const told = await tell(db, now, [{ sms: phone(1) }, { sms: phone(2) }], { due })
    await say(told, early, [{ ordinal: 0, outcome: 'delivered' }])
    await as(
      (ctx) =>
        release(ctx, {
          corporation_id: told.corporation_id,
          about: told.about,
          at: early,
          reason: 'cancelled',
          evidence_kind: 'test',
          evidence: '1',
        }),
      early,
    )
    assert.deepEqual([(await partOf(told, 0))![0], (await partOf(told, 1))![0]], ['kept', 'released'])
  })
})
