/** What a report is built on, and the small things that its sections share. */
import type { Context, say } from '../../kernel/index.ts'
import type { Corporation } from '../../organisation/index.ts'
import type { IndexRow } from '../../reliability/index.ts'
import type { Period } from './period.ts'

/** What a report is built on: `known_on` is in `ctx.now` too, so that nothing recorded later gets in. */
export type Ground = {
  ctx: Context
  period: Period
  corporation: Corporation | null
  /** Figures as known then; undefined: as they are now, read from the roll-ups. */
  asKnownOn: Date | undefined
  standing: string
}

export type Words = ReturnType<typeof say>

/** A month of which nothing at all is known has no figures: it is not a month without interruptions. */
export const known = (row: IndexRow | undefined): IndexRow | undefined =>
  row && row.customers !== null ? row : undefined

export const percent = (share: number | null | undefined): number | null =>
  share === null || share === undefined ? null : 100 * share

/** '10/2026', in both languages. */
export const monthTitle = (month: string): string => `${month.slice(5)}/${month.slice(0, 4)}`

export const ratio = (over: string, under: string, times = 1) => ({ op: 'ratio' as const, over, under, times })
