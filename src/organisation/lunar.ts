/**
 * The Vietnamese lunisolar calendar, computed: a month begins on the day of the new moon *in Hanoi* (UTC+7), month 11
 * holds the winter solstice, and in a year of thirteen months the first month without a major solar term is the leap
 * one. It is the Chinese rule at another meridian, which is why Tet is a day early in 2007 and 2030 and was a month
 * early in 1985.
 *
 * Method: Ho Ngoc Duc, "Thuật toán tính âm lịch". New moons: J. Meeus, Astronomical Algorithms, 2nd ed., chapter 49
 * (all terms); the Sun: chapter 25 with the planetary terms of Astronomical Formulae for Calculators, chapter 18.
 * Against a full ephemeris new moons stay within 20 s and solar terms within 8 min, and from 1976 to 2076 none falls so
 * near to midnight in Hanoi that a month would begin on another day. In November 2077 one does, within seconds.
 */
import { civilOf, dayNumber } from './civil.ts'

/** A day of the lunisolar calendar. `year` is the Gregorian year in which that lunar year's Tet falls. */
export type LunarDay = { year: number; month: number; leap: boolean; day: number }

/** One month of a lunar year: `first` is the day number of its first day, `length` 29 or 30. */
export type LunarMonth = { month: number; leap: boolean; first: number; length: number }

/** Lunar day of a civil day number. */
export function toLunar(day: number): LunarDay {
  const { year } = civilOf(day)
  const lunarYear = day >= tet(year) ? year : year - 1
  const months = monthsOf(lunarYear)
  for (let i = months.length - 1; i >= 0; i--) {
    const { month, leap, first } = months[i]
    if (day >= first) return { year: lunarYear, month, leap, day: day - first + 1 }
  }
  throw new RangeError(`day ${day} lies before its lunar year`)
}

/**
 * Civil day number of a lunar day; the inverse of `toLunar`.
 * @throws RangeError when that year has no such month (a leap one) or the month no 30th day
 */
export function fromLunar({ year, month, leap, day }: LunarDay): number {
  const found = monthsOf(year).find((m) => m.month === month && m.leap === leap)
  if (!found || day < 1 || day > found.length) {
    throw new RangeError(`no such lunar day: ${day}/${month}${leap ? ' (leap)' : ''}/${year}`)
  }
  return found.first + day - 1
}

/** Day number of Tet, the first day of the lunar year that begins in Gregorian `year`. */
export function tet(year: number): number {
  return monthsOf(year)[0].first
}

/** Day number of the Hung Kings' day, 10/3 of the lunar year; a leap third month has none. */
export function hungKings(year: number): number {
  return fromLunar({ year, month: 3, leap: false, day: 10 })
}

/** The twelve or thirteen months of a lunar year, in order. */
export function monthsOf(year: number): readonly LunarMonth[] {
  const known = years.get(year)
  if (known) return known
  // month 1 and those after it come from the solstice year that ends in this December, months 11 and 12 from the next
  const months = [
    ...solsticeYear(year).filter((m) => m.month < 11),
    ...solsticeYear(year + 1).filter((m) => m.month >= 11),
  ]
  years.set(year, months)
  return months
}

const years = new Map<number, readonly LunarMonth[]>()

/** Months from the one with the solstice of December `year - 1` up to the one with the solstice of December `year`. */
function solsticeYear(year: number): LunarMonth[] {
  const from = monthOfSolstice(year - 1)
  const to = monthOfSolstice(year)
  const starts: number[] = []
  for (let k = from; k <= to; k++) starts.push(newMoonDay(k))
  // a major term falls into the month when the Sun stands in another twelfth of its way at the month's end
  const sector = starts.map((day) => Math.floor(sunLongitude(day) / 30))
  const leapAt = to - from === 13 ? starts.findIndex((_, i) => i > 0 && sector[i] === sector[i + 1]) : -1
  const months: LunarMonth[] = []
  for (let i = 0; i < to - from; i++) {
    const passed = leapAt >= 0 && i >= leapAt ? i - 1 : i
    months.push({
      month: ((passed + 10) % 12) + 1,
      leap: i === leapAt,
      first: starts[i],
      length: starts[i + 1] - starts[i],
    })
  }
  return months
}

/** Number of the new moon that begins the month of the winter solstice of December `year`. */
function monthOfSolstice(year: number): number {
  let solstice = dayNumber(year, 12, 20)
  while (sunLongitude(solstice + 1) < 270) solstice++
  let k = Math.ceil((solstice - NEW_MOON_OF_2000) / SYNODIC_MONTH) + 1
  while (newMoonDay(k) > solstice) k--
  return k
}

const SYNODIC_MONTH = 29.530_588_861

/** Day number of the new moon k = 0, 6 January 2000. */
const NEW_MOON_OF_2000 = 10_962

/** Julian date of the beginning of day 0 (1970-01-01) at +07:00. */
const JULIAN_OF_DAY_0 = 2_440_587.5 - 7 / 24

/** Day number, at +07:00, of new moon k. */
function newMoonDay(k: number): number {
  return Math.floor(newMoon(k) - JULIAN_OF_DAY_0)
}

/**
 * Julian date (universal time) of new moon k, counted from 6 January 2000.
 * Meeus, Astronomical Algorithms, 2nd ed., (49.1) to (49.3) with the 14 additional corrections.
 */
export function newMoon(k: number): number {
  const t = k / 1236.85
  const mean =
    2_451_550.097_66 + SYNODIC_MONTH * k + t * t * (0.000_154_37 + t * (-0.000_000_15 + t * 0.000_000_000_73))
  const e = 1 + t * (-0.002_516 - t * 0.000_007_4)
  const m = radians(2.5534 + 29.105_356_7 * k + t * t * (-0.000_001_4 - t * 0.000_000_11))
  const moon = radians(201.5643 + 385.816_935_28 * k + t * t * (0.010_758_2 + t * (0.000_012_38 - t * 0.000_000_058)))
  const f = radians(160.7108 + 390.670_502_84 * k + t * t * (-0.001_611_8 + t * (-0.000_002_27 + t * 0.000_000_011)))
  const node = radians(124.7746 - 1.563_755_88 * k + t * t * (0.002_067_2 + t * 0.000_002_15))
  const periodic =
    -0.4072 * Math.sin(moon) +
    0.172_41 * e * Math.sin(m) +
    0.016_08 * Math.sin(2 * moon) +
    0.010_39 * Math.sin(2 * f) +
    0.007_39 * e * Math.sin(moon - m) -
    0.005_14 * e * Math.sin(moon + m) +
    0.002_08 * e * e * Math.sin(2 * m) -
    0.001_11 * Math.sin(moon - 2 * f) -
    0.000_57 * Math.sin(moon + 2 * f) +
    0.000_56 * e * Math.sin(2 * moon + m) -
    0.000_42 * Math.sin(3 * moon) +
    0.000_42 * e * Math.sin(m + 2 * f) +
    0.000_38 * e * Math.sin(m - 2 * f) -
    0.000_24 * e * Math.sin(2 * moon - m) -
    0.000_17 * Math.sin(node) -
    0.000_07 * Math.sin(moon + 2 * m) +
    0.000_04 * Math.sin(2 * moon - 2 * f) +
    0.000_04 * Math.sin(3 * m) +
    0.000_03 * Math.sin(moon + m - 2 * f) +
    0.000_03 * Math.sin(2 * moon + 2 * f) -
    0.000_03 * Math.sin(moon + m + 2 * f) +
    0.000_03 * Math.sin(moon - m + 2 * f) -
    0.000_02 * Math.sin(moon - m - 2 * f) -
    0.000_02 * Math.sin(3 * moon + m) +
    0.000_02 * Math.sin(4 * moon)
  let planets = 0.000_325 * Math.sin(radians(299.77 + 0.107_408 * k - 0.009_173 * t * t))
  for (const [at, rate, size] of PLANETS) planets += size * 0.000_001 * Math.sin(radians(at + rate * k))
  const dynamical = mean + periodic + planets
  return dynamical - deltaT(dynamical) / 86_400
}

/** Meeus, chapter 49: arguments A2 to A14 (degrees, degrees a month) and sizes in millionths of a day. */
const PLANETS = [
  [251.88, 0.016_321, 165],
  [251.83, 26.651_886, 164],
  [349.42, 36.412_478, 126],
  [84.66, 18.206_239, 110],
  [141.74, 53.303_771, 62],
  [207.14, 2.453_732, 60],
  [154.84, 7.306_86, 56],
  [34.52, 27.261_239, 47],
  [207.19, 0.121_824, 42],
  [291.34, 1.844_379, 40],
  [161.72, 24.198_154, 37],
  [239.56, 25.513_099, 35],
  [331.55, 3.592_518, 23],
] as const

/** Apparent longitude of the Sun in degrees (0..360) at the first moment of a day at +07:00. */
function sunLongitude(day: number): number {
  return solarLongitude(day + JULIAN_OF_DAY_0)
}

/**
 * Apparent longitude of the Sun, degrees 0..360, at a Julian date in universal time.
 * Meeus, Astronomical Algorithms, chapter 25, with the perturbations by Venus, Jupiter and the Moon of his Astronomical
 * Formulae for Calculators, chapter 18 (their arguments count centuries from 1900).
 */
export function solarLongitude(julian: number): number {
  const dynamical = julian + deltaT(julian) / 86_400
  const t = (dynamical - 2_451_545) / 36_525
  const t1900 = (dynamical - 2_415_020) / 36_525
  const meanLongitude = 280.466_46 + t * (36_000.769_83 + t * 0.000_303_2)
  const m = radians(357.529_11 + t * (35_999.050_29 - t * 0.000_153_7))
  const centre =
    (1.914_602 - t * (0.004_817 + t * 0.000_014)) * Math.sin(m) +
    (0.019_993 - t * 0.000_101) * Math.sin(2 * m) +
    0.000_289 * Math.sin(3 * m)
  const perturbations =
    0.001_34 * Math.cos(radians(153.23 + 22_518.7541 * t1900)) +
    0.001_54 * Math.cos(radians(216.57 + 45_037.5082 * t1900)) +
    0.002 * Math.cos(radians(312.69 + 32_964.3577 * t1900)) +
    0.001_79 * Math.sin(radians(350.74 + 445_267.1142 * t1900 - 0.001_44 * t1900 * t1900)) +
    0.001_78 * Math.sin(radians(231.19 + 20.2 * t1900))
  const apparent =
    meanLongitude + centre + perturbations - 0.005_69 - 0.004_78 * Math.sin(radians(125.04 - 1934.136 * t))
  return ((apparent % 360) + 360) % 360
}

/**
 * Seconds by which dynamical time runs ahead of universal time.
 * Espenak and Meeus, Five Millennium Canon of Solar Eclipses: their polynomials for 1961-1986, 1986-2005, 2005-2050 and
 * 2050-2150; they part from what was measured by a few seconds, which moves no month.
 */
function deltaT(julian: number): number {
  const y = 2000 + (julian - 2_451_545) / 365.25
  const t = y - 2000
  if (y < 1986) {
    const u = y - 1975
    return 45.45 + u * (1.067 - u * (1 / 260 + u / 718))
  }
  if (y < 2005) {
    return 63.86 + t * (0.3345 + t * (-0.060_374 + t * (0.001_727_5 + t * (0.000_651_814 + t * 0.000_023_735_99))))
  }
  if (y < 2050) return 62.92 + t * (0.322_17 + t * 0.005_589)
  const c = (y - 1820) / 100
  return -20 + 32 * c * c - 0.5628 * (2150 - y)
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180
