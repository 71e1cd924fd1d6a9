/** Words, dates and numbers of the portal as people here write them. The clock is an argument; civil time is +07:00. */
import { IntlMessageFormat } from 'intl-messageformat'
import en from '../../../locales/en/portal.json' with { type: 'json' }
import vi from '../../../locales/vi/portal.json' with { type: 'json' }
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

const zone = 7 * 3600_000
const minute = 60_000
const dayLength = 86_400_000

/** The civil day of an instant in Asia/Ho_Chi_Minh, `YYYY-MM-DD`. */
export const civilDay = (at: Date): string => new Date(at.getTime() + zone).toISOString().slice(0, 10)
/** The civil minute `HH:MM` of an instant in Asia/Ho_Chi_Minh. */
export const civilClock = (at: Date): string => new Date(at.getTime() + zone).toISOString().slice(11, 16)
const civilStamp = (at: Date): string => `${civilDay(at)}T${civilClock(at)}+07:00`

const weekdays = {
  vi: ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
}
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const stamp = (at: Date, text: Value) => html`<time datetime="${civilStamp(at)}">${text}</time>`

function dayText(lang: Lang, at: Date, now: Date): string {
  const local = new Date(at.getTime() + zone)
  const weekday = weekdays[lang][local.getUTCDay()]
  const [day, month, year] = [local.getUTCDate(), local.getUTCMonth(), local.getUTCFullYear()]
  const other = year !== new Date(now.getTime() + zone).getUTCFullYear()
  if (lang === 'vi') return `${weekday} ${day}/${month + 1}${other ? `/${year}` : ''}`
  return `${weekday} ${day} ${months[month]}${other ? ` ${year}` : ''}`
}

/** Whole civil days from the day of `now` to the day of `at`. */
const daysAway = (at: Date, now: Date) =>
  Math.floor((at.getTime() + zone) / dayLength) - Math.floor((now.getTime() + zone) / dayLength)

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
    clock: (at) => stamp(at, civilClock(at)),
    day: (at, now) => stamp(at, dayText(lang, at, now)),
    moment(at, now) {
      const away = daysAway(at, now)
      const day = dayText(lang, at, now)
      const near = away === 0 ? 'time.today' : away === 1 ? 'time.tomorrow' : away === -1 ? 'time.yesterday' : null
      if (!near) return stamp(at, plain('time.on-day', { clock: civilClock(at), day }))
      return stamp(at, plain(near, { clock: civilClock(at), day }))
    },
    window(from, to, now) {
      const head = html`<time datetime="${civilStamp(from)}">${dayText(lang, from, now)}, ${civilClock(from)}</time>`
      if (!to) return head
      const sameDay = civilDay(from) === civilDay(new Date(to.getTime() - 1))
      const end = to.getTime() - (to.getTime() % minute) === to.getTime() && civilClock(to) === '00:00' && sameDay
      if (sameDay) return html`${head}–<time datetime="${civilStamp(to)}">${end ? '24:00' : civilClock(to)}</time>`
      return html`${head} – <time datetime="${civilStamp(to)}">${civilClock(to)} ${dayText(lang, to, now)}</time>`
    },
  }
}

const all = { vi: words('vi'), en: words('en') }
/** The words of a language; made once. */
export const wordsOf = (lang: Lang): Words => all[lang]
