import { type Context, day_ms } from '../../kernel/index.ts'
import { claim, close, comment, complete, pause, type Received, receive, step } from '../../requests/index.ts'
import type { CorporationPlan } from './country.ts'
import type { Feeder } from './feeder.ts'
import type { Made, Moment, Scene } from './living-day.ts'
import { customerCode, phoneOf } from './people.ts'

const minute_ms = 60_000
const hour_ms = 60 * minute_ms
const who = { agent: 'tong.dai', clerk: 'giao.dich', head: 'truong.phong', crew: 'doi.lap.dat' } as const

/** What lies on the desks of a corporation: requests by every channel, in every state that one can be in. */
export function deskMoments(
  corporation: CorporationPlan,
  feeders: readonly Feeder[],
  /** Codes of customers whose power the fault of today took. */
  inTheDark: readonly string[],
  now: Date,
  add: (ms: number, actor: string, run: Moment['run'], tells?: boolean) => void,
): void {
  const [f0, , , f3] = feeders as [Feeder, Feeder, Feeder, Feeder]
  const hours = (h: number) => now.getTime() + h * hour_ms
  const unit = f0.plan.substation.unit.code
  const office = `${unit}-VP1`
  const customerOf = (feeder: Feeder, nth: number): string => {
    const t = feeder.transformers.filter((x) => x.customers > 0)
    return customerCode(feeder.plan.substation.unit.code, t[nth % t.length]!.serial)
  }
  const keep = (made: Made, scene: Scene, { id, code }: Received) => {
    made[scene] = { id, code }
  }
  const at = (made: Made, scene: Scene): string => made[scene]!.id
  // numbers that no customer of the country has: they are counted from its end
  const person = (name: string, n: number) => ({ name, phone: phoneOf(9_999_000 - n) })
  const supply = (
    ctx: Context,
    name: string,
    n: number,
    more: { area: 'urban' | 'rural'; documents: string[]; channel: 'office' | 'web' | 'phone' },
  ) =>
    receive(ctx, {
      service: 'new_supply',
      corporation: corporation.code,
      unit,
      office: more.channel === 'office' ? office : '',
      class: 'residential',
      area: more.area,
      channel: more.channel,
      contact: person(name, n),
      details: { address: `Số ${n + 3}, ${f0.transformers[0]!.street}`, phases: 1, load_kw: 5 },
      documents: more.documents,
    })
  const all = ['request', 'identity', 'place']

  add(hours(-1.6), who.clerk, async (ctx, made) => {
    keep(
      made,
      'supply_new',
      await supply(ctx, 'Phạm Thị Hạnh', 1, { area: 'urban', documents: all, channel: 'office' }),
    )
  })
  add(hours(-27), who.agent, async (ctx, made) => {
    const papers = { area: 'rural', documents: ['request'], channel: 'web' } as const
    keep(made, 'supply_incomplete', await supply(ctx, 'Lò Văn Thuận', 2, { ...papers, documents: ['request'] }))
  })
  add(hours(-52), who.clerk, async (ctx, made) => {
    keep(
      made,
      'supply_installing',
      await supply(ctx, 'Đặng Quốc Việt', 3, { area: 'urban', documents: all, channel: 'office' }),
    )
  })
  for (const [i, done] of (['survey', 'quotation', 'contract'] as const).entries())
    add(hours(-48 + 13 * i), i === 0 ? who.crew : who.clerk, async (ctx, made) => {
      await step(ctx, at(made, 'supply_installing'), { step: done })
    })
  add(hours(-80), who.clerk, async (ctx, made) => {
    keep(
      made,
      'supply_paused',
      await supply(ctx, 'Nguyễn Hữu Phước', 4, { area: 'rural', documents: all, channel: 'phone' }),
    )
  })
  add(hours(-50), who.clerk, async (ctx, made) => {
    await pause(ctx, at(made, 'supply_paused'), {
      reason: 'customer',
      evidence: 'Biên bản khảo sát: vị trí đặt công tơ đang tranh chấp, khách hàng xin chờ',
    })
  })
  add(hours(-30), who.clerk, async (ctx, made) => {
    keep(
      made,
      'supply_completed',
      await supply(ctx, 'Trần Ngọc Lan', 5, { area: 'urban', documents: ['request', 'identity'], channel: 'web' }),
    )
  })
  add(hours(-6), who.clerk, async (ctx, made) => {
    await complete(ctx, at(made, 'supply_completed'), { documents: all })
  })

  add(hours(-4), who.agent, async (ctx, made) => {
    const given = { service: 'complaint', customer: customerOf(f3, 2), channel: 'phone' } as const
    keep(
      made,
      'complaint',
      await receive(ctx, { ...given, details: { text: 'Hóa đơn tháng trước tăng gấp đôi, đề nghị kiểm tra chỉ số' } }),
    )
  })
  add(hours(-3.5), who.head, async (ctx, made) => {
    await claim(ctx, at(made, 'complaint'))
    await comment(ctx, at(made, 'complaint'), { text: 'Đã nhờ đội quản lý đo đếm đọc lại chỉ số chiều nay' })
  })
  add(hours(-75), who.agent, async (ctx, made) => {
    const given = { service: 'complaint', customer: customerOf(f3, 5), channel: 'email' } as const
    keep(
      made,
      'complaint_answered',
      await receive(ctx, { ...given, details: { text: 'Cắt điện ngày 12 không báo trước' } }),
    )
  })
  add(hours(-28), who.head, async (ctx, made) => {
    await close(ctx, at(made, 'complaint_answered'), {
      outcome: 'done',
      accepted: true,
      answer: 'Tin nhắn đã gửi nhầm số cũ của anh chị. Đã sửa số và xin lỗi anh chị.',
    })
  })
  add(now.getTime() - 12 * day_ms, who.agent, async (ctx, made) => {
    const given = { service: 'question', customer: customerOf(f0, 4), channel: 'web' } as const
    keep(
      made,
      'question_late',
      await receive(ctx, { ...given, details: { text: 'Thủ tục chuyển tên hợp đồng cần những giấy tờ gì?' } }),
    )
  })
  // while the fault of today is open: who calls is answered at once, and becomes one more voice
  for (const [i, customer] of inTheDark.slice(-2).entries())
    add(now.getTime() - (27 - i) * minute_ms, who.agent, async (ctx, made) => {
      const given = { service: 'power_out', customer, channel: 'phone' } as const
      keep(made, 'power_out', await receive(ctx, { ...given, details: { text: 'Nhà tôi mất điện' } }))
    })
}
