/** One indicator: what it is and how it is computed; its definition in words stands in `locales/LANGUAGE/indicators.json`. */
export type Indicator = {
  code: string
  vi: string
  en: string
  /** Key of its formula in `locales/LANGUAGE/indicators.json`; one made without code has its definition's. */
  formula?: string
  unit: Unit
  /** How many digits after the point are shown. */
  decimals: number
  direction: 'up' | 'down'
  /** Where its rows are: what to open to see them. */
  rows: 'energy' | 'interruptions' | 'promises' | 'requests' | 'surveys' | 'calls'
  /** Grows from month to month: the year is the sum. */
  cumulative?: true
  /** The target itself is not good enough ("under 7 days", "better than last year", "more than 95 %"). */
  strict?: true
  /** Target where none is set: of a rule that holds every year. */
  standing?: { value: number; source: string }
}

export const units = ['%', 'kWh', 'min', 'times', 'of 10', 'working days', 'customers', 'kWh/employee'] as const
/** Units of the registry; an indicator made without code may name its own. */
export type Unit = (typeof units)[number] | (string & {})

const share = (
  code: string,
  vi: string,
  en: string,
  rows: Indicator['rows'],
  formula: string,
  more: Pick<Indicator, 'strict' | 'standing'> = {},
): Indicator => ({ code, vi, en, rows, formula, unit: '%', decimals: 2, direction: 'up', ...more })
const circular = 'Thông tư 39/2015/TT-BCT'

/**
 * The official list of the 14 service indicators was not found in public sources: s01 to s14 are built from what is
 * published, and `notice` says so wherever they are shown. Values come from rows only; an administrator may redefine them.
 */
export const registry: readonly Indicator[] = [
  { code: 'energy_sold', vi: 'Điện thương phẩm', en: 'Energy sold', formula: 'energy_sold', unit: 'kWh', decimals: 0, direction: 'up', rows: 'energy', cumulative: true },
  { code: 'energy_growth', vi: 'Tăng trưởng điện thương phẩm', en: 'Growth of energy sold', formula: 'energy_growth', unit: '%', decimals: 2, direction: 'up', rows: 'energy' },
  { code: 'losses', vi: 'Tổn thất điện năng', en: 'Losses', formula: 'losses', unit: '%', decimals: 2, direction: 'down', rows: 'energy' },
  { code: 'productivity', vi: 'Tăng năng suất lao động', en: 'Growth of productivity', formula: 'productivity', unit: '%', decimals: 2, direction: 'up', rows: 'energy' },
  { code: 'saidi', vi: 'SAIDI', en: 'SAIDI', formula: 'saidi', unit: 'min', decimals: 2, direction: 'down', strict: true, rows: 'interruptions', cumulative: true },
  { code: 'saifi', vi: 'SAIFI', en: 'SAIFI', formula: 'saifi', unit: 'times', decimals: 3, direction: 'down', strict: true, rows: 'interruptions', cumulative: true },
  { code: 'maifi', vi: 'MAIFI', en: 'MAIFI', formula: 'maifi', unit: 'times', decimals: 3, direction: 'down', strict: true, rows: 'interruptions', cumulative: true },
  { code: 'satisfaction', vi: 'Điểm hài lòng', en: 'Satisfaction', formula: 'satisfaction', unit: 'of 10', decimals: 2, direction: 'up', rows: 'surveys' },
  { code: 'access', vi: 'Tiếp cận điện năng (trung áp, bước của ngành điện)', en: 'Access to electricity (medium voltage, own steps)', formula: 'access', unit: 'working days', decimals: 2, direction: 'down', rows: 'requests', strict: true },
  share('s01', 'Cấp điện mới nhà ở đô thị đúng hạn', 'New supply, urban home, in limit', 'requests', 'requests'),
  share('s02', 'Cấp điện mới nhà ở nông thôn đúng hạn', 'New supply, rural home, in limit', 'requests', 'requests'),
  share('s03', 'Cấp điện mới ngoài sinh hoạt đúng hạn', 'New supply, non-residential, in limit', 'requests', 'requests'),
  share('s04', 'Cấp điện trung áp đúng hạn', 'New supply, medium voltage, in limit', 'requests', 'requests'),
  share('s05', 'Thay đổi công suất, công tơ đúng hạn', 'Capacity or meter change in limit', 'requests', 'requests'),
  share('s06', 'Kiểm tra công tơ đúng hạn', 'Meter check in limit', 'requests', 'requests'),
  share('s07', 'Báo cắt điện không khẩn cấp đúng hạn', 'Non-urgent cut notified in time', 'promises', 'told_planned'),
  share('s08', 'Báo cắt điện khẩn cấp', 'Urgent cut notified', 'promises', 'told_urgent'),
  share('s09', 'Có điện lại đúng giờ đã báo', 'Power back at the announced time', 'promises', 'back_announced'),
  share('s10', 'Có điện lại trong 2 giờ sau sự cố', 'Power back within 2 hours of a fault', 'interruptions', 'back_2h'),
  share('s11', 'Thay thiết bị hạ áp trong 1 ngày', 'Low-voltage switchgear within 1 day', 'requests', 'requests'),
  share('s12', 'Thay thiết bị trung áp trong 3 ngày', 'Medium-voltage switchgear within 3 days', 'requests', 'requests'),
  share('s13', 'Khiếu nại, hỏi đáp trả lời đúng hạn', 'Complaint and question answered in limit', 'requests', 'requests', { strict: true, standing: { value: 95, source: `${circular}, Điều 16: > 95 %` } }),
  share('s14', 'Cuộc gọi được nghe máy đúng hạn', 'Calls answered in time', 'calls', 'calls', { strict: true, standing: { value: 80, source: `${circular}, Điều 17: > 80 %` } }),
] // biome-ignore format: a table

export const notice = {
  vi: 'Danh mục chính thức 14 chỉ tiêu dịch vụ không tìm thấy trong nguồn công khai; s01–s14 lập từ những gì đã công bố, quản trị viên có thể định nghĩa lại.',
  en: 'The official list of the 14 service indicators was not found in public sources; s01-s14 are built from what is published, an administrator may redefine them.',
}

/** Limit of s10 (service indicators, evn.com.vn): power is back within two hours of a fault. */
export const fault_limit_s = 7200

export const states = ['kept', 'at_risk', 'missed', 'no_data', 'no_target'] as const
export type State = (typeof states)[number]

/** Whether a figure meets its target. Nothing is better than zero of what should be little: zero meets a strict zero. */
export const meets = (
  { direction, strict }: Pick<Indicator, 'direction' | 'strict'>,
  value: number,
  target: number,
): boolean =>
  direction === 'up'
    ? strict
      ? value > target
      : value >= target
    : strict
      ? value < target || (value === 0 && target === 0)
      : value <= target

/**
 * The state of a figure: a cumulative one that passed its upper limit is missed at once, others when the period is over
 * and whole. Until then a figure that meets its target and is worse than its warning is at risk.
 */
export function stateOf(
  indicator: Pick<Indicator, 'direction' | 'cumulative' | 'strict'>,
  figures: {
    actual: number | null
    target: number | null
    projection: number | null
    over: boolean
    warning?: number | null
  },
): State {
  const { actual, target, projection, over, warning = null } = figures
  if (actual === null) return 'no_data'
  if (target === null) return 'no_target'
  if (over) return meets(indicator, actual, target) ? 'kept' : 'missed'
  if (indicator.cumulative && indicator.direction === 'down' && !meets(indicator, actual, target)) return 'missed'
  // Part of a year says nothing of a sum's whole year: without a projection nobody may call it kept.
  if (indicator.cumulative && projection === null)
    return indicator.direction === 'up' && meets(indicator, actual, target) ? 'kept' : 'at_risk'
  const expected = projection ?? actual
  const warned = warning !== null && !meets({ ...indicator, strict: undefined }, expected, warning)
  return meets(indicator, expected, target) && !warned ? 'kept' : 'at_risk'
}
