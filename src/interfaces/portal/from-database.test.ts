import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import Fastify, { type FastifyInstance } from 'fastify'
import * as faults from '../../faults/index.ts'
import { type Context, transaction } from '../../kernel/index.ts'
import { at, makeCopy } from '../../kernel/testing/index.ts'
import * as cuts from '../../planned-outages/index.ts'
import { announced, planned, type Town, town } from '../../planned-outages/testing/index.ts'
import { settleByClock } from '../../promises/index.ts'
import { readXml, textIn } from '../exchange/xml-for-tests.ts'
import { portalOn } from './plugin.ts'

//  S1 ──B1──●──SW1──●──SW2──●── N.O. TIE ──●──B2── S2
//           T1 (3)  T2 (2)  T3 (4)         T4 (1)
describe('the customers’ site on the database', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let app: FastifyInstance
  let there: Town
  let clock = at('2026-03-14 09:00')
  const viewers = new Set<{ corporations: '*' | readonly number[]; push: (text: string) => void; end: () => void }>()

  const at_ = <T>(civil: string, use: (ctx: Context) => Promise<T>): Promise<T> => {
    clock = at(civil)
    return transaction(copy.db, { actor: 'lan', corporations: '*', now: clock }, use)
  }
  const customer = (n: number) => `PD${there.code.slice(4).padStart(4, '0')}${String(n).padStart(6, '0')}`
  const get = async (url: string) => (await app.inject({ url })).body
  const text = (body: string, tag: string) =>
    new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, 's')
      .exec(body)?.[1]
      .replace(/<[^>]+>/g, '')
      .replace(/\s+/g, ' ')
      .trim()
  /** Waits until the site has heard of what happened; at most fifteen seconds. */
  const soon = async <T>(look: () => Promise<T>, wanted: T) => {
    for (const viewer of viewers) viewer.push('id: 1\ndata: {"name":"outage.x"}\n\n')
    let found = await look()
    for (let i = 0; i < 300 && found !== wanted; i++) {
      await new Promise((done) => setTimeout(done, 50))
      found = await look()
    }
    assert.equal(found, wanted)
  }
  /** The first line that a customer reads. */
  const answer = (n: number, wanted: string) =>
    soon<string | undefined>(async () => text(await get(`/kh/${customer(n)}`), 'h1'), wanted)

  before(async () => {
    copy = await makeCopy()
    there = await at_('2026-03-14 09:00', town)
    await at_('2026-03-14 09:00', ({ tx }) =>
      tx
        .updateTable('network.equipment')
        .set({ lon: 105.8412, lat: 21.0287 })
        .where('kind', '=', 'transformer')
        .execute(),
    )
    app = Fastify()
    await app.register((scope) => portalOn(scope, { db: copy.db, now: () => clock, live: { viewers }, least_ms: 20 }))
    await app.ready()
  })
  after(async () => {
    await app?.close()
    await copy?.drop()
  })

  let cut = ''
  /** What others are told of the cut now: kind of message, how many before it, how urgent, what to do. */
  const alert = async () => {
    const root = readXml(await get(`/exchange/cap/${cut}.xml`))
    const references = textIn(root, 'references')?.split(' ') ?? []
    return [
      textIn(root, 'msgType'),
      references.length,
      textIn(root, 'info', 'urgency'),
      textIn(root, 'info', 'responseType'),
    ]
  }
  test('a plan is nobody’s business until it is announced', async () => {
    cut = (await at_('2026-03-14 09:00', (ctx) => planned(ctx, { town: there }))).id
    await answer(1, 'Không ghi nhận mất điện ở chỗ bạn')
    assert.equal((await app.inject({ url: `/cat-dien/${cut}` })).statusCode, 404)
    await at_('2026-03-14 09:05', (ctx) => cuts.cancel(ctx, cut, { reason: 'lập nhầm' }))
    await answer(1, 'Không ghi nhận mất điện ở chỗ bạn')
  })

  test('announced, it is on the page of each customer, in the list, in the calendar', async () => {
    cut = (await at_('2026-03-14 09:10', (ctx) => announced(ctx, { town: there }))).id
    await answer(1, 'Cắt điện thứ Sáu 20/3, 07:30–11:30')
    await answer(10, 'Không ghi nhận mất điện ở chỗ bạn')
    assert.match(await get('/lich-cat-dien?to=2026-03-31'), new RegExp(`/cat-dien/${cut}"`))
    assert.match(await get(`/kh/${customer(1)}/lich.ics`), /DTSTART:20260320T003000Z/)
    assert.match(await get(`/kh/${customer(1)}`), /Đã báo cho bạn/)
    assert.match(await get(`/kh/${customer(1)}`), /trước 5 ngày/)
    const [feature] = JSON.parse(await get('/exchange/outages.geojson')).features
    const { state, customers, customers_out, back_by, back_by_kind } = feature.properties
    assert.deepEqual(
      [feature.id, state, customers, customers_out, back_by, back_by_kind],
      [cut, 'announced', 9, 0, '2026-03-20T11:30:00+07:00', 'planned'],
    )
    assert.deepEqual(await alert(), ['Alert', 0, 'Future', 'Prepare'])
    assert.deepEqual(feature.geometry, { type: 'Point', coordinates: [105.845, 21.025] })
  })

  test('moved, it says so, and what it was', async () => {
    await at_('2026-03-15 16:00', (ctx) =>
      cuts.postpone(ctx, cut, {
        out_from: at('2026-03-20 08:00'),
        back_at: at('2026-03-20 12:00'),
        reason: 'Chờ thiết bị',
      }),
    )
    await answer(1, 'Đổi giờ: cắt điện thứ Sáu 20/3, 08:00–12:00')
    const body = await get(`/kh/${customer(1)}`)
    assert.match(body.replace(/<[^>]+>/g, ''), /thứ Sáu 20\/3, 07:30–11:30 → thứ Sáu 20\/3, 08:00–12:00/)
    assert.match(body, /Chờ thiết bị/)
    assert.match(await get(`/kh/${customer(1)}/lich.ics`), /SEQUENCE:1/)
    assert.deepEqual(await alert(), ['Update', 1, 'Future', 'Prepare'])
  })

  test('2 parts back at 11:44 and 12:14 against 12:00: kept for some, broken for the others, told to each', async () => {
    await at_('2026-03-20 08:00', (ctx) => cuts.start(ctx, cut))
    await answer(1, 'Điện có lại lúc 12:00 hôm nay')
    const { T1, T2, T3 } = there.transformer
    const set = (...numbers: number[]) => `{${numbers.map((n) => `[${n},${n + 1})`).join(',')}}`
    await at_('2026-03-20 11:44', (ctx) => cuts.step(ctx, cut, { transformers: set(T1) }))
    await answer(1, 'Có lại lúc 11:44 hôm nay, sớm 16 phút')
    await answer(4, 'Điện có lại lúc 12:00 hôm nay')
    await at_('2026-03-20 12:05', settleByClock)
    await answer(4, 'Quá giờ hứa 12:00 hôm nay, vẫn chưa có điện')
    await soon(async () => /Thất hứa/.test(await get(`/kh/${customer(4)}`)), true)
    await at_('2026-03-20 12:14', (ctx) => cuts.restore(ctx, cut))
    await answer(4, 'Có lại lúc 12:14 hôm nay, trễ 14 phút')
    await answer(8, 'Có lại lúc 12:14 hôm nay, trễ 14 phút')
    await answer(1, 'Có lại lúc 11:44 hôm nay, sớm 16 phút')
    assert.ok(T2 !== T3)
    // announced, moved, started, a part back; then the rest
    assert.deepEqual(await alert(), ['Update', 4, 'Past', 'AllClear'])
    const page = (await get(`/cat-dien/${cut}`)).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    assert.match(page, /Có lại lúc 12:14 hôm nay/)
    assert.match(page, /3 khách hàng được giữ lời/)
    assert.match(page, /6 khách hàng bị thất hứa/)
    assert.match(page, /11:44 3 khách hàng sớm 16 phút/)
  })

  test('a correction reaches the page', async () => {
    const shown = await at_('2026-03-20 13:00', (ctx) => cuts.show(ctx, cut))
    const { seq } = shown.steps.at(-1)!
    await at_('2026-03-20 13:00', (ctx) =>
      cuts.correct(ctx, cut, { seq, at: at('2026-03-20 11:58'), reason: 'ghi chậm' }),
    )
    await answer(8, 'Có lại lúc 11:58 hôm nay, sớm 2 phút')
  })

  test('the public page counts promises as the ledger does', async () => {
    clock = at('2026-03-20 13:05')
    const body = (await get('/giu-loi'))
      .replace(/<style>.*?<\/style>/s, '')
      .replace(/<svg.*?<\/svg>/gs, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
    assert.match(body, new RegExp(`Có điện đúng giờ đã báo .*${there.code} 100% 9 0`))
  })

  test('a fault: reported by its customers, searched for, estimated, over', async () => {
    const report = () =>
      app.inject({
        method: 'POST',
        url: '/bao-mat-dien',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: `kh=${customer(10)}&sign=street`,
      })
    clock = at('2026-03-20 18:00')
    assert.equal((await report()).statusCode, 303)
    const signals = await at_('2026-03-20 18:01', (ctx) => faults.signals(ctx, { since: at('2026-03-20 17:00') }))
    assert.deepEqual(
      signals.map((one) => [one.transformer, one.reports]),
      [['T4', 1]],
    )

    const { id } = await at_('2026-03-20 18:05', (ctx) =>
      faults.record(ctx, { corporation_id: there.corporation_id, device: 'B2', out_at: at('2026-03-20 17:58') }),
    )
    await answer(10, 'Đang tìm chỗ hỏng, chưa biết giờ có điện lại')
    assert.match(await get(`/bao-mat-dien?kh=${customer(10)}`), /Chúng tôi đã biết/)
    await at_('2026-03-20 18:20', (ctx) => faults.estimate(ctx, id, { estimate: at('2026-03-20 19:00') }))
    await answer(10, 'Điện có lại lúc 19:00 hôm nay')
    await at_('2026-03-20 18:40', (ctx) => faults.restore(ctx, id, { cause: 'Cây đổ vào đường dây' }))
    await answer(10, 'Có lại lúc 18:40 hôm nay, sớm 1 giờ 18 phút')
    assert.match(await get(`/kh/${customer(10)}`), /Cây đổ vào đường dây/)
  })

  test('a phone number finds its supplies, masked', async () => {
    const body = await get('/tra-cuu?q=0912345601')
    assert.doesNotMatch(body, new RegExp(customer(1)))
    assert.match(body, /•••/)
  })
})
