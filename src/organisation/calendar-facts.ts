/**
 * Days off and days worked as Viet Nam's public sector kept them, 2016 to 2026, by the notice that said so. These are
 * facts: they stand above the rule of `holidays.ts`, which reproduces them except for the swapped days. A year's row is
 * added when its notice is out; until then an administrator declares what differs from the rule.
 */
export type YearFacts = {
  year: number
  /** Number of the notice, or the law where the source names none. */
  notice: string
  /** Weekdays off by law, as MM-DD. Holidays on a weekend are not in it. */
  off: string
  /** Working days given off in exchange for a Saturday worked, which may lie in the next year. */
  swaps: readonly { off: string; worked: string }[]
}

export const calendarFacts: readonly YearFacts[] = [
  {
    year: 2016,
    notice: 'Labour Code 2012 art. 115',
    off: '01-01 02-08 02-09 02-10 02-11 02-12 04-18 05-02 05-03 09-02',
    swaps: [],
  },
  {
    year: 2017,
    notice: 'Labour Code 2012 art. 115',
    off: '01-02 01-26 01-27 01-30 01-31 02-01 04-06 05-01 05-02 09-04',
    swaps: [],
  },
  {
    year: 2018,
    notice: 'Labour Code 2012 art. 115',
    off: '01-01 02-14 02-15 02-16 02-19 02-20 04-25 04-30 05-01 09-03',
    swaps: [{ off: '2018-12-31', worked: '2019-01-05' }],
  },
  {
    year: 2019,
    notice: 'Labour Code 2012 art. 115',
    off: '01-01 02-04 02-05 02-06 02-07 02-08 04-15 04-30 05-01 09-02',
    swaps: [{ off: '2019-04-29', worked: '2019-05-04' }],
  },
  {
    year: 2020,
    notice: 'Labour Code 2012 art. 115',
    off: '01-01 01-23 01-24 01-27 01-28 01-29 04-02 04-30 05-01 09-02',
    swaps: [],
  },
  {
    year: 2021,
    notice: '4875/TB-LDTBXH',
    off: '01-01 02-10 02-11 02-12 02-15 02-16 04-21 04-30 05-03 09-02 09-03',
    swaps: [],
  },
  {
    year: 2022,
    notice: '119/TB-LDTBXH',
    off: '01-03 01-31 02-01 02-02 02-03 02-04 04-11 05-02 05-03 09-01 09-02',
    swaps: [],
  },
  {
    year: 2023,
    notice: '5034/TB-LDTBXH',
    off: '01-02 01-20 01-23 01-24 01-25 01-26 05-01 05-02 05-03 09-01 09-04',
    swaps: [],
  },
  {
    year: 2024,
    notice: '5015/TB-LDTBXH, 1570/TB-LDTBXH',
    off: '01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-30 05-01 09-02 09-03',
    swaps: [{ off: '2024-04-29', worked: '2024-05-04' }],
  },
  {
    year: 2025,
    notice: '6150/TB-BLDTBXH',
    off: '01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 09-01 09-02',
    swaps: [{ off: '2025-05-02', worked: '2025-04-26' }],
  },
  {
    year: 2026,
    notice: '12729/VPCP-KGVX, 9441/TB-BNV, 3383/BNV-CVL, Resolution 28/2026/QH16',
    off: '01-01 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 09-01 09-02 11-24',
    swaps: [
      { off: '2026-01-02', worked: '2026-01-10' },
      { off: '2026-08-31', worked: '2026-08-22' },
    ],
  },
]
