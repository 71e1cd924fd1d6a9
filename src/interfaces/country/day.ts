import { estimate, record, report, restore as restoreFault } from '../../faults/index.ts'
import { type Context, type Database, day_ms, type Language, transaction } from '../../kernel/index.ts'
import type { Deliverer } from '../../notices/index.ts'
import { announce, approve, cancel, plan, postpone, restore, start, step } from '../../planned-outages/index.ts'
import { chance } from './chance.ts'
import { type Country, deviceIds, type FeederPlan, planFeeder } from './country.ts'
import { plannedReasons } from './words.ts'

const minute = 60_000
const hour = 60 * minute

interface Stage {
  db: Database
  now: Date
  language: Language
  /** Sends what is due at the moment the story has come to. */
  send: (at: Date) => Promise<void>
}

/**
 * A living day of one corporation, told through the use cases with the clock moved to each moment: cuts planned,
 * approved, announced, postponed, cancelled, under way with a part back, late, done in time and not; faults open and
 * over. Whatever hour it is, something is going on. Returns what is where, for whoever looks first.
 */
export async function livingDay(
  stage: Stage,
  country: Country,
  corporation: string,
  corporation_id: number,
  full: boolean,
): Promise<Record<string, string>> {
  const { db, now, language } = stage
  const feeders = country.feeders.filter((f) => f.corporation === corporation)
  const luck = chance(country.seed).stream(`day ${corporation}`)
  const codes: Record<string, string> = {}
  let turn = 0
  const nextFeeder = (): FeederPlan => feeders[turn++ % feeders.length]!
  const as = <T>(who: string, at: number, use: (ctx: Context) => Promise<T>): Promise<T> =>
    transaction(db, { actor: who, corporations: '*', now: new Date(at), language }, use)
  const t = now.getTime()
  const five = (ms: number) => Math.round(ms / (5 * minute)) * 5 * minute

  /** Planned `ahead` before it begins, approved, and told; returns the id. */
  const told = async (f: FeederPlan, from: number, to: number, ahead: number, device?: string) => {
    const id = (await planned(f, from, to, from - ahead, device)).id
    await as('truong.phong', from - ahead + 30 * minute, (ctx) => approve(ctx, id))
    const said = from - ahead + hour
    const late = ahead - hour < 5 * day_ms ? { late_reason: 'Phát hiện nguy cơ sự cố, không thể chờ' } : {}
    await as('dieu.do.vien', said, (ctx) => announce(ctx, id, late))
    await stage.send(new Date(said + minute))
    return id
  }
  const planned = (f: FeederPlan, from: number, to: number, at: number, device?: string) =>
    as('can.bo.ke.hoach', at, (ctx) =>
      plan(ctx, {
        corporation_id,
        steps: [{ open: [device ?? someFuse(f)] }],
        out_from: new Date(from),
        back_at: new Date(to),
        reason: luck.pick(plannedReasons),
      }),
    )
  const someFuse = (f: FeederPlan) => {
    const withLoad = planFeeder(f, country.seed).sections.filter((s) => s.transformers.length > 0)
    return deviceIds(f).fuse(luck.pick(withLoad).no)
  }
  const recloser = (f: FeederPlan) => deviceIds(f).recloser
  const morning = (days: number) => five(t - ((t + 7 * hour) % day_ms)) + days * day_ms + 7.5 * hour - 0
  const tomorrow = morning(1) > t ? 1 : 2

  // Next week: on paper, approved, told, moved, given up.
  codes.planned = (
    await planned(nextFeeder(), morning(tomorrow + 6), morning(tomorrow + 6) + 4 * hour, t - 2 * hour)
  ).code
  {
    const made = await planned(
      nextFeeder(),
      morning(tomorrow + 6) + hour,
      morning(tomorrow + 6) + 5 * hour,
      t - 26 * hour,
    )
    await as('truong.phong', t - 3 * hour, (ctx) => approve(ctx, made.id))
    codes.approved = made.code
  }
  {
    const f = nextFeeder()
    codes.announced = await codeOf(
      await told(f, morning(tomorrow + 1), morning(tomorrow + 1) + 4 * hour, 7 * day_ms, recloser(f)),
    )
  }
  if (full) {
    const f = nextFeeder()
    const id = await told(f, morning(tomorrow + 2), morning(tomorrow + 2) + 3 * hour, 8 * day_ms)
    await as('dieu.do.vien', t - 5 * hour, (ctx) =>
      postpone(ctx, id, {
        out_from: new Date(morning(tomorrow + 4)),
        back_at: new Date(morning(tomorrow + 4) + 3 * hour),
        reason: 'Dự báo mưa lớn, lùi để bảo đảm an toàn',
      }),
    )
    await stage.send(new Date(t - 5 * hour + minute))
    codes.postponed = await codeOf(id)
    const given = await told(nextFeeder(), morning(tomorrow + 1) + hour, morning(tomorrow + 1) + 3 * hour, 7 * day_ms)
    await as('dieu.do.vien', t - 4 * hour, (ctx) =>
      cancel(ctx, given, { reason: 'Đã xử lý bằng phương pháp hotline, không cần cắt điện' }),
    )
    await stage.send(new Date(t - 4 * hour + minute))
    codes.cancelled = await codeOf(given)
  }

  // Today: done before the hour, done after it, under way with a part back, and one that is late.
  if (full) {
    const early = await told(nextFeeder(), five(t - 7 * hour), five(t - 4 * hour), 6.5 * day_ms)
    await as('dieu.do.vien', five(t - 7 * hour), (ctx) => start(ctx, early))
    await as('dieu.do.vien', five(t - 4 * hour) - 11 * minute, (ctx) => restore(ctx, early))
    codes.kept = await codeOf(early)
  }
  {
    const f = nextFeeder()
    const id = await told(f, five(t - 8 * hour), five(t - 3 * hour), 6.5 * day_ms, recloser(f))
    await as('dieu.do.vien', five(t - 8 * hour), (ctx) => start(ctx, id))
    await partBack(f, id, five(t - 3 * hour) - 6 * minute)
    await as('dieu.do.vien', five(t - 3 * hour) + 14 * minute, (ctx) => restore(ctx, id))
    codes.late_restored = await codeOf(id)
  }
  {
    const f = nextFeeder()
    const id = await told(f, five(t - 2.5 * hour), five(t + 1.5 * hour), 6.5 * day_ms, recloser(f))
    await as('dieu.do.vien', five(t - 2.5 * hour), (ctx) => start(ctx, id))
    await partBack(f, id, t - 40 * minute)
    codes.under_way = await codeOf(id)
  }
  {
    const id = await told(nextFeeder(), five(t - 4 * hour), five(t - 25 * minute), 6.5 * day_ms)
    await as('dieu.do.vien', five(t - 4 * hour), (ctx) => start(ctx, id))
    codes.late = await codeOf(id)
  }

  // A fault that is over, and one that is open, with an estimate already changed once and customers who called.
  if (full) {
    const f = nextFeeder()
    const made = await as('dieu.do.vien', t - 20 * hour, (ctx) =>
      record(ctx, {
        corporation_id,
        device: someFuse(f),
        out_at: new Date(t - 20 * hour - 10 * minute),
        estimate: new Date(t - 18.5 * hour),
      }),
    )
    await stage.send(new Date(t - 20 * hour + minute))
    await as('dieu.do.vien', t - 18.8 * hour, (ctx) =>
      restoreFault(ctx, made.id, { cause: 'Cháy chì FCO do quá tải', failed_equipment: 'FCO', voltage: 'medium' }),
    )
    await stage.send(new Date(t - 18.8 * hour + minute))
    codes.fault_over = made.code
  }
  {
    const f = nextFeeder()
    const section = planFeeder(f, country.seed)
      .sections.filter((s) => s.transformers.some((x) => x.customers > 3))
      .at(-1)!
    const made = await as('dieu.do.vien', t - 70 * minute, (ctx) =>
      record(ctx, {
        corporation_id,
        device: deviceIds(f).fuse(section.no),
        out_at: new Date(t - 80 * minute),
        estimate: new Date(five(t - 70 * minute + 60 * minute)),
      }),
    )
    await stage.send(new Date(t - 69 * minute))
    await as('dieu.do.vien', t - 20 * minute, (ctx) =>
      estimate(ctx, made.id, {
        estimate: new Date(five(t + 70 * minute)),
        reason: 'Phải thay sứ đứng, đội sửa chữa đang ở hiện trường',
      }),
    )
    await stage.send(new Date(t - 19 * minute))
    const callers = await as('tong.dai', t - 15 * minute, async (ctx) => {
      const rows = await ctx.tx
        .selectFrom('customers.customer as c')
        .innerJoin('customers.service_point as p', (join) =>
          join.onRef('p.corporation_id', '=', 'c.corporation_id').onRef('p.customer_id', '=', 'c.id'),
        )
        .innerJoin('network.point as n', (join) =>
          join.onRef('n.corporation_id', '=', 'p.corporation_id').onRef('n.transformer_id', '=', 'p.transformer_id'),
        )
        .where('n.mrid', '=', section.transformers[0]!.id)
        .select('c.code')
        .orderBy('c.code')
        .limit(4)
        .execute()
      return rows.map((r) => r.code)
    })
    for (const [i, customer] of callers.entries())
      await as('tong.dai', t - (15 - i) * minute, (ctx) => report(ctx, { customer, channel: 'phone' }))
    codes.fault_open = made.code
  }
  return codes

  /** Half way: the far part stays out behind a switch, the near part has power again. */
  async function partBack(f: FeederPlan, id: string, at: number): Promise<void> {
    const { sections } = planFeeder(f, country.seed)
    const middle = Math.ceil(sections.length / 2)
    const loaded = sections.filter((s) => s.no > middle && s.transformers.some((t) => t.customers > 0))
    if (loaded.length < 2) return
    const far = sections.find(
      (s) => s.no > middle + 1 && s.no % 3 === 1 && loaded.some((l) => l.no < s.no) && loaded.some((l) => l.no >= s.no),
    )
    const device = far ? deviceIds(f).switch(far.no) : deviceIds(f).fuse(loaded.at(-1)!.no)
    await as('dieu.do.vien', at, (ctx) => step(ctx, id, { open: [device], close: [recloser(f)] }))
  }
  async function codeOf(id: string): Promise<string> {
    return as(
      'he.thong',
      t,
      async (ctx) =>
        (
          await ctx.tx
            .selectFrom('planned_outages.outage')
            .select('code')
            .where('id', '=', id)
            .executeTakeFirstOrThrow()
        ).code,
    )
  }
}

export type Sender = Deliverer
