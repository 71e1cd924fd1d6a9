import { day_ms, dayOf, iso, nextMonth, startOfDay } from '../../kernel/index.ts'
import { addWorkingDays, isWorkingDay, type WorkingCalendar } from '../../organisation/index.ts'
import { type CorporationPlan, corporationCodes } from './country.ts'
import { monthsOf } from './history.ts'
import { type Random, randomOf } from './random.ts'

export const requestColumns = 'code,service,corporation,office,channel,received_at,complete_at,closed_at,outcome'

/** Of one service: how many a month and million customers, and how long they take. */
interface Kind {
  service: string
  /** A month and million customers. */
  often: number
  /** Mean working days from the complete file to the closing; or minutes (median) where the limit is in hours or none. */
  days?: number
  minutes?: number
  /** Mostly by telephone, mostly at the office, or by any way. */
  how: 'telephone' | 'desk' | 'any'
}

/**
 * Rates from published figures: 883,219 new supplies in nine months of 2017 and 235,516 requests at the care centres in
 * July 2017, of which 31.69 % faults and 15,666 complaints, for 25 million customers. How the rest is divided is the demo's.
 */
const kinds: readonly Kind[] = [
  { service: 'new_supply_urban_home', often: 1_210, days: 2.08, how: 'desk' },
  { service: 'new_supply_rural_home', often: 1_960, days: 2.71, how: 'desk' },
  { service: 'new_supply_non_residential', often: 709, days: 2.9, how: 'desk' },
  { service: 'new_supply_medium_voltage', often: 44, days: 4.75, how: 'desk' },
  { service: 'capacity_change_urban', often: 160, days: 1.7, how: 'desk' },
  { service: 'capacity_change_rural', often: 150, days: 2.6, how: 'desk' },
  { service: 'meter_check', often: 120, days: 2.4, how: 'any' },
  { service: 'complaint', often: 627, days: 2.6, how: 'any' },
  { service: 'question', often: 1_500, days: 1.4, how: 'any' },
  { service: 'power_out', often: 2_985, minutes: 52, how: 'telephone' },
  { service: 'switchgear_low_voltage', often: 60, minutes: 300, how: 'telephone' },
  { service: 'switchgear_medium_voltage', often: 9, minutes: 900, how: 'telephone' },
  { service: 'lookup', often: 2_400, minutes: 4, how: 'telephone' },
  { service: 'advice', often: 900, minutes: 6, how: 'telephone' },
]

const ways = {
  telephone: ['phone', 'phone', 'phone', 'phone', 'phone', 'app', 'web'],
  desk: ['office', 'office', 'office', 'phone', 'phone', 'web', 'app'],
  any: ['phone', 'phone', 'office', 'web', 'app', 'email', 'sms'],
} as const

/** Requests of a month, worked at by half of what the office hours are: none is closed in the night. */
const opens_h = 7.5
const closes_h = 16.5

/** Rows of requests.csv of a corporation: what came in the months of the history, the latest of it still open. */
export function* requestRows(
  seed: number,
  plan: CorporationPlan,
  now: Date,
  calendar: WorkingCalendar,
): Generator<string> {
  const units = [...new Set(plan.feeders.map((f) => f.substation.unit.code))]
  for (const month of monthsOf(now)) {
    const random = randomOf(seed, 'requests', plan.code, month)
    const first = startOfDay(`${month}-01`).getTime()
    const days = Math.round((startOfDay(`${nextMonth(month)}-01`).getTime() - first) / day_ms)
    let n = 0
    for (const kind of kinds)
      for (let left = random.poisson((plan.customers * kind.often) / 1e6); left > 0; left--) {
        const day = dayOf(new Date(first + random.int(0, days - 1) * day_ms))
        const row = request(random, kind, day, calendar, now)
        if (!row) continue
        const code = `${plan.code}-${month.replace('-', '')}-${String(++n).padStart(5, '0')}`
        const office = kind.how === 'telephone' ? `${plan.code}-CSKH` : `${random.pick(units)}-VP1`
        yield [code, kind.service, plan.code, office, random.pick(ways[kind.how]), ...row].join(',')
      }
  }
}

const clockOf = (random: Random): number => random.between(opens_h, closes_h) * 3_600_000

/** Received, complete, closed, outcome; what lies after `now` has not happened yet. Nothing where it has not come yet. */
function request(
  random: Random,
  kind: Kind,
  day: string,
  calendar: WorkingCalendar,
  now: Date,
): [string, string, string, string] | undefined {
  const told = (at: number | undefined) => (at === undefined || at > now.getTime() ? '' : iso(new Date(at)))
  const rows = (received: number, complete: number, closed: number, outcome: string) =>
    received > now.getTime()
      ? undefined
      : ([
          told(received),
          told(complete),
          complete > now.getTime() ? '' : told(closed),
          closed > now.getTime() ? '' : outcome,
        ] as [string, string, string, string])
  if (kind.days === undefined) {
    const received = startOfDay(day).getTime() + random.between(0, 24) * 3_600_000
    const took = kind.minutes! * Math.exp(0.34 * random.normal()) * 60_000
    return rows(received, received, received + took, 'done')
  }
  const worked = isWorkingDay(calendar, day) ? day : addWorkingDays(calendar, day, 1)
  const received = startOfDay(worked).getTime() + clockOf(random)
  // one in six brings the rest of the papers later
  const late = random.chance(1 / 6) ? random.int(1, 4) : 0
  const completeDay = addWorkingDays(calendar, worked, late)
  const complete = late === 0 ? received : startOfDay(completeDay).getTime() + clockOf(random)
  const outcome = random.chance(0.96) ? 'done' : random.chance(0.5) ? 'withdrawn' : 'refused'
  return rows(received, complete, closing(random, calendar, complete, takes(random, kind.days)), outcome)
}

/** Whole working days with that mean: most near it, some on the same day, few much later. */
function takes(random: Random, mean: number): number {
  const low = Math.floor(mean)
  const days = low + (random.chance(mean - low) ? 1 : 0)
  const off = random.next()
  if (off < 0.12) return Math.max(0, days - 1)
  if (off < 0.24) return days + 1
  if (off < 0.247) return days + random.int(3, 6)
  return days
}

/** Closed on the working day that is n after the one on which the file was complete, in office hours, never before it. */
function closing(random: Random, calendar: WorkingCalendar, complete: number, n: number): number {
  const day = dayOf(new Date(complete))
  if (n > 0) return startOfDay(addWorkingDays(calendar, day, n)).getTime() + clockOf(random)
  return complete + random.between(0.2, 0.9) * (startOfDay(day).getTime() + (closes_h + 0.5) * 3_600_000 - complete)
}

/** New supplies that were published for 2017: how many up to the end of a month, and their mean working days. */
const published2017 = [
  {
    service: 'new_supply_urban_home',
    upTo: [
      { month: '2017-01', count: 20_016, mean: 1.88 },
      { month: '2017-08', count: 247_001, mean: 2.09 },
      { month: '2017-09', count: 272_955, mean: 2.08 },
    ],
  },
  {
    service: 'new_supply_rural_home',
    upTo: [
      { month: '2017-01', count: 45_140, mean: 2.49 },
      { month: '2017-08', count: 400_502, mean: 2.71 },
      { month: '2017-09', count: 440_859, mean: 2.71 },
    ],
  },
  {
    service: 'new_supply_non_residential',
    upTo: [
      { month: '2017-01', count: 16_235, mean: 2.79 },
      { month: '2017-08', count: 142_904, mean: 2.91 },
      { month: '2017-09', count: 159_491, mean: 2.9 },
    ],
  },
  {
    service: 'new_supply_medium_voltage',
    upTo: [
      { month: '2017-08', count: 8_570, mean: 4.8 },
      { month: '2017-09', count: 9_914, mean: 4.75 },
    ],
  },
] as const

/**
 * Rows of requests.csv as they may have been in 2017: single requests with real dates, of which the published counts and
 * means of January, of eight and of nine months come out (to the published two decimals). Which request was whose, and
 * how the months between two published ones differ, nobody published: they are spread evenly.
 * @param scale a whole number: every n-th request only, for trying it out; means stay, within the rounding of small counts
 */
export function* access2017(calendar: WorkingCalendar, scale = 1): Generator<string> {
  for (const { service, upTo } of published2017) {
    let [count, days] = [0, 0]
    let from = '2017-01'
    for (const known of upTo) {
      const upToCount = Math.round(known.count / scale)
      const upToDays = Math.round(upToCount * known.mean)
      const months: string[] = []
      for (let m = from; m <= known.month; m = nextMonth(m)) months.push(m)
      yield* evenly(service, months, upToCount - count, upToDays - days, calendar)
      ;[count, days, from] = [upToCount, upToDays, nextMonth(known.month)]
    }
  }
}

/** So many requests over those months, whose working days have that sum. */
function* evenly(
  service: string,
  months: readonly string[],
  count: number,
  sum: number,
  calendar: WorkingCalendar,
): Generator<string> {
  const random = randomOf('2017', service, months[0]!)
  const open = months.flatMap((month) =>
    Array.from({ length: 31 }, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`).filter(
      (day) =>
        startOfDay(day).getTime() < startOfDay(`${nextMonth(month)}-01`).getTime() && isWorkingDay(calendar, day),
    ),
  )
  const low = Math.floor(sum / count)
  const more = sum - low * count
  for (let i = 0; i < count; i++) {
    // one in ten takes a day less and the next a day more: the sum stays
    const spread = i % 10 === 0 && i + 1 < count ? -1 : i % 10 === 1 ? 1 : 0
    const n = Math.floor(((i + 1) * more) / count) - Math.floor((i * more) / count) + low + spread
    const closedDay = open[Math.floor((i * open.length) / count)]!
    const day = startOfDay(addWorkingDays(calendar, closedDay, -n)).getTime()
    const complete = day + random.between(7.6, 11) * 3_600_000
    const closed =
      n === 0 ? complete + random.between(1, 5) * 3_600_000 : startOfDay(closedDay).getTime() + clockOf(random)
    const received = complete - (i % 3) * 3_600_000 * 0.1
    const corporation = corporationCodes[i % corporationCodes.length]!
    const code = `${service.slice('new_supply_'.length)}-${months[0]!.replace('-', '')}-${i + 1}`
    yield [
      code,
      service,
      corporation,
      '',
      i % 2 ? 'phone' : 'office',
      iso(new Date(received)),
      iso(new Date(complete)),
      iso(new Date(closed)),
      'done',
    ].join(',')
  }
}
