import { type Html, html } from '../html.ts'
import { href, page } from '../layout.ts'
import { icon } from '../parts.ts'
import type { Frame, KeptLine, KeptView } from '../views.ts'
import { type Words, wordsOf } from '../words.ts'

const kinds = ['notice', 'power_back', 'power_back_2h', 'fault_told'] as const

/** What was promised to customers and how much of it was kept, by kind and corporation, with each month drawn. */
export function keptPage(frame: Frame, view: KeptView): Html {
  const w = wordsOf(frame.lang)
  const title = w.plain('kept.title')
  return page(
    frame,
    title,
    html`<h1>${title}</h1>
<p class="lead">${w.t('kept.lead')}</p>
<p class="soft">${w.t('kept.period', { from: monthName(view.from), to: monthName(view.to) })}</p>
${view.lines.length === 0 && html`<p class="empty">${w.t('kept.none')}</p>`}
${kinds.map((kind) => {
  const lines = view.lines.filter((line) => line.kind === kind)
  const floor = floorOf(lines)
  return (
    lines.length > 0 &&
    html`<section class="block kept" aria-labelledby="${kind}"><h2 id="${kind}">${w.t(`kept.${kind}`)}</h2>
<table class="figures" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${w.t('kept.corporation')}</th><th scope="col" role="columnheader" class="num">${w.t('kept.share')}</th><th scope="col" role="columnheader">${floor > 0 ? w.t('kept.trend-from', { floor: w.percent(floor) }) : w.t('kept.trend')}</th><th scope="col" role="columnheader" class="num">${w.t('kept.kept')}</th><th scope="col" role="columnheader" class="num">${w.t('kept.broken')}</th></tr></thead>
<tbody role="rowgroup">${lines.map(
      (line) =>
        html`<tr role="row"><th scope="row" role="rowheader"><a href="${href(frame.lang, `/giu-loi/${encodeURIComponent(line.corporation)}`)}">${line.corporation}</a></th><td role="cell" class="num"><b>${w.percent(share(line))}</b></td><td role="cell">${spark(w, line, floor)}</td><td role="cell" class="num">${icon('kept')}${w.number(line.kept)}</td><td role="cell" class="num">${icon('broken')}${w.number(line.broken)}</td></tr>`,
    )}</tbody></table></section>`
  )
})}`,
    'wide',
  )
}

const share = (of: { kept: number; broken: number }) => of.kept / Math.max(1, of.kept + of.broken)
const monthName = (month: string) => `${month.slice(5, 7)}/${month.slice(0, 4)}`

/** A round figure below the worst month of a table, so that 99.2 and 99.8 % can be told apart; one for all its rows. */
function floorOf(lines: KeptLine[]): number {
  const shares = lines.flatMap((line) => line.months.filter((m) => m.kept + m.broken > 0).map(share))
  const low = Math.min(1, ...shares)
  return [0.98, 0.95, 0.9, 0.5].find((floor) => low > floor) ?? 0
}

/** A column a month; its height is the share kept above the floor, the lowest stands out. The table has the figures. */
function spark(w: Words, line: KeptLine, floor: number): Html {
  const months = line.months.filter((m) => m.kept + m.broken > 0)
  if (months.length === 0) return html`–`
  const shares = months.map(share)
  const low = Math.min(...shares)
  const label = w.plain('kept.trend-text', {
    n: months.length,
    low: w.percent(low),
    last: w.percent(shares[shares.length - 1]),
  })
  return html`<svg class="spark" role="img" aria-label="${label}" width="${months.length * 9}" height="32">${shares.map(
    (s, i) => {
      const height = Math.max(2, Math.round((30 * (s - floor)) / (1 - floor)))
      return html`<rect x="${i * 9}" y="${31 - height}" width="6" height="${height}" rx="1.5"${s === low && s < 1 && html` class="low"`}/>`
    },
  )}</svg>`
}
