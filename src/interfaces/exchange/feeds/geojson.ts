/** Outages as GeoJSON (RFC 7946), for others' maps and applications. Pure. */
import { iso } from '../../../kernel/index.ts'
import type { Spot } from './area.ts'
import { customersOut, type ShownOutage } from './shown.ts'

/** Names of states outside: those of the plan of an outage, and of a fault that is open. */
const states = { coming: 'announced', out: 'out' } as const

/**
 * One feature an outage under way or announced. `back_by_kind` says what `back_by` is: `planned`, the end that was
 * announced; `estimate`, what is thought of a fault; null with it while nobody knows.
 */
export const featuresOf = (shown: readonly ShownOutage[]) =>
  shown
    .filter(({ outage }) => outage.phase in states)
    .map(({ outage, corporation, places, spots, url }) => ({
      type: 'Feature' as const,
      id: outage.id,
      geometry: geometryOf(spots),
      properties: {
        corporation: corporation.code,
        origin: outage.origin,
        state: states[outage.phase as keyof typeof states],
        reason: outage.reason,
        from: iso(outage.out_from),
        back_by: outage.back_promised && iso(outage.back_promised),
        back_by_kind:
          outage.back_promised && (outage.origin === 'planned' ? ('planned' as const) : ('estimate' as const)),
        customers: outage.customers,
        customers_out: customersOut(outage),
        customers_back: outage.customers_back,
        places,
        url,
      },
    }))

/** RFC 7946 §3.1.1: longitude first; §3.2: null where there is no place. */
function geometryOf(spots: readonly Spot[]) {
  const points = spots.map(({ lon, lat }) => [lon, lat])
  if (points.length === 0) return null
  return points.length === 1
    ? { type: 'Point' as const, coordinates: points[0]! }
    : { type: 'MultiPoint' as const, coordinates: points }
}
