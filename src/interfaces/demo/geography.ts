import { places, type ReferenceCompany } from '../../organisation/index.ts'

/** Degrees, WGS 84. */
export interface Spot {
  lon: number
  lat: number
}

type Land = 'all' | 'west' | 'east' | 'north' | 'south'

/**
 * The town that each company has its seat in, and on which side of it land is where the sea or a border is near. Units
 * are spread around it by rule: near enough for a map of the country, and not a survey.
 */
const seats: Record<string, [lon: number, lat: number, land: Land]> = {
  PA01: [106.168, 20.42, 'all'],
  PA02: [105.402, 21.322, 'all'],
  PA03: [107.08, 20.99, 'north'],
  PA04: [105.844, 21.594, 'all'],
  PA05: [106.19, 21.273, 'all'],
  PA07: [105.776, 19.807, 'west'],
  PA09: [106.336, 20.446, 'west'],
  PA11: [106.761, 21.853, 'south'],
  PA12: [105.214, 21.823, 'all'],
  PA13: [105.66, 18.679, 'west'],
  PA16: [105.88, 18.34, 'west'],
  PA18: [103.97, 22.46, 'south'],
  PA22: [106.076, 21.186, 'all'],
  PA23: [106.051, 20.646, 'all'],
  PA24: [105.914, 20.541, 'all'],
  PA25: [105.597, 21.309, 'all'],
  PM: [106.315, 20.937, 'all'],
  PN: [105.975, 20.254, 'all'],
  PD: [105.82, 21.02, 'all'],
  PC01: [106.58, 17.46, 'west'],
  PC02: [107.08, 16.816, 'west'],
  PC03: [107.56, 16.44, 'west'],
  PP: [108.19, 16.04, 'west'],
  PC05: [108.44, 15.57, 'west'],
  PC06: [108.78, 15.12, 'west'],
  PC07: [109.17, 13.8, 'west'],
  PC08: [109.28, 13.09, 'west'],
  PQ: [109.15, 12.25, 'west'],
  PC10: [108.0, 13.983, 'all'],
  PC11: [108.0, 14.35, 'all'],
  PC12: [108.04, 12.667, 'all'],
  PC13: [107.69, 12.0, 'all'],
  PB01: [106.895, 11.535, 'all'],
  PB02: [108.09, 10.96, 'north'],
  PB03: [108.44, 11.94, 'all'],
  PB05: [106.11, 11.31, 'east'],
  PB06: [106.413, 10.535, 'all'],
  PB07: [105.633, 10.46, 'all'],
  PB08: [106.36, 10.36, 'all'],
  PB09: [106.375, 10.241, 'all'],
  PB10: [105.972, 10.22, 'all'],
  PB11: [105.76, 10.03, 'all'],
  PB12: [105.435, 10.386, 'all'],
  PB13: [105.11, 10.012, 'east'],
  PB14: [105.15, 9.177, 'all'],
  PB16: [106.343, 9.934, 'all'],
  PB17: [105.98, 9.603, 'all'],
  PB18: [108.96, 11.58, 'west'],
  PB19: [105.72, 9.32, 'north'],
  PK: [106.86, 10.945, 'east'],
  PB04: [106.66, 11.0, 'north'],
  PB15: [107.168, 10.53, 'north'],
  PE: [106.66, 10.79, 'all'],
}

/** Half the width of what a company covers on the map, in degrees. */
const reach: Record<string, number> = { PD: 0.24, PE: 0.17, PM: 0.2 }

/** Where a unit has its seat: on a spiral around the company's town, so that no two stand on each other. */
export function placeOfUnit(company: ReferenceCompany, index: number): Spot {
  const [lon, lat, land] = seats[company.code] ?? [105.8, 16, 'all']
  const far = (reach[company.code] ?? 0.22) * Math.sqrt((index + 0.15) / company.units.length)
  const angle = index * 2.399963 // the golden angle
  let [x, y] = [far * Math.cos(angle), far * Math.sin(angle)]
  if (land === 'west') x = -Math.abs(x)
  if (land === 'east') x = Math.abs(x)
  if (land === 'north') y = Math.abs(y)
  if (land === 'south') y = -Math.abs(y)
  return { lon: lon + x, lat: lat + y }
}

export const hasSeat = (company: ReferenceCompany): boolean => company.code in seats

/** A point so many kilometres east and north of another. */
export const moved = ({ lon, lat }: Spot, east_km: number, north_km: number): Spot => ({
  lon: lon + east_km / (111.32 * Math.cos((lat * Math.PI) / 180)),
  lat: lat + north_km / 110.57,
})

/**
 * Communes of today that a unit serves: those that bear its name, or the name of a commune of the district that it had
 * until July 2025; where names do not help, some of its province.
 */
export function communesOfUnit(company: ReferenceCompany, index: number): places.Commune[] {
  const name = places.fold(company.units[index]!.name)
  const all = places.communesOf(company.province)
  const districts = places
    .provinces(before)
    .filter((p) => p.successor === company.province)
    .flatMap((p) => places.districtsOf(p.code, before).map((d) => ({ d, province: p.code })))
    .filter(({ d }) => places.fold(d.name) === name)
  const former = new Set(
    districts.flatMap(({ d, province }) =>
      places
        .communesOf(province, before)
        .filter((c) => c.district === d.code)
        .map((c) => c.name),
    ),
  )
  const own = all.filter((c) => places.fold(c.name) === name)
  const others = all.filter((c) => former.has(c.name) && !own.includes(c))
  if (own.length + others.length > 0) return [...own, ...others].slice(0, 6)
  const from = (index * 5) % Math.max(1, all.length - 4)
  return all.slice(from, from + 4)
}

const before = '2025-06-30'
