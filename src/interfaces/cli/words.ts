import { type Language, momentText, texts } from '../../kernel/index.ts'
import { number } from './table.ts'

/** A moment as people write it: `11:30 thứ Ba 24/11`. Scripts read `--json`, where times are ISO 8601. */
export const when = (at: Date | string, language: Language): string => momentText(new Date(at), language, new Date())

/** A kind of promise as the console calls it; a kind that it has no name for as it is. */
export const promiseName = (kind: string, language: Language): string =>
  texts('console', language)[`promise.${kind}`] ?? kind

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
