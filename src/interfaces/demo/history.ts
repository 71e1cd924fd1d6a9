import { day_ms, dayOf, iso, monthOf, nextMonth, startOfDay } from '../../kernel/index.ts'
import type { CorporationCode, CorporationPlan } from './country.ts'
import { type Device, type Feeder, makeFeeder } from './feeder.ts'
import { type Random, randomOf } from './random.ts'
import { cell } from './write-csv.ts'

export const interruptionColumns =
  'interruption,step,corporation,feeder,origin,cause,excluded,out_at,restored_at,customers,etr_first,etr_last'
export const servedColumns = 'corporation,month,customers'

/** Whole months of history before the month of `now`. */
const history_months = 24
const growth_a_year = 0.022
/** What each year has less than the one before it: the group's SAIDI fell by about so much a year from 2018 on. */
const better_a_year = 0.14

/**
 * What customers of a corporation go through in the first of the two years: interruptions a customer (SAIFI, MAIFI) by
 * origin, and storms a year. Assumptions of the demo, of the order that press reports of the years after 2018 give;
 * the group had SAIDI 723 min, SAIFI about 6 and MAIFI about 1.4 in 2018.
 */
interface Profile {
  fault: number
  planned: number
  momentary: number
  upstream: number
  storms: number
  storm_months: readonly number[]
}
const profiles: Record<CorporationCode, Profile> = {
  EVNNPC: { fault: 2.3, planned: 0.9, momentary: 0.9, upstream: 0.12, storms: 2, storm_months: [7, 8, 9] },
  EVNSPC: { fault: 1.7, planned: 0.8, momentary: 0.8, upstream: 0.1, storms: 0.6, storm_months: [6, 7, 10] },
  EVNCPC: { fault: 1.8, planned: 0.7, momentary: 0.7, upstream: 0.1, storms: 2.4, storm_months: [9, 10, 11] },
  EVNHANOI: { fault: 1.0, planned: 0.35, momentary: 0.4, upstream: 0.06, storms: 1, storm_months: [7, 8, 9] },
  EVNHCMC: { fault: 0.55, planned: 0.2, momentary: 0.3, upstream: 0.05, storms: 0.3, storm_months: [6, 7, 8] },
}

/** How much likelier a fault is in each month: heat from May, storms and lightning until October. */
const seasons = [0.65, 0.65, 0.8, 0.95, 1.25, 1.45, 1.5, 1.5, 1.35, 1.1, 0.75, 0.65] as const
const planned_seasons = [0.6, 0.7, 1.2, 1.2, 1, 0.8, 0.8, 0.9, 1.1, 1.3, 1.3, 1.1] as const

type CauseTable = readonly (readonly [cause: string, weight: number])[]
const faultCauses: CauseTable = [
  ['Cây đổ, cành cây chạm đường dây', 20],
  ['Sét đánh', 16],
  ['Vỡ sứ cách điện', 12],
  ['Tụt lèo', 9],
  ['Động vật gây ngắn mạch', 9],
  ['Phương tiện va quệt cột điện', 7],
  ['Đứt dây', 6],
  ['Hỏng cáp ngầm', 6],
  ['Nổ chống sét van', 5],
  ['Diều, vật bay vướng đường dây', 5],
  ['Cháy FCO do quá tải', 5],
]
/** Causes that the indices report apart go by the code of the dated list, which decides. */
const customerCauses: CauseTable = [
  ['customer_request', 3],
  ['customer_fault', 2],
]
const plannedCauses: CauseTable = [
  ['Bảo dưỡng, thí nghiệm định kỳ', 24],
  ['Thay sứ, chống sét van', 18],
  ['Nâng tiết diện dây dẫn', 14],
  ['Thay máy biến áp quá tải', 12],
  ['Phát quang hành lang tuyến', 12],
  ['Đấu nối trạm biến áp mới', 12],
  ['Di dời cột điện', 8],
]

const minute_ms = 60_000

/** Months of the history and the one of `now`, 'YYYY-MM'. */
export function monthsOf(now: Date): string[] {
  const [year, month] = monthOf(now).split('-').map(Number) as [number, number]
  const first = year * 12 + month - 1 - history_months
  return Array.from({ length: history_months + 1 }, (_, i) => {
    const m = first + i
    return `${Math.floor(m / 12)}-${String((m % 12) + 1).padStart(2, '0')}`
  })
}

/** Rows of customers_served.csv: up to today's number, `growth_a_year` fewer each year before. */
export function* servedRows(plan: CorporationPlan, now: Date): Generator<string> {
  const months = monthsOf(now)
  for (const [i, month] of months.entries())
    yield `${plan.code},${month},${thenServed(plan.customers, (months.length - 1 - i) / 12)}`
}

const thenServed = (today: number, years_ago: number): number =>
  Math.max(1, Math.round(today * (1 - growth_a_year * years_ago)))

interface Event {
  code: string
  origin: 'planned' | 'fault' | 'external'
  cause: string
  steps: { feeder: string; out_at: number; restored_at: number; customers: number }[]
  estimate?: number
}

/**
 * Rows of interruptions.csv of a corporation: two years up to yesterday, by feeder, so that however many there are only
 * one feeder is in memory. How often is set so that the expected SAIFI is the profile's: each device takes the customers
 * behind it with it.
 */
export function* interruptionRows(seed: number, plan: CorporationPlan, now: Date): Generator<string> {
  const storms = stormsOf(seed, plan.code, now)
  const until = startOfDay(dayOf(now)).getTime()
  for (const feederPlan of plan.feeders) {
    const feeder = makeFeeder(seed, feederPlan)
    const history = new FeederHistory(seed, feeder, now, until)
    for (const event of history.events(storms)) yield* rowsOf(plan.code, event)
    if (feederPlan.index === plan.feeders.length - 1)
      for (const event of history.mistakes()) yield* rowsOf(plan.code, event)
  }
  for (const event of stationEvents(seed, plan, now, until)) yield* rowsOf(plan.code, event)
}

function* rowsOf(corporation: string, event: Event): Generator<string> {
  const { code, origin, steps } = event
  const etr = event.estimate === undefined ? '' : iso(new Date(event.estimate))
  for (const [i, { feeder, out_at, restored_at, customers }] of steps.entries())
    yield [
      code,
      i + 1,
      corporation,
      feeder,
      origin,
      cell(event.cause),
      '',
      iso(new Date(out_at)),
      iso(new Date(restored_at)),
      customers,
      etr,
      etr,
    ].join(',')
}

const pickCause = (random: Random, table: CauseTable): string =>
  table[random.weighted(table.map(([, weight]) => weight))]![0]

interface Span {
  begins: number
  /** First instant of the next month. */
  ends: number
  /** 1 to 12. */
  month: number
  years_ago: number
  better: number
}

function spansOf(now: Date): Span[] {
  const months = monthsOf(now)
  return months.map((month, i) => ({
    begins: startOfDay(`${month}-01`).getTime(),
    ends: startOfDay(`${nextMonth(month)}-01`).getTime(),
    month: Number(month.slice(5)),
    years_ago: (months.length - 1 - i) / 12,
    better: (1 - better_a_year) ** (i / 12),
  }))
}

class FeederHistory {
  readonly random: Random
  readonly feeder: Feeder
  readonly profile: Profile
  readonly spans: Span[]
  readonly until: number
  #serial = 0

  constructor(seed: number, feeder: Feeder, now: Date, until: number) {
    const { plan } = feeder
    this.random = randomOf(seed, 'history', plan.corporation, plan.id)
    this.feeder = feeder
    this.profile = profiles[plan.corporation]
    this.spans = spansOf(now)
    this.until = until
  }

  *events(storms: readonly Storm[]): Generator<Event> {
    const { feeder, profile, random } = this
    const { breaker, recloser, lbs, fuses } = feeder
    const tripping = weigh([
      [breaker, 0.1],
      [recloser, 0.24],
      [lbs, 0.06],
      ...fuses.map((f) => [f, 0.6 / fuses.length] as const),
    ])
    const opened = weigh([
      [breaker, 0.02],
      [recloser, 0.18],
      [lbs, 0.25],
      ...fuses.map((f) => [f, 0.55 / fuses.length] as const),
    ])
    const reclosing = weigh([
      [breaker, 0.35],
      [recloser, 0.65],
    ])
    for (const span of this.spans) {
      const of = (a_year: number, on: Weighed, season: number) =>
        random.poisson((a_year * on.a_customer * span.better * season) / 12)
      for (let n = of(profile.fault, tripping, seasons[span.month - 1]!); n > 0; n--) yield* this.fault(span, tripping)
      for (let n = of(profile.planned, opened, planned_seasons[span.month - 1]!); n > 0; n--)
        yield* this.planned(span, opened)
      for (let n = of(profile.momentary, reclosing, seasons[span.month - 1]!); n > 0; n--)
        yield* this.momentary(span, reclosing)
    }
    for (const storm of storms) if (random.chance(storm.hits)) yield* this.storm(storm)
  }

  *fault(span: Span, on: Weighed): Generator<Event> {
    const { random } = this
    const device = on.pick(random)
    const out = this.someTime(span)
    // most are over within the two hours promised; repairs have a long tail
    const minutes = Math.max(6, Math.round(52 * Math.exp(0.62 * random.normal())))
    const pieces = device.kind !== 'fuse' && minutes > 25 && random.chance(0.65) ? [random.between(0.35, 0.7), 1] : [1]
    const ofCustomer = device.kind === 'fuse' && random.chance(0.06)
    yield* this.event('SC', 'fault', pickCause(random, ofCustomer ? customerCauses : faultCauses), {
      device,
      span,
      out,
      backs: pieces.map((share, i) => ({
        share,
        at: i === pieces.length - 1 ? minutes : Math.max(6, Math.round(minutes * random.between(0.25, 0.55))),
      })),
      estimate: random.chance(0.6)
        ? out + Math.ceil((minutes * random.between(0.8, 1.6)) / 15) * 15 * minute_ms
        : undefined,
    })
  }

  *planned(span: Span, on: Weighed): Generator<Event> {
    const { random } = this
    const device = on.pick(random)
    const day = Math.floor((this.someTime(span) - span.begins) / day_ms)
    const out = span.begins + day * day_ms + random.pick([7, 7.5, 7.5, 8, 8.5, 13, 13.5]) * 60 * minute_ms
    const promised = random.pick([120, 150, 180, 210, 240, 240, 300])
    const luck = random.next()
    const minutes =
      promised + Math.round(luck < 0.78 ? random.between(-30, -1) : luck < 0.92 ? 0 : random.between(3, 50))
    const pieces = device.kind !== 'fuse' && random.chance(0.5) ? [random.between(0.4, 0.75), 1] : [1]
    yield* this.event('KH', 'planned', pickCause(random, plannedCauses), {
      device,
      span,
      out,
      backs: pieces.map((share, i) => ({
        share,
        at: i === pieces.length - 1 ? minutes : Math.round(minutes * random.between(0.4, 0.8)),
      })),
      estimate: out + promised * minute_ms,
    })
  }

  *momentary(span: Span, on: Weighed): Generator<Event> {
    const { random } = this
    const at = Math.max(0.1, Math.min(5, random.between(0.1, 3) + (random.chance(0.1) ? 2 : 0)))
    yield* this.event('TQ', 'fault', 'Đóng lại tự động thành công', {
      device: on.pick(random),
      span,
      out: this.someTime(span),
      backs: [{ share: 1, at }],
    })
  }

  *storm(storm: Storm): Generator<Event> {
    const { random, feeder } = this
    const out = storm.at + Math.round(random.between(0, 14 * 60)) * minute_ms
    const hours = 2 + 10 * random.next() ** 2 * storm.strength * 3
    yield* this.event('BT', 'fault', 'force_majeure', {
      device: random.chance(0.4) ? feeder.breaker : feeder.recloser,
      span: storm.span,
      out,
      backs: [
        { share: random.between(0.3, 0.6), at: Math.round(hours * 22) },
        { share: random.between(0.4, 0.8), at: Math.round(hours * 40) },
        { share: 1, at: Math.round(hours * 60) },
      ],
    })
  }

  /** Customers get power back part by part; what has not happened by yesterday is no history. */
  *event(
    kind: string,
    origin: Event['origin'],
    cause: string,
    of: { device: Device; span: Span; out: number; backs: { share: number; at: number }[]; estimate?: number },
  ): Generator<Event> {
    const { plan } = this.feeder
    let left = thenServed(of.device.customers, of.span.years_ago)
    const steps: Event['steps'] = []
    for (const { share, at } of of.backs) {
      const customers = share === 1 ? left : Math.round(left * share)
      left -= customers
      if (customers > 0)
        steps.push({ feeder: plan.id, out_at: of.out, restored_at: of.out + Math.round(at * 60) * 1000, customers })
    }
    if (of.device.customers === 0 || steps.some((s) => s.restored_at >= this.until)) return
    this.#serial += 1
    yield {
      code: `${kind}-${plan.id}-${String(this.#serial).padStart(4, '0')}`,
      origin,
      cause,
      steps,
      estimate: of.estimate,
    }
  }

  /** Rows that cannot be true, one a corporation: they are imported, shown as suspect, and wait for somebody to look. */
  *mistakes(): Generator<Event> {
    const { random, feeder } = this
    const { plan } = feeder
    const least = feeder.fuses.reduce((a, b) => (b.customers < a.customers ? b : a))
    const span = this.spans[random.int(14, 20)]!
    const out = Math.floor(this.someTime(span) / minute_ms) * minute_ms
    const step = { feeder: plan.id, out_at: out, restored_at: out + 37 * minute_ms, customers: least.customers }
    const event = (code: string, more: Partial<Event>): Event => ({
      code: `${code}-${plan.id}-9999`,
      origin: 'fault',
      cause: 'Vỡ sứ cách điện',
      steps: [step],
      ...more,
    })
    if (plan.corporation === 'EVNNPC')
      // the month was typed wrong
      yield event('SC', { steps: [{ ...step, restored_at: step.restored_at + 31 * day_ms }] })
    if (plan.corporation === 'EVNCPC') yield event('SC', { steps: [{ ...step, customers: plan.customers + 37 }] })
    if (plan.corporation === 'EVNSPC') {
      yield event('SC', {})
      yield { ...event('SC', {}), code: `SC-${plan.id}-9998` }
    }
    if (plan.corporation === 'EVNHCMC') yield event('SC', { estimate: out - 365 * day_ms })
  }

  /** Faults come at any hour, a little more in the afternoon. */
  someTime(span: Span): number {
    const day = this.random.int(0, Math.round((span.ends - span.begins) / day_ms) - 1)
    const hour = this.random.chance(0.6) ? this.random.between(9, 22) : this.random.between(0, 24)
    return span.begins + day * day_ms + Math.round(hour * 3600) * 1000
  }
}

interface Weighed {
  /** How many such events make one interruption for each customer, on average. */
  a_customer: number
  pick(random: Random): Device
}

function weigh(devices: readonly (readonly [Device, number])[]): Weighed {
  const weights = devices.map(([, weight]) => weight)
  const all = devices.reduce((most, [device]) => Math.max(most, device.customers), 1)
  const expected = devices.reduce((sum, [device, weight]) => sum + (weight * device.customers) / all, 0)
  const total = weights.reduce((sum, w) => sum + w, 0)
  return { a_customer: total / expected, pick: (random) => devices[random.weighted(weights)]![0] }
}

interface Storm {
  at: number
  span: Span
  /** Share of the feeders that it hits. */
  hits: number
  strength: number
}

function stormsOf(seed: number, code: CorporationCode, now: Date): Storm[] {
  const random = randomOf(seed, 'storms', code)
  const { storms, storm_months } = profiles[code]
  return spansOf(now)
    .filter((span) => storm_months.includes(span.month) && span.ends <= now.getTime())
    .flatMap((span) =>
      Array.from({ length: random.poisson(storms / storm_months.length) }, () => ({
        at: span.begins + random.int(0, 27) * day_ms + random.int(0, 20) * 3_600_000,
        span,
        hits: random.between(0.15, 0.5),
        strength: random.between(0.4, 1.3),
      })),
    )
}

/** Loss of the upstream supply: all feeders of a station at once, one interruption with a step for each. */
function* stationEvents(seed: number, plan: CorporationPlan, now: Date, until: number): Generator<Event> {
  for (const [code, feeders] of Map.groupBy(plan.feeders, (f) => f.substation.code)) {
    const random = randomOf(seed, 'station', plan.code, code)
    let serial = 0
    for (const span of spansOf(now))
      for (let n = random.poisson((profiles[plan.code].upstream * span.better) / 12); n > 0; n--) {
        const out = span.begins + Math.round(random.between(0, span.ends - span.begins) / 1000) * 1000
        const minutes = random.int(8, 70)
        if (out + 90 * minute_ms >= until) continue
        serial += 1
        yield {
          code: `NN-${code}-${String(serial).padStart(4, '0')}`,
          origin: 'external',
          cause: random.chance(0.8) ? 'upstream_supply' : 'under_frequency',
          steps: feeders.map((f, i) => ({
            feeder: f.id,
            out_at: out,
            restored_at: out + (minutes + 2 * i) * minute_ms,
            customers: thenServed(f.customers, span.years_ago),
          })),
        }
      }
  }
}
