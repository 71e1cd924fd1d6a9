import { type places, type ReferenceCompany, referenceCompanies } from '../../organisation/index.ts'
import { communesOfUnit, hasSeat, moved, placeOfUnit, type Spot } from './geography.ts'
import { type Random, randomOf } from './random.ts'

/** Customers whom each corporation really supplies, in millions (2025, rounded): only their proportions are used. */
const supplies = { EVNNPC: 11.2, EVNSPC: 8.4, EVNCPC: 4.9, EVNHANOI: 2.9, EVNHCMC: 4.1 } as const

export type CorporationCode = keyof typeof supplies
export const corporationCodes = Object.keys(supplies) as CorporationCode[]

/** A feeder of 22 kV supplies about so many. */
const customers_a_feeder = 1_700
/** Few feeders stand in stations of two, so that there is more than one place to look at. */
const feedersAStation = (feeders: number): number => (feeders < 12 ? 2 : 4)
/** So that ties, and a living day with several cuts at once, have room. */
const feeders_min = 4

/** A district unit of the published list. */
export interface UnitPlan {
  company: ReferenceCompany
  index: number
  code: string
  name: string
}

export interface SubstationPlan {
  code: string
  unit: UnitPlan
  at: Spot
  /** Direction of the streets, radians. */
  bearing: number
  communes: readonly places.Commune[]
}

export interface FeederPlan {
  corporation: CorporationCode
  /** `471E1.5`: the feeder's number and its substation, as dispatchers call it. */
  id: string
  number: number
  /** Among the feeders of the corporation; 2k and 2k + 1 run side by side and are tied at their ends. */
  index: number
  customers: number
  /** The first customer's number among those of the unit. */
  serial: number
  substation: SubstationPlan
  /** Which of the substation's, from 0. */
  nth: number
}

export interface CorporationPlan {
  code: CorporationCode
  customers: number
  feeders: FeederPlan[]
}

/**
 * Who gets how many of the customers. By the square root of what they really supply: the group's proportions would leave
 * the smallest with too little to look at.
 */
export function shares(customers: number): Map<CorporationCode, number> {
  const parts = divide(
    customers,
    corporationCodes.map((code) => Math.sqrt(supplies[code])),
  )
  return new Map(corporationCodes.map((code, i) => [code, parts[i]!]))
}

/** The country as a plan: which feeder of which substation supplies how many customers of which unit. Pure. */
export function planCountry(seed: number, customers: number): CorporationPlan[] {
  return [...shares(customers)].map(([code, mine]) => planCorporation(seed, code, mine))
}

function planCorporation(seed: number, code: CorporationCode, customers: number): CorporationPlan {
  const random = randomOf(seed, 'country', code)
  const units = unitsOf(code)
  const feeders = 2 * Math.max(feeders_min / 2, Math.round(customers / customers_a_feeder / 2))
  const sizes = divide(
    customers,
    Array.from({ length: feeders }, () => Math.exp(0.28 * random.normal())),
  )
  const each = feedersAStation(feeders)
  const substations = Math.ceil(feeders / each)
  const serials = new Map<string, number>()
  const numbered = new Map<string, number>()
  const plan: CorporationPlan = { code, customers, feeders: [] }
  let substation: SubstationPlan | undefined
  for (let index = 0; index < feeders; index++) {
    const nth = index % each
    if (nth === 0) {
      const s = index / each
      const at = substations <= units.length ? Math.floor((s * units.length) / substations) : s % units.length
      substation = planSubstation(random, units[at]!, numbered)
    }
    const { unit, code: name } = substation!
    const number = 471 + 2 * nth // odd numbers on the one busbar; 22 kV begins with 4
    const serial = serials.get(unit.code) ?? 0
    serials.set(unit.code, serial + sizes[index]!)
    plan.feeders.push({
      corporation: code,
      id: `${number}${name}`,
      number,
      index,
      customers: sizes[index]!,
      serial,
      substation: substation!,
      nth,
    })
  }
  return plan
}

/** `E1.5`: the company's number and the station's, as 110 kV stations are called. */
function planSubstation(random: Random, unit: UnitPlan, numbered: Map<string, number>): SubstationPlan {
  const n = (numbered.get(unit.company.code) ?? 0) + 1
  numbered.set(unit.company.code, n)
  const earlier = Math.floor((n - 1) / unit.company.units.length)
  const seat = placeOfUnit(unit.company, unit.index)
  return {
    code: `E${companyNumber(unit.company)}.${n}`,
    unit,
    // a unit's second station stands some kilometres from its first
    at: moved(seat, earlier * random.between(-9, 9), earlier * random.between(-9, 9)),
    bearing: random.between(0, Math.PI / 2),
    communes: communesOfUnit(unit.company, unit.index),
  }
}

/** Hanoi's stations are E1.x; the others follow in the order of the list. */
function companyNumber(company: ReferenceCompany): number {
  if (company.code === 'PD') return 1
  return (
    referenceCompanies()
      .filter((c) => c.code !== 'PD')
      .findIndex((c) => c.code === company.code) + 2
  )
}

/** Those of the city itself first, where a corporation has one. */
const unitsOf = (corporation: string): UnitPlan[] =>
  referenceCompanies(corporation)
    .filter(hasSeat)
    .sort((a, b) => Number(b.code === 'PE') - Number(a.code === 'PE'))
    .flatMap((company) => company.units.map(({ code, name }, index) => ({ company, index, code, name })))

/** Shares out a whole number by weights; the sum is exact and nobody gets less than one where there is enough. */
export function divide(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((s, w) => s + w, 0)
  const floor = total >= weights.length ? 1 : 0
  const rest = total - floor * weights.length
  let [given, cumulated] = [0, 0]
  return weights.map((w) => {
    cumulated += w
    const upTo = Math.round((rest * cumulated) / sum)
    const mine = upTo - given
    given = upTo
    return floor + mine
  })
}
