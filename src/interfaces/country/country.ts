import { places, referenceCompanies, referenceCorporations } from '../../organisation/index.ts'
import { type Chance, chance } from './chance.ts'
import { centres } from './words.ts'

/** About so many customers hang on a feeder. */
const customers_a_feeder = 1250
/** Enough feeders that a day's cuts and faults do not fall on one another. */
const pairs_min = 6
/** Share of the customers by corporation, as the five really stand to each other. */
const shares: Readonly<Record<string, number>> = {
  EVNNPC: 0.36,
  EVNSPC: 0.3,
  EVNCPC: 0.16,
  EVNHANOI: 0.09,
  EVNHCMC: 0.09,
}

export interface FeederPlan {
  corporation: string
  /** '471 E1.01' */
  feeder: string
  substation: string
  /** The unit that manages its customers: first six characters of their codes. */
  unit: { code: string; name: string }
  province: { code: string; name: string }
  commune: { code: string; name: string; urban: boolean }
  customers: number
  lon: number
  lat: number
  /** Direction in which its trunk runs, in radians. */
  angle: number
  /** The neighbour at whose end it can be tied; the first of the two holds the tie. */
  tie?: string
}

export interface Country {
  seed: number
  customers: number
  feeders: FeederPlan[]
}

/** Where everything stands: pure, from the seed and the number of customers. */
export function planCountry(seed: number, customers: number): Country {
  const feeders: FeederPlan[] = []
  let left = customers
  referenceCorporations.forEach(({ code }, index) => {
    const own = index === referenceCorporations.length - 1 ? left : Math.round(customers * shares[code]!)
    left -= own
    // Two feeders stand side by side, so that each can be fed from the other.
    const pairs = Math.max(pairs_min, Math.round(own / customers_a_feeder / 2))
    const luck = chance(seed).stream(code)
    const companies = referenceCompanies(code)
    for (let pair = 0; pair < pairs; pair++) {
      const company = companies[Math.floor((pair * companies.length) / pairs) % companies.length]!
      const unit = company.units[(pair * 7) % company.units.length]!
      const province = places.province(company.province)!
      const communes = places.communesOf(company.province)
      const substation = `E${index + 1}.${String(pair + 1).padStart(2, '0')}`
      const [lon, lat] = centres[company.province]!
      const spread = code === 'EVNHANOI' || code === 'EVNHCMC' ? 0.12 : 0.3
      const at = { lon: lon + luck.normal() * spread * 0.5, lat: lat + luck.normal() * spread * 0.4 }
      const angle = luck.next() * Math.PI * 2
      const commune = communes[luck.between(0, communes.length - 1)]!
      const share = Math.floor(own / (pairs * 2))
      for (const side of [0, 1]) {
        const last = pair === pairs - 1 && side === 1
        feeders.push({
          corporation: code,
          feeder: `${471 + side * 2} ${substation}`,
          substation,
          unit,
          province: { code: province.code, name: province.name },
          commune: {
            code: commune.code,
            name: commune.name,
            urban: commune.kind === 'ward' || commune.kind === 'township',
          },
          customers: last ? own - share * (pairs * 2 - 1) : share,
          ...at,
          angle: angle + side * 0.9,
          tie: side === 0 ? `473 ${substation}` : undefined,
        })
      }
    }
  })
  return { seed, customers, feeders }
}

export interface Section {
  no: number
  lon: number
  lat: number
}

/** Sections of a feeder's trunk, and the transformers on each with how many customers hang on them. */
export function planFeeder(
  f: FeederPlan,
  seed: number,
): {
  sections: (Section & { transformers: { id: string; name: string; customers: number; lon: number; lat: number }[] })[]
} {
  const luck: Chance = chance(seed).stream(f.corporation + f.feeder)
  const transformers = Math.max(3, Math.round(f.customers / 38))
  const count = Math.max(3, Math.min(14, Math.round(transformers / 3)))
  const step = f.commune.urban ? 0.0035 : 0.009
  let { lon, lat } = f
  let angle = f.angle
  const weights = Array.from({ length: transformers }, () => 0.5 + luck.next())
  const sum = weights.reduce((a, b) => a + b, 0)
  let given = 0
  let t = 0
  const sections = Array.from({ length: count }, (_, i) => {
    angle += luck.normal() * 0.18
    lon += Math.cos(angle) * step
    lat += Math.sin(angle) * step
    const until = Math.round(((i + 1) * transformers) / count)
    const own: { id: string; name: string; customers: number; lon: number; lat: number }[] = []
    for (; t < until; t++) {
      const last = t === transformers - 1
      const customers = last ? f.customers - given : Math.round((f.customers * weights[t]!) / sum)
      given += customers
      const out = step * (0.4 + 0.5 * (own.length + 1))
      const side = own.length % 2 === 0 ? 1 : -1
      own.push({
        id: `TBA-${f.substation}-${f.feeder.slice(0, 3)}-${String(t + 1).padStart(2, '0')}`,
        name: `TBA ${f.commune.name} ${t + 1}`,
        customers: Math.max(0, customers),
        lon: lon + Math.cos(angle + (side * Math.PI) / 2) * out,
        lat: lat + Math.sin(angle + (side * Math.PI) / 2) * out,
      })
    }
    return { no: i + 1, lon, lat, transformers: own }
  })
  return { sections }
}

/** Ids of the devices of a feeder that cuts are made with. */
export const deviceIds = (f: Pick<FeederPlan, 'feeder'>) => ({
  breaker: `${f.feeder}/MC`,
  recloser: `${f.feeder}/REC-1`,
  fuse: (section: number) => `${f.feeder}/FCO-${section}`,
  switch: (section: number) => `${f.feeder}/DCL-${section}`,
  tie: `${f.feeder}/LL`,
})
