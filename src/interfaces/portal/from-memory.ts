/** The portal's questions answered from arrays: for tests and for the bench, where the data is made on the spot. */
import { ranges } from '../../kernel/index.ts'
import type { Cell, OutageNow, Place, PortalSource, SupplyBatch } from './source.ts'
import type { Corporation, KeptView, Sign } from './views.ts'

export interface MemoryCustomer {
  code: string
  transformers: number[]
  corporation_id: number
  reachable: boolean
  phone?: string
  province: string
  commune: string
}

export interface Memory {
  corporations: (Corporation & { id: number })[]
  customers: MemoryCustomer[]
  outages: OutageNow[]
  /** Where transformers are, as cells of the map. */
  cells: Map<number, Omit<Cell, 'customers'>>
  kept: KeptView
  units: Map<string, string>
  reports: { code: string; sign: Sign }[]
  /** How often each question was asked. */
  asked: Record<string, number>
  /** Set to make every question fail, as when the database is gone. */
  gone: boolean
}

export const emptyMemory = (): Memory => ({
  corporations: [],
  customers: [],
  outages: [],
  cells: new Map(),
  kept: { from: '', to: '', lines: [] },
  units: new Map(),
  reports: [],
  asked: {},
  gone: false,
})

export function fromMemory(memory: Memory): Required<PortalSource> {
  const answer = async <T>(what: string, give: () => T): Promise<T> => {
    memory.asked[what] = (memory.asked[what] ?? 0) + 1
    await new Promise(setImmediate)
    if (memory.gone) throw new Error('the database is gone')
    return give()
  }
  const placesOf = (customers: readonly MemoryCustomer[]): Place[] => {
    const found = new Map<string, Place>()
    for (const { province, commune, code } of customers) {
      const unit = code.slice(0, 6)
      const place = found.get(`${province}|${commune}|${unit}`) ?? { province, commune, unit, customers: 0 }
      place.customers++
      found.set(`${province}|${commune}|${unit}`, place)
    }
    return [...found.values()].sort((a, b) => b.customers - a.customers)
  }
  return {
    corporations: () => answer('corporations', () => memory.corporations),
    supplies: () =>
      answer('supplies', () => ({ expected: memory.customers.length, batches: batchesOf(memory.customers) })),
    suppliesOf: (code) =>
      answer('suppliesOf', () => batchOf(memory.customers.filter((customer) => customer.code === code))),
    outages: (from, to) =>
      answer('outages', () =>
        memory.outages.filter((one) => one.out_from < to && (one.back_at ?? one.back_promised ?? to) > from),
      ),
    placesOf: (corporation_id, transformers) =>
      answer('placesOf', () => {
        const inside = new Set(ranges.numbersOf(transformers))
        const there = memory.customers.filter(
          (c) => c.corporation_id === corporation_id && c.transformers.some((t) => inside.has(t)),
        )
        return { places: placesOf(there), cells: cellsOf(there, memory.cells) }
      }),
    places: () => answer('places', () => placesOf(memory.customers)),
    units: () => answer('units', () => memory.units),
    codesOfPhone: (phone) =>
      answer('codesOfPhone', () => memory.customers.filter((c) => c.phone === phone).map((c) => c.code)),
    cut: (id) =>
      answer('cut', () => {
        const outage = memory.outages.find((one) => one.id === id)
        if (!outage) return null
        return {
          outage,
          steps: outage.restored.map((part) => ({ back_at: part.back_at, customers: 1, late_s: null })),
          story: [],
          kept: 0,
          broken: 0,
          open: outage.customers,
        }
      }),
    kept: () => answer('kept', () => memory.kept),
    report: (code, sign) => answer('report', () => void memory.reports.push({ code, sign })),
  }
}

function cellsOf(customers: readonly MemoryCustomer[], at: Memory['cells']): Cell[] {
  const found = new Map<string, Cell>()
  for (const { transformers } of customers) {
    const place = at.get(transformers[0])
    if (!place) continue
    const cell = found.get(`${place.x} ${place.y}`) ?? { ...place, customers: 0 }
    cell.customers++
    found.set(`${place.x} ${place.y}`, cell)
  }
  return [...found.values()]
}

async function* batchesOf(customers: readonly MemoryCustomer[]): AsyncGenerator<SupplyBatch> {
  for (let i = 0; i < customers.length; i += 50_000) yield batchOf(customers.slice(i, i + 50_000))
}

const batchOf = (customers: readonly MemoryCustomer[]): SupplyBatch => {
  const rows = customers.flatMap((c) => c.transformers.map((t) => ({ ...c, t })))
  return {
    codes: rows.map((row) => row.code),
    transformers: rows.map((row) => row.t),
    corporations: rows.map((row) => row.corporation_id),
    reachable: rows.map((row) => Number(row.reachable)),
  }
}
