/** An outage as anybody outside may see it: what the customers' site shows of it, without a customer. Pure. */
import type { Cell, OutageNow, Place } from '../../portal/source.ts'
import type { Corporation } from '../../portal/views.ts'
import { type Spot, spotsOf } from './area.ts'

export interface ShownOutage {
  outage: OutageNow
  corporation: Pick<Corporation, 'code' | 'name' | 'hotline'>
  places: { province: string; commune: string }[]
  spots: readonly Spot[]
  /** Of the outage on the customers' site, whole. */
  url: string
}

/** Who has no power now: nobody before it begins, and nobody once it is over. */
export const customersOut = (one: OutageNow): number => (one.phase === 'out' ? one.customers - one.customers_back : 0)

/** Communes, most customers first, each once. */
export function namedPlaces(places: readonly Place[]): ShownOutage['places'] {
  const seen = new Map<string, ShownOutage['places'][number]>()
  for (const { province, commune } of places)
    if (commune || province) seen.set(`${province}|${commune}`, { province, commune })
  return [...seen.values()]
}

/** The outages that a reader asked for: of a corporation (id), in a province (as it is written on the site). */
export function selected(
  outages: readonly OutageNow[],
  at: { places: (one: OutageNow) => readonly Place[]; cells: (one: OutageNow) => readonly Cell[] },
  wanted: { corporation_id?: number; province?: string },
): { outage: OutageNow; places: ShownOutage['places']; spots: readonly Spot[] }[] {
  return outages
    .filter((one) => wanted.corporation_id === undefined || one.corporation_id === wanted.corporation_id)
    .map((outage) => ({ outage, places: namedPlaces(at.places(outage)), cells: at.cells(outage) }))
    .filter(({ places }) => !wanted.province || places.some((place) => place.province === wanted.province))
    .map(({ outage, places, cells }) => ({ outage, places, spots: spotsOf(cells) }))
}
