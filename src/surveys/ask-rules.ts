import { day_ms, dayOf, startOfDay } from '../kernel/index.ts'

export const asksAbout = ['request', 'planned_outage', 'fault', 'survey'] as const
export type AsksAbout = (typeof asksAbout)[number]

/** A question about something older is not asked: people answer about what they remember. */
export const fresh_ms = 3 * day_ms

/**
 * When a question may go out: now, or when the hours begin again. Hours are civil times 'HH:MM:SS' of Asia/Ho_Chi_Minh.
 */
export function askingTime(hours: { ask_from: string; ask_until: string }, now: Date): Date {
  const today = startOfDay(dayOf(now)).getTime()
  const from = today + msOf(hours.ask_from)
  const until = today + msOf(hours.ask_until)
  if (now.getTime() < from) return new Date(from)
  return now.getTime() < until ? now : new Date(from + day_ms)
}

const msOf = (time: string): number => {
  const [h, m, s = 0] = time.split(':').map(Number)
  return ((h! * 60 + m!) * 60 + s) * 1000
}

/**
 * The score of a text message that begins with a number of 0 to 10 ("9", "10 cảm ơn", "8/10", "7 điểm"), and the words
 * after it; undefined when it does not. "2026 …" or "10.5" is no score.
 */
export function scoreOfSms(text: string): { score: number; words: string | null } | undefined {
  const m = /^\s*(10|\d)(?:\s*\/\s*10)?(?:\s*(?:điểm|diem|đ|d))?(?![\p{L}\p{N}/]|[.,]\d)[\s.,:;!–-]*([\s\S]*)$/iu.exec(
    text.normalize('NFC'),
  )
  return m ? { score: Number(m[1]), words: wordsOf(m[2]) } : undefined
}

export const words_max = 1000

/** What somebody wrote, without blanks around it and cut to what is kept; null: nothing. */
export const wordsOf = (text: string | null | undefined): string | null =>
  Array.from(
    (text ?? '')
      .replace(/\r\n?/g, '\n')
      .replace(/[^\P{Cc}\n]/gu, ' ')
      .trim(),
  )
    .slice(0, words_max)
    .join('')
    .trim() || null

/** Small letters without accents, a blank before and after each word: what topics' words are looked for in. */
export const plain = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replace(/đ/g, 'd')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
