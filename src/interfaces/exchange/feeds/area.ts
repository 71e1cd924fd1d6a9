/** Where an outage is, as anybody may see it: points that stand for several customers each. Pure. */
import type { Cell } from '../../portal/source.ts'

/** A point of the map and how far around it its customers are. WGS 84 degrees. */
export interface Spot {
  lon: number
  lat: number
  radius_km: number
}

/** A point stands for at least so many customers; fewer are shown in a wider cell with their neighbours, or not at all. */
export const fewest = 5
/** More points than this say no more than wider cells do. */
export const spots_max = 100

/** Widths of cells in hundredths of a degree: 1.1, 5.6 and 22 km. */
const widths = [1, 5, 20] as const
const km_a_degree = 111.2

/**
 * Middles of cells, never the places of transformers: one transformer may serve one customer. Cells with too few
 * customers are put together in wider ones; what is still too few is left out.
 */
export function spotsOf(cells: readonly Cell[]): readonly Spot[] {
  const before = known.get(cells)
  if (before) return before
  const spots = spotsAt(cells)
  known.set(cells, spots)
  return spots
}

/** Asked again every second for the same lists, thousands of them in a storm: 2,000 outages of 60 cells took 0.1 s each time. */
const known = new WeakMap<readonly Cell[], readonly Spot[]>()

function spotsAt(cells: readonly Cell[]): Spot[] {
  for (let from = 0; ; from += 1) {
    const spots = spotsFrom(cells, widths.slice(from))
    if (spots.length <= spots_max || from === widths.length - 1) return spots.slice(0, spots_max)
  }
}

function spotsFrom(cells: readonly Cell[], widths: readonly number[]): Spot[] {
  const spots: Spot[] = []
  let rest = cells
  for (const width of widths) {
    const within = new Map<string, Cell>()
    for (const cell of rest) {
      const [x, y] = [Math.floor(cell.x / width) * width, Math.floor(cell.y / width) * width]
      const sum = within.get(`${x} ${y}`) ?? { x, y, customers: 0 }
      sum.customers += cell.customers
      within.set(`${x} ${y}`, sum)
    }
    const all = [...within.values()].sort((a, b) => b.customers - a.customers)
    for (const cell of all) if (cell.customers >= fewest) spots.push(middleOf(cell, width))
    rest = all.filter((cell) => cell.customers < fewest)
  }
  return spots
}

const middleOf = (cell: Cell, width: number): Spot => ({
  lon: rounded((cell.x + width / 2) / 100),
  lat: rounded((cell.y + width / 2) / 100),
  // from the middle to a corner
  radius_km: Math.ceil((width / 100) * km_a_degree * Math.SQRT1_2 * 10) / 10,
})
const rounded = (degrees: number): number => Math.round(degrees * 1e4) / 1e4
