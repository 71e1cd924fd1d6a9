/** The list of cuts, filtered in memory: everybody asks for the same few hundred. */
import { dayOf } from '../../kernel/index.ts'
import type { AnswerCache } from './answer-cache.ts'
import { folded, matches } from './search.ts'
import type { Cell, OutageNow, Place, PortalSource, Whereabouts } from './source.ts'
import type { CutLine } from './views.ts'

/** Where each outage is; asked for once for each set of transformers. */
export class OutagePlaces {
  readonly #source: PortalSource
  readonly #known = new Map<string, Whereabouts>()
  #filling: Promise<void> | undefined
  #version = 0

  constructor(source: PortalSource) {
    this.#source = source
  }

  of(outage: OutageNow): readonly Place[] {
    return this.#known.get(keyOf(outage))?.places ?? []
  }
  cells(outage: OutageNow): readonly Cell[] {
    return this.#known.get(keyOf(outage))?.cells ?? []
  }

  /** Another number when more is known than before. */
  get version(): number {
    return this.#version
  }

  /** Asks for those that are not known yet, one after the other; callers at the same time share it. */
  fill(outages: readonly OutageNow[]): Promise<void> {
    this.#filling ??= this.#fill(outages).finally(() => (this.#filling = undefined))
    return this.#filling
  }

  async #fill(outages: readonly OutageNow[]): Promise<void> {
    const wanted = new Set(outages.map(keyOf))
    for (const key of this.#known.keys()) if (!wanted.has(key)) this.#known.delete(key)
    for (const one of outages) {
      const key = keyOf(one)
      if (this.#known.has(key)) continue
      this.#known.set(key, await this.#source.placesOf(one.corporation_id, one.transformers))
      this.#version++
    }
  }
}

const keyOf = (outage: OutageNow): string => `${outage.corporation_id}${outage.transformers}`

export interface CutQuery {
  province: string
  commune: string
  /** Civil days, inclusive; empty: open. */
  from: string
  to: string
  now: boolean
  offset: number
}

const pageSize = 20

/** Names of communes, most customers first, each once. */
export function communesIn(places: readonly Place[]): { name: string; customers: number }[] {
  const found = new Map<string, number>()
  for (const { commune, customers } of places) if (commune) found.set(commune, (found.get(commune) ?? 0) + customers)
  return [...found].map(([name, customers]) => ({ name, customers })).sort((a, b) => b.customers - a.customers)
}

/** Lines of the list in time order, and how many there are in all. */
export function listCuts(
  cache: AnswerCache,
  places: OutagePlaces,
  units: ReadonlyMap<string, string>,
  query: CutQuery,
): { lines: CutLine[]; total: number; more: boolean } {
  const text = folded(query.commune)
  const found = cache.outages.filter((one) => {
    if (query.now ? one.phase !== 'out' : one.origin !== 'planned') return false
    if (!query.now) {
      // Listed on each day that it touches.
      const [first, last] = [dayOf(one.out_from), dayOf(one.back_promised ?? one.out_from)]
      if ((query.from && last < query.from) || (query.to && first > query.to)) return false
    }
    if (!query.province && !text) return true
    return places
      .of(one)
      .some(
        (place) =>
          (!query.province || place.province === query.province) &&
          (!text || matches(text, folded(`${place.commune} ${units.get(place.unit) ?? ''}`))),
      )
  })
  const lines = found.slice(query.offset, query.offset + pageSize).map((one): CutLine => {
    const communes = communesIn(places.of(one)).map((place) => place.name)
    return {
      id: one.id,
      origin: one.origin,
      phase: one.phase,
      corporation: cache.corporation(one.corporation_id)?.code ?? '',
      out_from: one.out_from,
      back_promised: one.back_promised,
      reason: one.reason,
      places: communes.slice(0, 3),
      places_more: Math.max(0, communes.length - 3),
      customers: one.customers,
      changed: one.changes.length > 0,
    }
  })
  return { lines, total: found.length, more: found.length > query.offset + pageSize }
}
