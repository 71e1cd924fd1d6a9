import type { Definition } from './definition-rules.ts'

/** One published figure: of an indicator or of a count below, over a period of months, as it was printed. */
export interface Published {
  code: string
  /** Code; null: the group. */
  corporation: string | null
  /** 'YYYY-MM', both included, of one year. */
  from: string
  to: string
  value: number
  /** Digits after the point, as printed: its rounding. */
  decimals: number
  source: string
  /** How its definition differs from ours, or may. */
  vi: string
  en: string
}

const supply = (label: { vi: string; en: string }, ofClass: string | null, measure: 'count' | 'mean'): Definition => ({
  name: label,
  unit: measure === 'count' ? 'requests' : 'working days',
  decimals: measure === 'count' ? 0 : 2,
  direction: measure === 'count' ? 'up' : 'down',
  source: 'requests',
  measure,
  where: [
    { field: 'outcome', op: 'is', value: 'done' },
    { field: 'family', op: 'is', value: 'new_supply' },
    ...(ofClass === null ? [] : [{ field: 'class', op: 'is', value: ofClass } as const]),
  ],
  ...(measure === 'mean' ? { field: 'working_days' } : {}),
})

const classes = {
  urban_home: { vi: 'nhà ở đô thị', en: 'urban homes' },
  rural_home: { vi: 'nhà ở nông thôn', en: 'rural homes' },
  non_residential: { vi: 'ngoài sinh hoạt', en: 'non-residential' },
  medium_voltage: { vi: 'trung áp', en: 'medium voltage' },
} as const

/** What was published and is no indicator by itself: counts and means of requests. */
export const publishedOnly: Readonly<Record<string, Definition>> = {
  count_new_supply: supply({ vi: 'Số hồ sơ cấp điện mới', en: 'New supplies' }, null, 'count'),
  requests_received: {
    name: { vi: 'Số yêu cầu tiếp nhận', en: 'Requests received' },
    unit: 'requests',
    decimals: 0,
    direction: 'up',
    source: 'requests_received',
    measure: 'count',
    where: [],
  },
  ...Object.fromEntries(
    Object.entries(classes).flatMap(([name, of]) => [
      [`count_${name}`, supply({ vi: `Số hồ sơ cấp điện mới, ${of.vi}`, en: `New supplies, ${of.en}` }, name, 'count')],
      [
        `days_${name}`,
        supply({ vi: `Ngày cấp điện mới, ${of.vi}`, en: `Days of a new supply, ${of.en}` }, name, 'mean'),
      ],
    ]),
  ),
}

/** Energy as it is published: in TWh, customers in millions. */
export const publishedEnergy = {
  energy_sold_twh: { vi: 'Điện thương phẩm', en: 'Energy sold', unit: 'TWh', decimals: 2 },
  energy_delivered_twh: { vi: 'Điện nhận', en: 'Energy delivered', unit: 'TWh', decimals: 2 },
  customers_million: { vi: 'Số khách hàng', en: 'Customers', unit: '10^6', decimals: 2 },
} as const

/** Which published figure says of how many this one speaks. */
export const populationOf = (code: string): string | undefined =>
  code.startsWith('days_') ? `count_${code.slice(5)}` : undefined

/** Why a computed figure is not the published one. */
export const differences = ['same', 'no_rows', 'population', 'definition', 'unexplained'] as const
export type Difference = (typeof differences)[number]

/**
 * Explains the difference: none within the rounding of the printed figure; nothing recorded here; computed from other
 * numbers of rows than were published; another definition, where the source's is or may be another; else it stays open.
 */
export function explain(given: {
  published: Pick<Published, 'value' | 'decimals'>
  computed: number | null
  /** How many the figure is computed from, and how many were published; only where both are known. */
  population?: { computed: number; published: number } | undefined
  remark: string
}): Difference {
  const { published, computed, population, remark } = given
  if (computed === null) return 'no_rows'
  const half = 0.5 * 10 ** -published.decimals
  if (Math.abs(computed - published.value) <= half * (1 + 1e-9)) return 'same'
  if (population && population.computed !== population.published) return 'population'
  return remark !== '' ? 'definition' : 'unexplained'
}

/** What is wrong with a published figure as it comes from a file; undefined when nothing is. */
export function wrongPublished(row: unknown, known: (code: string) => boolean): string | undefined {
  const of = row as Partial<Published> | null
  if (typeof of !== 'object' || of === null) return 'not an object'
  if (typeof of.code !== 'string' || !known(of.code)) return `code "${of.code}" is not known`
  for (const field of ['from', 'to'] as const)
    if (typeof of[field] !== 'string' || !/^\d{4}-(0[1-9]|1[0-2])$/.test(of[field]))
      return `${of.code}: ${field} "${of[field]}" is not a month`
  if (of.to! < of.from! || of.to!.slice(0, 4) !== of.from!.slice(0, 4))
    return `${of.code}: the period must lie in one year`
  if (typeof of.value !== 'number' || !Number.isFinite(of.value)) return `${of.code}: value is not a number`
  if (!Number.isInteger(of.decimals) || of.decimals! < 0 || of.decimals! > 9) return `${of.code}: decimals are 0 to 9`
  if (typeof of.source !== 'string' || of.source.trim() === '') return `${of.code}: a source is needed`
  if (of.corporation !== undefined && of.corporation !== null && typeof of.corporation !== 'string')
    return `${of.code}: corporation is a code or null`
  return undefined
}
