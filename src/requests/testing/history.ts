/** For tests, of this room and of later ones: a month of requests with real dates whose working days average as published. */

import { iso } from '../../kernel/index.ts'
import { at } from '../../kernel/testing/index.ts'
import { addWorkingDays, isWorkingDay, type WorkingCalendar } from '../../organisation/index.ts'

/** January 2017 as published (baochinhphu.vn): count and mean working days. */
export const january2017 = [
  { service: 'new_supply_urban_home', class: 'urban_home', count: 20_016, mean: 1.88 },
  { service: 'new_supply_rural_home', class: 'rural_home', count: 45_140, mean: 2.49 },
  { service: 'new_supply_non_residential', class: 'non_residential', count: 16_235, mean: 2.79 },
] as const

export const header = 'code,service,corporation,office,channel,received_at,complete_at,closed_at,outcome'

/**
 * Whole numbers of working days, `count` of them, whose mean is nearest to `mean`: two neighbours of the mean, and one in
 * five spread by one day to both sides so that there is a distribution.
 */
export function spread(count: number, mean: number): number[] {
  const sum = Math.round(count * mean)
  const low = Math.floor(mean)
  const high = sum - low * count
  const days = Array.from({ length: count }, (_, i) => (i < high ? low + 1 : low))
  for (let i = 0; i + 1 < count; i += 10) {
    days[i]! -= 1
    days[count - 1 - (i % count)]! += 1
  }
  return days
}

/**
 * Rows of requests.csv closed in a month, each with its file complete on a working day early enough; codes are unique by
 * service. Times of day differ; they do not matter to working days.
 */
export function* history(
  calendar: WorkingCalendar,
  month: string,
  given: { service: string; count: number; mean: number },
  corporations: readonly string[],
): Generator<string> {
  const days = Array.from({ length: 31 }, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`).filter(
    (d) => at(`${d} 00:00`).getUTCMonth() >= 0 && isWorkingDay(calendar, d),
  )
  const taken = spread(given.count, given.mean)
  for (let i = 0; i < taken.length; i++) {
    const n = taken[i]!
    // closed on the working day that is n after the one on which the file was complete
    const closedDay = days[(i * 7) % days.length]!
    const completeDay = addWorkingDays(calendar, closedDay, -n)
    const clock = (h: number, m: number) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`
    const complete = at(`${completeDay} ${clock(7 + (i % 9), 35)}`)
    const closed = n === 0 ? new Date(complete.getTime() + 1_800_000) : at(`${closedDay} ${clock(8 + (i % 8), i % 60)}`)
    const received = new Date(complete.getTime() - (i % 3) * 3_600_000)
    const corporation = corporations[i % corporations.length]!
    yield `${given.service}-${i},${given.service},${corporation},,${i % 2 ? 'phone' : 'office'},${iso(received)},${iso(complete)},${iso(closed)},done\n`
  }
}
