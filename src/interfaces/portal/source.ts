/** What the portal asks of the rooms. One implementation reads the database; tests and the bench bring their own data. */
import type { RangeSet } from '../../kernel/index.ts'
import type { Change, Corporation, CustomerOutage, CutView, KeptView, Outcome, PromiseView, Sign } from './views.ts'

/** Customers in columns: a million of them in batches, without an object each. */
export interface SupplyBatch {
  /** Customer codes; a customer with several supplies comes several times. */
  codes: readonly string[]
  transformers: ArrayLike<number>
  corporations: ArrayLike<number>
  /** 1 where we have a way to tell this customer. */
  reachable: ArrayLike<number>
}

/** An outage that customers may be in, now, lately or soon. */
export interface OutageNow {
  corporation_id: number
  id: string
  /** Changes whenever anything that a page shows of it changes. */
  mark: string
  origin: 'planned' | 'fault' | 'external'
  phase: CustomerOutage['phase']
  urgent: boolean
  reason: string | null
  out_from: Date
  back_promised: Date | null
  back_first: Date | null
  /** When the last of it came back. */
  back_at: Date | null
  estimate_due: Date | null
  told_at: Date | null
  notice: PromiseView | null
  power_back_due: Date | null
  changes: Change[]
  customers: number
  customers_back: number
  transformers: RangeSet
  /** Parts that have power again. A transformer in two of them came back, went and came back: the later counts. */
  restored: { transformers: RangeSet; back_at: Date }[]
  /** What the ledger says of "power back", part by part; the parts do not overlap. */
  outcomes: { transformers: RangeSet; outcome: Outcome; late_s: number | null }[]
  /** What became known of it and may be told, in the order of the ledger: each is a new word on the outage for others. */
  facts: { seq: number; kind: string; recorded_at: Date }[]
}

export interface Place {
  province: string
  commune: string
  /** The power company's unit, by the six characters that begin its codes. */
  unit: string
  customers: number
}

/** How many customers hang on transformers of one cell of the map, a hundredth of a degree wide (1.1 km): x = ⌊lon · 100⌋. */
export interface Cell {
  x: number
  y: number
  customers: number
}

export interface Whereabouts {
  /** Most customers first. */
  places: readonly Place[]
  /** Without those whose transformer has no position. */
  cells: readonly Cell[]
}

export interface PortalSource {
  corporations(): Promise<(Corporation & { id: number })[]>
  /** Every customer of every corporation, and about how many there are. */
  supplies(): Promise<{ expected: number; batches: AsyncIterable<SupplyBatch> }>
  /** The supplies of one code that memory does not know: recorded after the others were read, or nobody's. */
  suppliesOf(code: string): Promise<SupplyBatch>
  /** All outages from `from` to `to` that have been told to anybody or are happening. One statement, one snapshot. */
  outages(from: Date, to: Date): Promise<OutageNow[]>
  /** Where the customers behind these transformers live, by name and on the map. */
  placesOf(corporation_id: number, transformers: RangeSet): Promise<Whereabouts>
  /** All places with customers: for the search by name. */
  places(): Promise<Place[]>
  /** Names of the units by their six characters. */
  units(): Promise<Map<string, string>>
  /** Codes of the customers who gave this phone number. */
  codesOfPhone(phone: string): Promise<string[]>
  /** The story and the counts of one outage; null when there is none, or nobody was told of it. */
  cut(
    id: string,
  ): Promise<(Pick<CutView, 'steps' | 'story' | 'kept' | 'broken' | 'open'> & { outage: OutageNow }) | null>
  kept(now: Date): Promise<KeptView>
  /** A customer says that the power is out; absent where reports cannot be recorded. Twice within an hour is once. */
  report?(code: string, sign: Sign): Promise<void>
}
