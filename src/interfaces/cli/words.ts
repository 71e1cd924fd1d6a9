import { type Language, momentText, texts } from '../../kernel/index.ts'
import { number } from './table.ts'

/** A moment as people write it: `11:30 thứ Ba 24/11`. Scripts read `--json`, where times are ISO 8601. */
export const when = (at: Date | string, language: Language): string => momentText(new Date(at), language, new Date())

/** A kind of promise as the console calls it; a kind that it has no name for as it is. */
export const promiseName = (kind: string, language: Language): string =>
  texts('console', language)[`promise.${kind}`] ?? kind

/** Dimensions that the console does not divide by. */
const dimensions: Record<string, { vi: string; en: string }> = {
  about_kind: { vi: 'Về', en: 'About' },
  area: { vi: 'Khu vực', en: 'Area' },
  class: { vi: 'Loại', en: 'Class' },
  factor: { vi: 'Yếu tố', en: 'Factor' },
  office: { vi: 'Văn phòng', en: 'Office' },
  outcome: { vi: 'Kết quả', en: 'Outcome' },
  service: { vi: 'Dịch vụ', en: 'Service' },
  stratum: { vi: 'Tầng', en: 'Stratum' },
  via: { vi: 'Qua', en: 'Via' },
}

/** A dimension as the head of its column; one that has no name as it is. */
export const dimensionName = (dimension: string, language: Language): string =>
  texts('console', language)[`dim.${dimension}`] ?? dimensions[dimension]?.[language] ?? dimension

/** What came of a promise, in one line. */
export function promiseLine(
  p: { kind: string; due: Date | string; customers: number; kept: number; broken: number; open: number },
  language: Language,
): string {
  const n = (x: number) => number(x, language)
  const name = promiseName(p.kind, language)
  return language === 'vi'
    ? `  ${name}, hạn ${when(p.due, language)}: ${n(p.customers)} khách hàng, giữ ${n(p.kept)}, lỡ ${n(p.broken)}, còn hạn ${n(p.open)}`
    : `  ${name}, due ${when(p.due, language)}: ${n(p.customers)} customers, ${n(p.kept)} kept, ${n(p.broken)} broken, ${n(p.open)} open`
}
