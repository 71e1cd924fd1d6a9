/** One indicator: what it is, in words and as a formula. Without rows behind it, its state is `no_data`. */
export type Indicator = {
  code: string
  vi: string
  en: string
  formula: string
  unit: '%' | 'kWh' | 'min' | 'times' | 'of 10' | 'working days'
  direction: 'up' | 'down'
  /** Where its rows are: what to open to see them. */
  rows: 'energy' | 'interruptions' | 'promises' | 'requests' | 'surveys' | 'none'
  /** Grows from month to month: the year is the sum. */
  cumulative?: true
  /** The target itself is not good enough: it must be lower ("under 7 days", "better than last year"). */
  below?: true
}

const share = (code: string, vi: string, en: string, rows: Indicator['rows'], formula: string): Indicator => ({ code, vi, en, rows, formula, unit: '%', direction: 'up' }) // biome-ignore format: one line
const requests = '100 x requests closed within limit / requests closed that had a limit'
const promises = '100 x customers kept / (kept + broken), promises that fell due in the year'
const none = 'nothing here records it yet'

/**
 * The official list of the 14 service indicators was not found in public sources: s01 to s14 are built from what is
 * published, and `notice` says so wherever they are shown. Values come from rows only.
 */
export const registry: readonly Indicator[] = [
  { code: 'energy_sold', vi: 'Điện thương phẩm', en: 'Energy sold', formula: 'sum of sold_kwh', unit: 'kWh', direction: 'up', rows: 'energy', cumulative: true },
  { code: 'energy_growth', vi: 'Tăng trưởng điện thương phẩm', en: 'Growth of energy sold', formula: '100 x (sold / sold in the same months of last year - 1)', unit: '%', direction: 'up', rows: 'energy' },
  { code: 'losses', vi: 'Tổn thất điện năng', en: 'Losses', formula: '100 x (delivered - sold) / delivered', unit: '%', direction: 'down', rows: 'energy' },
  { code: 'productivity', vi: 'Tăng năng suất lao động', en: 'Growth of productivity', formula: '100 x (sold kWh an employee / the same of last year - 1)', unit: '%', direction: 'up', rows: 'energy' },
  { code: 'saidi', vi: 'SAIDI', en: 'SAIDI', formula: 'Circular 39/2015 art. 12: sum of T_i x K_i / K_t', unit: 'min', direction: 'down', below: true, rows: 'interruptions', cumulative: true },
  { code: 'saifi', vi: 'SAIFI', en: 'SAIFI', formula: 'Circular 39/2015 art. 12: sum of K_i / K_t', unit: 'times', direction: 'down', below: true, rows: 'interruptions', cumulative: true },
  { code: 'maifi', vi: 'MAIFI', en: 'MAIFI', formula: 'as SAIFI, interruptions of at most 5 minutes', unit: 'times', direction: 'down', below: true, rows: 'interruptions', cumulative: true },
  { code: 'satisfaction', vi: 'Điểm hài lòng', en: 'Satisfaction', formula: 'weighted mean of the answers', unit: 'of 10', direction: 'up', rows: 'surveys' },
  { code: 'access', vi: 'Tiếp cận điện năng (trung áp, bước của ngành điện)', en: 'Access to electricity (medium voltage, own steps)', formula: 'mean of the working days from the complete file to the closing, less those in which the clock stood still', unit: 'working days', direction: 'down', rows: 'requests', below: true },
  share('s01', 'Cấp điện mới nhà ở đô thị đúng hạn', 'New supply, urban home, in limit', 'requests', requests),
  share('s02', 'Cấp điện mới nhà ở nông thôn đúng hạn', 'New supply, rural home, in limit', 'requests', requests),
  share('s03', 'Cấp điện mới ngoài sinh hoạt đúng hạn', 'New supply, non-residential, in limit', 'requests', requests),
  share('s04', 'Cấp điện trung áp đúng hạn', 'New supply, medium voltage, in limit', 'requests', requests),
  share('s05', 'Thay đổi công suất, công tơ đúng hạn', 'Capacity or meter change in limit', 'requests', requests),
  share('s06', 'Kiểm tra công tơ đúng hạn', 'Meter check in limit', 'requests', requests),
  share('s07', 'Báo cắt điện không khẩn cấp đúng hạn', 'Planned cut notified in time', 'promises', promises),
  share('s08', 'Báo cắt điện khẩn cấp', 'Urgent cut notified', 'none', none),
  share('s09', 'Có điện lại đúng giờ đã báo', 'Power back at the announced time', 'promises', promises),
  share('s10', 'Có điện lại trong hạn sau sự cố', 'Power back in time after a fault', 'promises', promises),
  share('s11', 'Thay thiết bị hạ áp trong 1 ngày', 'Low-voltage switchgear within 1 day', 'requests', requests),
  share('s12', 'Thay thiết bị trung áp trong 3 ngày', 'Medium-voltage switchgear within 3 days', 'requests', requests),
  share('s13', 'Khiếu nại trả lời đúng hạn', 'Complaint answered in limit', 'requests', requests),
  share('s14', 'Cuộc gọi được nghe máy đúng hạn', 'Calls answered in time', 'none', none),
] // biome-ignore format: a table

export const notice = {
  vi: 'Danh mục chính thức 14 chỉ tiêu dịch vụ không tìm thấy trong nguồn công khai; s01–s14 lập từ những gì đã công bố.',
  en: 'The official list of the 14 service indicators was not found in public sources; s01-s14 are built from what is published.',
}

/** Satisfaction of 2017 by corporation (baochinhphu.vn): the only published target that differs between them. */
export const satisfaction2017: Readonly<Record<string, number>> = {
  EVNNPC: 7.25,
  EVNSPC: 7.25,
  EVNCPC: 7.25,
  EVNHANOI: 7.25,
  EVNHCMC: 8.25,
}

export const states = ['kept', 'at_risk', 'missed', 'no_data', 'no_target'] as const
export type State = (typeof states)[number]

/** The state of a figure: a cumulative one that passed its upper limit is missed at once, others when the year is over and whole. */
export function stateOf(
  indicator: Pick<Indicator, 'direction' | 'cumulative' | 'below'>,
  figures: { actual: number | null; target: number | null; projection: number | null; over: boolean },
): State {
  const { actual, target, projection, over } = figures
  if (actual === null) return 'no_data'
  if (target === null) return 'no_target'
  const meets = (value: number) =>
    indicator.direction === 'up' ? value >= target : indicator.below ? value < target : value <= target
  if (over) return meets(actual) ? 'kept' : 'missed'
  if (indicator.cumulative && indicator.direction === 'down' && !meets(actual)) return 'missed'
  // Part of a year says nothing of a sum's whole year: without a projection nobody may call it kept.
  if (indicator.cumulative && projection === null)
    return indicator.direction === 'up' && meets(actual) ? 'kept' : 'at_risk'
  return meets(projection ?? actual) ? 'kept' : 'at_risk'
}
