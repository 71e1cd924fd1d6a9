/** Words, dates and numbers of the portal as people here write them. The clock is an argument; civil time is +07:00. */
import { IntlMessageFormat } from 'intl-messageformat'
import en from '../../../locales/en/portal.json' with { type: 'json' }
import vi from '../../../locales/vi/portal.json' with { type: 'json' }
import { clockText, day_ms, dayOf, dayText, offset_ms } from '../../kernel/index.ts'
import { type Html, html, type Value } from './html.ts'

export type Lang = 'vi' | 'en'
export const langs = ['vi', 'en'] as const satisfies readonly Lang[]
export type Key = keyof typeof vi
type Params = Record<string, string | number | Html>

export interface Words {
  lang: Lang
  /** The text of a key, escaped; a parameter may be markup (a `<time>`, a link). */
  t(key: Key, params?: Params): Html
  /** The text of a key with plain parameters, for attributes and titles. */
  plain(key: Key, params?: Record<string, string | number>): string
  /** `1.240` or `1,240`. */
  number(n: number): string
  /** A share of 0..1 with one decimal: `99,6 %` or `99.6%`. Never rounds what is not whole up to 100. */
  percent(share: number): string
  /** Whole minutes of a length in seconds: `6 phút`, `1 giờ 20 phút`, `2 ngày 3 giờ`. */
  duration(seconds: number): string
  /** The same without what nobody needs: whole days from two days on, whole hours from six hours on. */
  roughly(seconds: number): string
  /** `11:30` */
  clock(at: Date): Html
  /** `thứ Ba 24/11`, with the year when it is not that of `now`. */
  day(at: Date, now: Date): Html
  /** `11:30 hôm nay`, `07:30 ngày mai, thứ Tư 25/11`, `07:30 thứ Năm 26/11`. */
  moment(at: Date, now: Date): Html
  /** `thứ Ba 24/11, 07:30–11:30`; both days are named when it crosses midnight. */
  window(from: Date, to: Date | null, now: Date): Html
}

const minute = 60_000

const civilStamp = (at: Date): string => `${dayOf(at)}T${clockText(at)}+07:00`

const stamp = (at: Date, text: Value) => html`<time datetime="${civilStamp(at)}">${text}</time>`

/** Whole civil days from the day of `now` to the day of `at`. */
const daysAway = (at: Date, now: Date) =>
  Math.floor((at.getTime() + offset_ms) / day_ms) - Math.floor((now.getTime() + offset_ms) / day_ms)

function words(lang: Lang): Words {
  const texts: Record<string, string> = lang === 'vi' ? vi : en
  const compiled = new Map<string, IntlMessageFormat>()
  const message = (key: Key) => {
    let found = compiled.get(key)
    if (!found) {
      if (texts[key] === undefined) throw new TypeError(`locales/${lang}/portal.json: ${key} is missing`)
      compiled.set(key, (found = new IntlMessageFormat(texts[key], lang)))
    }
    return found
  }
  const numbers = new Intl.NumberFormat(lang)
  const shares = new Intl.NumberFormat(lang, { style: 'percent', minimumFractionDigits: 1 })
  const whole = new Intl.NumberFormat(lang, { style: 'percent' })
  const plain: Words['plain'] = (key, params) => String(message(key).format(params))
  const number = (n: number) => numbers.format(n)
  const duration = (seconds: number): string => {
    const whole = Math.max(0, Math.round(seconds / 60))
    const [d, h, m] = [Math.floor(whole / 1440), Math.floor(whole / 60) % 24, whole % 60]
    const parts = d
      ? [plain('unit.days', { n: d }), h && plain('unit.hours', { n: h })]
      : [h && plain('unit.hours', { n: h }), (m > 0 || h === 0) && plain('unit.minutes', { n: m })]
    return parts.filter(Boolean).join(' ')
  }
  return {
    lang,
    plain,
    number,
    t(key, params) {
      const parts = message(key).formatToParts<Html>(params)
      return html`${parts.map((part) => (part.type === 0 ? part.value : (part.value as Html | string)))}`
    },
    percent: (share) =>
      (share === 1 || share === 0 ? whole : shares).format(share < 1 ? Math.floor(share * 1000) / 1000 : 1),
    duration,
    roughly: (seconds) =>
      duration(
        seconds >= 172_800
          ? Math.floor(seconds / 86_400) * 86_400
          : seconds >= 21_600
            ? Math.floor(seconds / 3600) * 3600
            : seconds,
      ),
    clock: (at) => stamp(at, clockText(at)),
    day: (at, now) => stamp(at, dayText(at, lang, now)),
    moment(at, now) {
      const away = daysAway(at, now)
      const day = dayText(at, lang, now)
      const near = away === 0 ? 'time.today' : away === 1 ? 'time.tomorrow' : away === -1 ? 'time.yesterday' : null
      if (!near) return stamp(at, plain('time.on-day', { clock: clockText(at), day }))
      return stamp(at, plain(near, { clock: clockText(at), day }))
    },
    window(from, to, now) {
      const head = html`<time datetime="${civilStamp(from)}">${dayText(from, lang, now)}, ${clockText(from)}</time>`
      if (!to) return head
      const sameDay = dayOf(from) === dayOf(new Date(to.getTime() - 1))
      const end = to.getTime() - (to.getTime() % minute) === to.getTime() && clockText(to) === '00:00' && sameDay
      if (sameDay) return html`${head}–<time datetime="${civilStamp(to)}">${end ? '24:00' : clockText(to)}</time>`
      return html`${head} – <time datetime="${civilStamp(to)}">${clockText(to)} ${dayText(to, lang, now)}</time>`
    },
  }
}

const all = { vi: words('vi'), en: words('en') }
/** The words of a language; made once. */
export const wordsOf = (lang: Lang): Words => all[lang]
