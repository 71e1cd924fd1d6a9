/** One corporation's word in one month: promises, indices against last year, service indicators, access, closed months. */
import { type Described, notice } from '../../../indicators/index.ts'
import type { ClosedMonth } from '../../../reliability/index.ts'
import { type Html, html } from '../html.ts'
import { href, page } from '../layout.ts'
import { ownSheet } from '../own-sheet.ts'
import { icon } from '../parts.ts'
import type { Frame } from '../views.ts'
import { type Words, wordsOf } from '../words.ts'

/** Kinds of the ledger that are shown, with the words they have. */
export const promiseKinds = {
  notice: 'kept.notice',
  power_back: 'kept.power_back',
  fault_power_back: 'kept.power_back_2h',
  fault_told: 'kept.fault_told',
  request: 'company.request',
} as const

type Index = 'saidi_min' | 'saifi' | 'maifi'

export interface CompanyView {
  /** YYYY-MM */
  month: string
  earlier: string
  later: string | null
  promises: { kind: keyof typeof promiseKinds; kept: number; broken: number; kept_year: number; broken_year: number }[]
  /** By month, from January of last year. */
  indices: ({ month: string } & Record<Index, number | null>)[]
  clauses: string[]
  indicators: (Pick<Described, 'code' | 'name' | 'definition' | 'formula' | 'unit_words' | 'decimals'> & {
    target: number | null
    month: number | null
    year: number | null
    state: string
    state_words: string
    why_not: string | null
  })[]
  access: { class: string; count: number; mean_working_days: number; within_limit_share: number | null; limit_days: number | null }[] // biome-ignore format: one line
  /** Months of the year that are closed and signed. */
  closed: ClosedMonth[]
  /** Of this month's closing, counted again from its rows; null when it is not closed. */
  verified: boolean | null
}

export const companySheet = ownSheet(
  '.scroll{overflow-x:auto}.scroll thead{position:static;clip-path:none}.scroll tr{display:table-row}.scroll th,.scroll td{padding:var(--space-2) var(--space-3) var(--space-2) 0;font-size:inherit;vertical-align:middle}.block>*+.hint,.rows .hint{margin-top:var(--space-2)}.scroll:focus-visible{outline:var(--ring)}.scroll td,.scroll th{white-space:nowrap}' +
    '.bars{display:block;width:100%;height:120px;margin-block:var(--space-3)}.bars .is{fill:var(--kept)}.bars .was{fill:var(--line-strong)}.bars text{fill:var(--ink-soft);font:var(--text-s) var(--font)}' +
    '.legend{display:flex;gap:var(--space-5);flex-wrap:wrap}.legend i{display:inline-block;width:.75rem;height:.75rem;margin-right:var(--space-2);background:var(--kept)}.legend .was{background:var(--line-strong)}' +
    '.rows>li{padding-block:var(--space-3);border-top:1px solid var(--line)}.rows>li:first-child{border-top:0}.hash{font-family:var(--font-code);overflow-wrap:anywhere;font-size:var(--text-s)}' +
    '.months{display:flex;flex-wrap:wrap;gap:var(--space-2) var(--space-5)}.months a{min-height:44px;display:inline-flex;align-items:center}' +
    '@media print{.top,.foot,.skip,.months{display:none}.block{border:0;padding:0;break-inside:avoid}.scroll{overflow:visible}body{background:#fff;color:#000}}',
)

const name = (month: string) => `${month.slice(5, 7)}/${month.slice(0, 4)}`
const classes = ['urban_home', 'rural_home', 'non_residential', 'medium_voltage', 'with_works'] as const
const iconOf: Record<string, 'kept' | 'broken' | 'late'> = { kept: 'kept', at_risk: 'late', missed: 'broken' }

export function companyPage(frame: Frame, view: CompanyView): Html {
  const w = wordsOf(frame.lang)
  const { code, name: whose } = frame.corporation!
  const title = w.plain('company.title', { code, month: name(view.month) })
  const at = (month: string) => href(frame.lang, `/giu-loi/${code}/${month}`)
  return page(
    frame,
    title,
    html`<h1>${title}</h1>
<p class="lead">${whose}. ${w.t('kept.lead')}</p>
<nav class="months" aria-label="${w.plain('company.months')}"><a href="${at(view.earlier)}">${w.t('company.month', { month: name(view.earlier) })}</a>${view.later && html`<a href="${at(view.later)}">${w.t('company.month', { month: name(view.later) })}</a>`}<a href="${href(frame.lang, '/giu-loi')}">${w.t('company.all')}</a></nav>
${closing(w, frame, view)}
${promises(w, view)}
${indices(w, view)}
${indicators(w, view)}
${access(w, view)}`,
    'wide',
    companySheet.head,
  )
}

const share = (kept: number, broken: number) => kept / Math.max(1, kept + broken)

const promises = (w: Words, { promises, month }: CompanyView): Html =>
  html`<section class="block"><h2>${w.t('company.promises')}</h2>${
    promises.length === 0
      ? html`<p>${w.t('kept.none')}</p>`
      : html`<div class="scroll" role="region" tabindex="0" aria-label="${w.plain('company.promises')}"><table class="figures"><thead><tr><th scope="col">${w.t('company.promise')}</th><th scope="col" class="num">${name(month)}</th><th scope="col" class="num">${w.t('kept.kept')}</th><th scope="col" class="num">${w.t('kept.broken')}</th><th scope="col" class="num">${w.t('company.year', { year: month.slice(0, 4) })}</th></tr></thead><tbody>${promises.map(
          (one) =>
            html`<tr><th scope="row">${w.t(promiseKinds[one.kind])}</th><td class="num"><b>${one.kept + one.broken > 0 ? w.percent(share(one.kept, one.broken)) : '–'}</b></td><td class="num">${w.number(one.kept)}</td><td class="num">${w.number(one.broken)}</td><td class="num">${w.percent(share(one.kept_year, one.broken_year))}</td></tr>`,
        )}</tbody></table></div>`
  }<p class="hint">${w.t('company.promises-how')}</p></section>`

const indexNames = { saidi_min: 'SAIDI', saifi: 'SAIFI', maifi: 'MAIFI' } as const

function indices(w: Words, { indices, month, clauses }: CompanyView): Html {
  const year = Number(month.slice(0, 4))
  const of = (month: string) => indices.find((one) => one.month === month)
  const months = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'))
  const shown = Object.keys(indexNames) as Index[]
  const figure = (n: number | null | undefined, what: Index) => (n === null || n === undefined ? '–' : n.toLocaleString(w.lang, { minimumFractionDigits: what === 'saidi_min' ? 1 : 2, maximumFractionDigits: what === 'saidi_min' ? 1 : 2 })) // biome-ignore format: one line
  const upTo = (of: number, what: Index) => {
    const known = indices.filter((one) => one.month >= `${of}-01` && one.month <= `${of}${month.slice(4)}` && one[what] !== null) // biome-ignore format: one line
    return known.length === 0 ? null : known.reduce((sum, one) => sum + one[what]!, 0)
  }
  const pairs = months.map((m) => ({ m, is: of(`${year}-${m}`)?.saidi_min ?? 0, was: of(`${year - 1}-${m}`)?.saidi_min ?? 0 })) // biome-ignore format: one line
  const most = Math.max(1e-9, ...pairs.flatMap(({ is, was }) => [is, was]))
  const tall = (n: number) => Math.round((90 * n) / most)
  return html`<section class="block"><h2>${w.t('company.reliability')}</h2><p>${w.t('company.reliability-what')}</p>
<svg class="bars" viewBox="0 0 360 120" preserveAspectRatio="none" role="img" aria-label="${w.plain('company.chart', { year, last: year - 1, most: figure(most < 1e-6 ? 0 : most, 'saidi_min') })}">${pairs.map(({ is, was }, i) => html`<rect class="was" x="${i * 30 + 3}" y="${98 - tall(was)}" width="10" height="${tall(was)}"/><rect class="is" x="${i * 30 + 14}" y="${98 - tall(is)}" width="10" height="${tall(is)}"/>`)}</svg>
<p class="legend"><span><i></i>SAIDI ${year}</span><span><i class="was"></i>SAIDI ${year - 1}</span></p>
<div class="scroll" role="region" tabindex="0" aria-label="${w.plain('company.reliability')}"><table class="figures"><thead><tr><th scope="col">${w.t('company.month-column')}</th>${shown.map((what) => html`<th scope="col" class="num">${indexNames[what]} ${year}</th><th scope="col" class="num">${year - 1}</th>`)}</tr></thead><tbody>${months
    .filter((m) => `${year}-${m}` <= month)
    .map(
      (m) =>
        html`<tr><th scope="row">${m}</th>${shown.map((what) => html`<td class="num">${figure(of(`${year}-${m}`)?.[what], what)}</td><td class="num soft">${figure(of(`${year - 1}-${m}`)?.[what], what)}</td>`)}</tr>`,
    )}<tr><th scope="row">${w.t('company.so-far')}</th>${shown.map((what) => html`<td class="num"><b>${figure(upTo(year, what), what)}</b></td><td class="num soft">${figure(upTo(year - 1, what), what)}</td>`)}</tr></tbody></table></div>
<p class="hint">${w.t('company.reliability-how')} ${clauses.join('; ')}</p></section>`
}

function indicators(w: Words, { indicators, month }: CompanyView): Html {
  const figure = (n: number | null, { decimals, unit_words }: CompanyView['indicators'][number]) =>
    n === null ? w.plain('company.no-figure') : `${n.toLocaleString(w.lang, { maximumFractionDigits: decimals })} ${unit_words}` // biome-ignore format: one line
  return html`<section class="block"><h2>${w.t('company.indicators')}</h2><ul class="rows">${indicators.map((one) => {
    const look = iconOf[one.state] ?? ('open' as const)
    return html`<li><p><b>${one.name}</b> <span class="badge badge-${look}">${icon(look)}${one.state_words}</span></p>
<p class="figures">${name(month)}: <b>${figure(one.month, one)}</b> · ${w.t('company.year', { year: month.slice(0, 4) })}: ${figure(one.year, one)} · ${w.t('company.target')}: ${figure(one.target, one)}</p>
${one.year === null && one.why_not && html`<p class="hint">${one.why_not}</p>`}
<p class="hint">${one.definition}</p></li>`
  })}</ul><p class="hint">${notice[w.lang]}</p></section>`
}

const access = (w: Words, { access, month }: CompanyView): Html =>
  html`<section class="block"><h2>${w.t('company.access')}</h2>${
    access.length === 0
      ? html`<p>${w.t('company.access-none', { month: name(month) })}</p>`
      : html`<div class="scroll" role="region" tabindex="0" aria-label="${w.plain('company.access')}"><table class="figures"><thead><tr><th scope="col">${w.t('company.supply')}</th><th scope="col" class="num">${w.t('company.count')}</th><th scope="col" class="num">${w.t('company.mean')}</th><th scope="col" class="num">${w.t('service.limit')}</th><th scope="col" class="num">${w.t('company.in-limit')}</th></tr></thead><tbody>${access.map(
          (one) => {
            const known = classes.find((c) => c === one.class)
            return html`<tr><th scope="row">${known ? w.t(`class.${known}`) : one.class}</th><td class="num">${w.number(one.count)}</td><td class="num"><b>${one.mean_working_days.toLocaleString(w.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}</b></td><td class="num">${one.limit_days ?? '–'}</td><td class="num">${one.within_limit_share === null ? '–' : w.percent(one.within_limit_share)}</td></tr>`
          },
        )}</tbody></table></div>`
  }<p class="hint">${w.t('company.access-how')}</p></section>`

function closing(w: Words, frame: Frame, { closed, month, verified }: CompanyView): Html {
  const signed = closed.find((one) => one.month === month)
  return html`<section class="block"><h2>${w.t('company.closing')}</h2>${
    signed
      ? html`<p class="${verified ? 'done' : 'danger'}">${icon(verified ? 'kept' : 'broken')}<span>${w.t(verified ? 'company.verified' : 'company.not-verified', { month: name(month), time: w.moment(signed.closed_at, frame.now) })}</span></p>
<p>SHA-256 <span class="hash">${signed.sha256}</span></p><p>${w.t('company.signature')} <span class="hash">${signed.signature}</span></p><p>${w.t('company.public-key')} <span class="hash">${signed.public_key}</span></p><p class="hint">${w.t('company.verify-how')}</p>`
      : html`<p class="tells">${icon('open')}<span>${w.t('company.open', { month: name(month) })}</span></p>`
  }${closed.length > 0 && html`<p>${w.t('company.closed-months')}: ${closed.map((one) => name(one.month)).join(', ')}</p>`}</section>`
}
