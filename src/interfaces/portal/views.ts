/** What the pages show, and nothing else: no name, no phone number and no e-mail of anybody can be written in here. */
import type { Lang } from './words.ts'

export interface Corporation {
  /** `EVNHANOI` */
  code: string
  name: string
  /** As dialled: `19001288` */
  hotline: string
}

/** What every page needs besides its own view. */
export interface Frame {
  lang: Lang
  /** The address without the language, with its query: `/kh/PD01000123456`. */
  path: string
  now: Date
  /** When the figures were last known to be true. */
  as_of: Date
  /** Whose page it is; null where several corporations are served. */
  corporation: Corporation | null
  /** Given when search engines must not keep the page. */
  private?: boolean
}

export type Phase = 'coming' | 'out' | 'restored' | 'cancelled'
export type Outcome = 'open' | 'kept' | 'broken' | 'released'

/** A promise as the ledger has it. `late_s` is negative when it was kept early, null while nothing can be said. */
export interface PromiseView {
  due: Date
  outcome: Outcome
  late_s: number | null
}

/** One change of the announced hours. */
export interface Change {
  changed_at: Date
  back_was: Date | null
  back_is: Date | null
  out_was: Date | null
  out_is: Date | null
  reason: string | null
}

/** One outage as one customer lives it: `back_at` and the promise are those of the part that the customer is in. */
export interface CustomerOutage {
  id: string
  origin: 'planned' | 'fault' | 'external'
  phase: Phase
  urgent: boolean
  reason: string | null
  out_from: Date
  /** The end announced now; null while nobody knows. */
  back_promised: Date | null
  /** The end announced first. */
  back_first: Date | null
  back_at: Date | null
  /** For a fault without an estimate: until when it is promised that one is told. */
  estimate_due: Date | null
  told_at: Date | null
  notice: PromiseView | null
  power_back: PromiseView | null
  changes: Change[]
  customers: number
  customers_back: number
}

/** The answer to "is my power out, why, when is it back?". */
export interface AnswerView {
  /** 13 characters, or masked when found by phone number. */
  code: string
  masked: boolean
  /** The outage that matters most now; null when none is recorded. */
  outage: CustomerOutage | null
  /** Other cuts to come at this place, soonest first. */
  next: CustomerOutage[]
  /** How far ahead we look, in days. */
  days: number
  /** Where to send "still out?", "tell me" and where the calendar is; null where it cannot be done (masked). */
  links: { report: string | null; tell: string | null; calendar: string | null; live: string | null }
  /** Just done by the customer on this page. */
  done?: 'reported'
}

/** A line of the list of cuts. */
export interface CutLine {
  id: string
  origin: 'planned' | 'fault' | 'external'
  phase: Phase
  corporation: string
  out_from: Date
  back_promised: Date | null
  reason: string | null
  places: string[]
  places_more: number
  customers: number
  changed: boolean
}

export interface FirstView {
  out_places: number
  out_customers: number
  coming_places: number
  days: number
  hotlines: Corporation[]
  /** What was typed, when it could not be used. */
  query?: string
  problem?: 'empty' | 'not-found' | 'too-many'
}

/** What a search that is not one code found: places, or masked supplies of a phone number. */
export interface FoundView {
  query: string
  places: { name: string; within: string; href: string; out_now: number; coming: number }[]
  supplies: { masked: string; href: string; phase: Phase | null; back_promised: Date | null; out_from: Date | null }[]
}

export interface CutsView {
  provinces: { code: string; name: string }[]
  communes: string[]
  /** As chosen. */
  province: string
  commune: string
  from: string
  to: string
  lines: CutLine[]
  total: number
  /** Address of the next page; null on the last. */
  more: string | null
}

export interface CutView {
  outage: CustomerOutage
  corporation: Corporation
  places: { name: string; customers: number }[]
  /** The parts that came back together, in time order. */
  steps: { back_at: Date; customers: number; late_s: number | null }[]
  story: {
    at: Date
    what: 'announced' | 'changed' | 'started' | 'estimated' | 'cancelled' | 'restored'
    note: string | null
  }[]
  kept: number
  broken: number
  open: number
  calendar: string | null
}

export const signs = ['all', 'street', 'part', 'danger'] as const
export type Sign = (typeof signs)[number]

export interface ReportView {
  code: string | null
  typed?: string
  problem?: 'empty' | 'not-found'
  /** A known outage at this place: nothing more to fill in. */
  known: CustomerOutage | null
  /** Set when the report is in. */
  reported_at: Date | null
  danger: boolean
  hotlines: Corporation[]
  /** Whether reports are taken here; otherwise only by phone. */
  open: boolean
}

export interface TellView {
  code: string
  /** Whether a contact is registered; never which. */
  reachable: boolean
  calendar: string
  /** Whole address of the calendar, to subscribe to. */
  calendar_url: string
}

/** One promise kind of one corporation over a year. */
export interface KeptLine {
  corporation: string
  kind: 'notice' | 'power_back' | 'power_back_2h' | 'fault_told'
  kept: number
  broken: number
  months: { month: string; kept: number; broken: number }[]
}

export interface KeptView {
  from: string
  to: string
  lines: KeptLine[]
}

export interface ProblemView {
  status: number
  kind: 'not-found' | 'failed' | 'refused' | 'busy' | 'offline'
  /** Title of a Problem, in the reader's language. */
  title?: string
}
