import * as faults from '../../faults/index.ts'
import { type Context, day_ms, dayOf, startOfDay } from '../../kernel/index.ts'
import { announce, approve, cancel, plan, postpone, restore, start, step } from '../../planned-outages/index.ts'
import type { CorporationPlan } from './country.ts'
import { deskMoments } from './desk.ts'
import { type Device, type Feeder, makeFeeder } from './feeder.ts'
import { customerCode } from './people.ts'

/** What there is to look at in a corporation. */
export const scenes = [
  'planned', // with warnings: a whole feeder, customers who come first, cut twice
  'planned_late', // planned too late for the law's five days
  'approved',
  'announced',
  'under_way', // a part has power back already
  'late', // past its time, still out
  'postponed',
  'cancelled',
  'restored_early',
  'restored_late', // most in time, the rest 14 minutes late
  'fault_open',
  'fault_restored',
  'supply_new', // this morning, in nobody's hands
  'supply_incomplete', // papers are missing, its clock has not started
  'supply_completed', // they came later
  'supply_installing', // three of five steps done
  'supply_paused', // waits for the customer, with its evidence
  'complaint',
  'complaint_answered',
  'question_late', // past its limit
  'power_out', // about the fault that is open: answered at once
] as const
export type Scene = (typeof scenes)[number]

/** What the day has made so far, by scene: ids that later moments need, codes that people are told. */
export type Made = Partial<Record<Scene, { id: string; code: string }>>

/** One thing that somebody did at an instant, in a transaction of its own with the clock at that instant. */
export interface Moment {
  at: Date
  actor: string
  run: (ctx: Context, made: Made) => Promise<void>
  /** Whether customers are told by it: messages are then sent before the next moment. */
  tells?: boolean
}

const minute_ms = 60_000
const hour_ms = 60 * minute_ms
const who = { planner: 'ke.hoach', head: 'truong.phong', dispatcher: 'dieu.do', agent: 'tong.dai' } as const

/**
 * A living day of one corporation as the moments of which it is made, in the order of time. Everything lies at so many
 * hours before or after `now`, so that something is going on whenever the country is made, at night too.
 */
export function momentsOf(seed: number, corporation: CorporationPlan, corporation_id: number, now: Date): Moment[] {
  // The first two pairs of feeders have the cuts and faults of today; none of them is in another's way.
  const [f0, f1, f2, f3] = corporation.feeders.slice(0, 4).map((p) => makeFeeder(seed, p)) as [
    Feeder,
    Feeder,
    Feeder,
    Feeder,
  ]
  const moments: Moment[] = []
  const t0 = Math.floor(now.getTime() / (15 * minute_ms)) * 15 * minute_ms
  const at = (ms: number) => new Date(Math.min(ms, now.getTime()))
  const hours = (h: number) => t0 + h * hour_ms
  const days = (d: number) => t0 + d * day_ms
  /** `hour` of the civil day so many days from now. */
  const civil = (day: number, hour: number) => startOfDay(dayOf(new Date(days(day)))).getTime() + hour * hour_ms
  const add = (ms: number, actor: string, run: Moment['run'], tells = false) =>
    moments.push({ at: at(ms), actor, run, tells })
  const id = (made: Made, scene: Scene): string => made[scene]!.id

  type Programme = { open?: string[]; close?: string[] }[]
  const planned = (scene: Scene, when: number, of: { steps: Programme; from: number; to: number; reason: string }) =>
    add(when, who.planner, async (ctx, made) => {
      const { code, id } = await plan(ctx, {
        corporation_id,
        steps: of.steps,
        out_from: new Date(of.from),
        back_at: new Date(of.to),
        reason: of.reason,
      })
      made[scene] = { id, code }
    })
  const approved = (scene: Scene, when: number) =>
    add(when, who.head, async (ctx, made) => void (await approve(ctx, id(made, scene))))
  const announced = (scene: Scene, when: number) =>
    add(when, who.planner, async (ctx, made) => void (await announce(ctx, id(made, scene))), true)
  /** Planned a day before it is told, approved in the evening. */
  const told = (scene: Scene, when: number, of: Parameters<typeof planned>[2]) => {
    planned(scene, when - 22 * hour_ms, of)
    approved(scene, when - 15 * hour_ms)
    announced(scene, when)
  }
  const started = (scene: Scene, when: number) =>
    add(when, who.dispatcher, async (ctx, made) => void (await start(ctx, id(made, scene))))
  /** The next step of the programme: the far part is fed from the neighbour. */
  const stepped = (scene: Scene, when: number) =>
    add(when, who.dispatcher, async (ctx, made) => void (await step(ctx, id(made, scene))))
  const restored = (scene: Scene, when: number, reason?: string) =>
    add(when, who.dispatcher, async (ctx, made) => void (await restore(ctx, id(made, scene), { reason })))
  const halfByHalf = (f: Feeder): Programme => [{ open: [f.recloser.id] }, { open: [f.lbs.id], close: [f.tie] }]

  // Today's cuts, told a week ago.
  told('restored_early', days(-7), {
    steps: [{ open: [f3.recloser.id] }],
    from: hours(-7),
    to: hours(-3),
    reason: 'Thay sứ, chống sét van',
  })
  started('restored_early', hours(-7))
  restored('restored_early', hours(-3) - 12 * minute_ms)
  told('restored_late', days(-7), {
    steps: halfByHalf(f2),
    from: hours(-6),
    to: hours(-2),
    reason: 'Nâng tiết diện dây dẫn',
  })
  started('restored_late', hours(-6))
  stepped('restored_late', hours(-2) - 6 * minute_ms)
  restored('restored_late', hours(-2) + 14 * minute_ms, 'Đấu nối lại lèo mất thêm thời gian')
  const fuse = largest(f1.fuses.filter((d) => d.pole <= f1.recloser.pole))
  told('late', days(-7), {
    steps: [{ open: [fuse.id] }],
    from: hours(-4),
    to: hours(-0.5),
    reason: 'Thay máy biến áp quá tải',
  })
  started('late', hours(-4))
  told('under_way', days(-7), {
    steps: halfByHalf(f0),
    from: hours(-2),
    to: hours(1.5),
    reason: 'Bảo dưỡng, thí nghiệm định kỳ',
  })
  started('under_way', hours(-2))
  stepped('under_way', t0 - 20 * minute_ms)

  // The days to come: told, moved, given up.
  told('postponed', days(-3), {
    steps: [{ open: [largest(f3.fuses).id] }],
    from: civil(3, 7.5),
    to: civil(3, 11),
    reason: 'Phát quang hành lang tuyến',
  })
  add(
    hours(-1),
    who.planner,
    async (ctx, made) => {
      const window = { out_from: new Date(civil(8, 7.5)), back_at: new Date(civil(8, 11)) }
      await postpone(ctx, id(made, 'postponed'), { ...window, reason: 'Dự báo mưa lớn, lùi lại để bảo đảm an toàn' })
    },
    true,
  )
  told('cancelled', days(-4), {
    steps: [{ open: [f2.lbs.id] }],
    from: civil(2, 13),
    to: civil(2, 16),
    reason: 'Di dời cột điện',
  })
  add(
    hours(-2),
    who.planner,
    async (ctx, made) => {
      await cancel(ctx, id(made, 'cancelled'), { reason: 'Đã sửa chữa khi đang mang điện (hotline), không cần cắt' })
    },
    true,
  )
  told('announced', hours(-26), {
    steps: [{ open: [f1.recloser.id] }],
    from: civil(5, 8),
    to: civil(5, 11.5),
    reason: 'Đấu nối trạm biến áp mới',
  })
  planned('approved', hours(-27), {
    steps: [{ open: [f1.lbs.id] }],
    from: civil(9, 13),
    to: civil(9, 16.5),
    reason: 'Thay sứ, chống sét van',
  })
  approved('approved', hours(-1.25))
  planned('planned', hours(-5), {
    steps: [{ open: [f0.breaker.id] }],
    from: civil(6, 7.5),
    to: civil(6, 11.5),
    reason: 'Thí nghiệm máy cắt đầu xuất tuyến',
  })
  planned('planned_late', hours(-0.75), {
    steps: [{ open: [largest(f2.fuses).id] }],
    from: civil(3, 8),
    to: civil(3, 10.5),
    reason: 'Xử lý tiếp xúc phát nhiệt',
  })

  faultRestored()
  faultOpen()
  deskMoments(corporation, [f0, f1, f2, f3], behind(f2, f2.recloser), new Date(t0), add)
  return moments.sort((a, b) => a.at.getTime() - b.at.getTime())

  /** Found by the recloser's signal, the far half fed from the neighbour, over within two hours. */
  function faultRestored(): void {
    const out = hours(-5) + 4 * minute_ms
    add(out + 3 * minute_ms, who.dispatcher, async (ctx, made) => {
      const { id, code } = await faults.record(ctx, { corporation_id, device: f1.recloser.id, out_at: new Date(out) })
      made.fault_restored = { id, code }
    })
    const estimate = new Date(out + 90 * minute_ms)
    add(
      out + 12 * minute_ms,
      who.dispatcher,
      async (ctx, made) => void (await faults.estimate(ctx, id(made, 'fault_restored'), { estimate })),
      true,
    )
    add(out + 34 * minute_ms, who.dispatcher, async (ctx, made) => {
      await faults.step(ctx, id(made, 'fault_restored'), { open: [f1.lbs.id], close: [f1.tie] })
    })
    add(
      out + 81 * minute_ms,
      who.dispatcher,
      async (ctx, made) => {
        await faults.restore(ctx, id(made, 'fault_restored'), {
          open: [f1.tie],
          close: [f1.recloser.id, f1.lbs.id],
          cause: 'Cây đổ, cành cây chạm đường dây',
          failed_equipment: 'Đường dây trên không',
          voltage: 'medium',
        })
      },
      true,
    )
  }

  /** Customers call first, then the dispatcher finds the device; the estimate is changed once, a part is back. */
  function faultOpen(): void {
    const out = t0 - 52 * minute_ms
    const [first = '', second = '', third = ''] = behind(f2, f2.recloser)
    const [, , , fourth = first] = behind(f2, f2.recloser)
    const called = (minutes: number, customer: string, words: string) =>
      add(out + minutes * minute_ms, who.agent, async (ctx) => {
        await faults.report(ctx, { customer, channel: 'phone', words })
      })
    called(3, first, 'Mất điện cả xóm')
    called(4, second, 'Nghe tiếng nổ ở cột điện rồi mất điện')
    called(6, third, 'Mất điện')
    add(out + 9 * minute_ms, who.dispatcher, async (ctx, made) => {
      const { id, code } = await faults.record(ctx, { corporation_id, device: f2.recloser.id, out_at: new Date(out) })
      made.fault_open = { id, code }
    })
    const estimates = [out + 75 * minute_ms, t0 + 70 * minute_ms].map(
      (ms) => new Date(Math.ceil(ms / (5 * minute_ms)) * 5 * minute_ms),
    )
    add(
      out + 15 * minute_ms,
      who.dispatcher,
      async (ctx, made) => void (await faults.estimate(ctx, id(made, 'fault_open'), { estimate: estimates[0]! })),
      true,
    )
    add(t0 - 18 * minute_ms, who.dispatcher, async (ctx, made) => {
      await faults.step(ctx, id(made, 'fault_open'), { open: [f2.lbs.id], close: [f2.tie] })
    })
    add(
      t0 - 12 * minute_ms,
      who.dispatcher,
      async (ctx, made) => {
        const reason = 'Phải thay sứ và nối lại dây, đội sửa chữa đang ở hiện trường'
        await faults.estimate(ctx, id(made, 'fault_open'), { estimate: estimates[1]!, reason })
      },
      true,
    )
    called(44, fourth, 'Vẫn chưa có điện')
  }
}

const largest = (devices: readonly Device[]): Device => devices.reduce((a, b) => (b.customers > a.customers ? b : a))

/** Codes of the first customers on the transformers between a device and the load break switch behind it. */
const behind = (feeder: Feeder, device: Device): string[] =>
  feeder.transformers
    .filter((t) => t.pole > device.pole && t.pole <= feeder.lbs.pole)
    .flatMap((t) =>
      Array.from({ length: Math.min(3, t.customers) }, (_, k) =>
        customerCode(feeder.plan.substation.unit.code, t.serial + k),
      ),
    )
