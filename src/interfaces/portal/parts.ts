/** Small pieces that several pages share: icons, marks of a promise, the picture of a window of time. */

import { readFileSync } from 'node:fs'
import { clockText, dayOf } from '../../kernel/index.ts'
import { type Html, html, raw } from './html.ts'
import type { CustomerOutage, Outcome, PromiseView } from './views.ts'
import type { Words } from './words.ts'

const names = [
  'lamp-on',
  'lamp-off',
  'planned',
  'calendar',
  'clock',
  'bell',
  'search',
  'kept',
  'broken',
  'late',
  'open',
  'phone',
  'place',
  'tool',
  'report',
  'offline',
  'arrow',
  'people',
] as const
export type IconName = (typeof names)[number]

const drawings = Object.fromEntries(
  names.map((name) => {
    const svg = readFileSync(new URL(`../../../design/icons/${name}.svg`, import.meta.url), 'utf8').trim()
    const tag = svg
      .replace(' xmlns="http://www.w3.org/2000/svg"', '')
      .replace('<svg ', `<svg class="icon icon-${name}" `)
    return [name, raw(tag)]
  }),
) as Record<IconName, Html>

/** A drawing that a word beside it explains; hidden from screen readers. */
export const icon = (name: IconName): Html => drawings[name]

export const mark = raw(
  readFileSync(new URL('../../../design/icons/mark.svg', import.meta.url), 'utf8')
    .trim()
    .replace(' xmlns="http://www.w3.org/2000/svg"', '')
    .replace('<svg ', '<svg class="mark" '),
)

/** What became of a promise, as icon and word: kept, broken by how much, still open, released. */
export function outcomeMark(w: Words, promise: PromiseView, now: Date): Html {
  const overdue = promise.outcome === 'open' && now > promise.due
  const look: Outcome | 'late' = overdue ? 'late' : promise.outcome
  const iconOf = { open: 'open', kept: 'kept', broken: 'broken', released: 'open', late: 'late' } as const
  return html`<span class="badge badge-${look}">${icon(iconOf[look])}${w.t(`outcome.${look}`)}</span>`
}

/** `sớm 6 phút`, `đúng giờ`, `trễ 14 phút`. Less than a minute off is on time. */
export function lateness(w: Words, late_s: number): string {
  const minutes = Math.round(late_s / 60)
  if (minutes === 0) return w.plain('late.on-time')
  return w.plain(minutes < 0 ? 'late.early' : 'late.late', { length: w.duration(Math.abs(minutes) * 60) })
}

/**
 * The window of an outage as a line: out from the left, the promise as a flag, now or the return as a dot.
 * Drawn in percent of its width with text at its own size, so that it stays readable at 320 px and needs no script.
 */
export function windowPicture(w: Words, outage: CustomerOutage, now: Date): Html {
  const from = outage.out_from.getTime()
  const promised = outage.back_promised?.getTime() ?? null
  const first = outage.back_first?.getTime() ?? null
  const back = outage.back_at?.getTime() ?? null
  const here = back ?? Math.max(now.getTime(), from)
  const far = Math.max(promised ?? 0, first ?? 0, outage.phase === 'coming' ? 0 : here, from + 60_000)
  const x = (t: number) => 3 + (94 * (t - from)) / (far - from)
  const pct = (n: number) => `${Math.round(n * 100) / 100}%`
  const anchor = (n: number) => (n > 78 ? 'end' : n < 22 ? 'start' : 'middle')
  const at = (n: number) => (n > 78 ? Math.min(n + 2, 99) : n < 22 ? Math.max(n - 2, 1) : n)
  const label = (n: number, y: number, text: string, kind: string) =>
    html`<text x="${pct(at(n))}" y="${y}" text-anchor="${anchor(n)}" class="${kind}">${text}</text>`
  const stamp = (t: number) => {
    const date = new Date(t)
    const same = dayOf(date) === dayOf(outage.out_from)
    return same ? clockText(date) : `${clockText(date)} ${dayOf(date).slice(8)}/${dayOf(date).slice(5, 7)}`
  }

  const lived = outage.phase === 'out' || outage.phase === 'restored'
  const over = lived && promised !== null && here > promised
  const hereX = x(here)
  const startShown = !lived || hereX > 40
  const text = w.plain(lived ? (back ? 'picture.back' : 'picture.out') : 'picture.coming', {
    from: stamp(from),
    promised: promised ? stamp(promised) : w.plain('picture.unknown'),
    here: stamp(here),
  })
  return html`<svg class="window" role="img" aria-label="${text}" height="76" width="100%">
<line x1="3%" x2="97%" y1="38" y2="38" class="track"/>
${lived && html`<line x1="3%" x2="${pct(over && promised ? x(promised) : hereX)}" y1="38" y2="38" class="lived"/>`}
${over && promised && html`<line x1="${pct(x(promised))}" x2="${pct(hereX)}" y1="38" y2="38" class="over"/>`}
${
  first && promised && first !== promised
    ? html`<line x1="${pct(x(first))}" x2="${pct(x(first))}" y1="28" y2="48" class="was"/>`
    : false
}
${
  promised &&
  html`<line x1="${pct(x(promised))}" x2="${pct(x(promised))}" y1="22" y2="50" class="flag"/>${label(x(promised), 14, w.plain('picture.promise', { at: stamp(promised) }), 'flag-text')}`
}
<circle cx="3%" cy="38" r="5" class="start"/>
${startShown && label(3, 68, stamp(from), 'soft')}
${lived && html`<circle cx="${pct(hereX)}" cy="38" r="8" class="${back ? 'back' : 'now'}"/>${label(hereX, 68, w.plain(back ? 'picture.returned' : 'picture.now', { at: stamp(here) }), 'here')}`}
</svg>`
}
