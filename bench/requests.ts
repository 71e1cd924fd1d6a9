import { at } from '../src/kernel/testing/index.ts'
import { makeCalendar } from '../src/organisation/index.ts'
import { deadlines } from '../src/requests/clock.ts'
import { search } from './requests/search.ts'
import { work } from './requests/work.ts'
import { best } from './table.ts'

/** The day of a care centre: who is calling, what is asked for, by when is it owed? */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  clock(quick ? 20_000 : 200_000)
  await work(quick ? [3_000, 30_000, 300_000] : [30_000, 300_000, 3_000_000], quick ? 300 : 3_000)
  await search(quick ? 50_000 : 1_000_000)
}

/** Deadlines by the clock alone, without a database: a limit of five working days with one pause. */
function clock(times_: number): void {
  const calendar = makeCalendar(new Map())
  const complete_at = at('2026-03-09 09:00')
  const paused = {
    paused_at: at('2026-03-10 10:00'),
    ends_by: at('2026-03-12 10:00'),
    resumed_at: at('2026-03-11 15:00'),
  }
  const request = { complete_at, step_at: complete_at, limit_value: 5, limit_unit: 'working_days' as const }
  const took = best(3, () => {
    for (let i = 0; i < times_; i++)
      deadlines(calendar, request, { step: undefined, steps: undefined }, [paused as never], complete_at)
  })
  console.log(`deadlines with their warnings: ${Math.round((times_ / took.ms) * 1000).toLocaleString('en')} a second`)
}
