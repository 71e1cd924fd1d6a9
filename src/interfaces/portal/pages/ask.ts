/** "Yêu cầu dịch vụ": what can be asked for, and one page a step of asking for it. */
import type { CatalogueRow } from '../../../requests/index.ts'
import type { Draft } from '../draft.ts'
import { type Field, fieldsOf } from '../form-fields.ts'
import { type Html, html, type Value } from '../html.ts'
import { href, page } from '../layout.ts'
import { forms } from '../own-sheet.ts'
import { icon } from '../parts.ts'
import type { Corporation, Frame } from '../views.ts'
import { type Lang, type Words, wordsOf } from '../words.ts'
import { choices, type Errors, fieldLabel, fileInput, input, ownField, problemList } from './form-parts.ts'

/** A service as it is offered: its versions of the corporations that offer it. */
export type Offered = readonly [CatalogueRow, ...CatalogueRow[]]

const topics = ['new_supply', 'in_use', 'other', 'reception'] as const
/** Its answer stands on another page already. */
const elsewhere: Record<string, string> = { lookup: '/' }

export const serviceName = (one: CatalogueRow, lang: Lang): string => (lang === 'vi' ? one.name : one.name_en)

/** `5 ngày làm việc`; where corporations differ, from the shortest to the longest. */
export function limitWords(w: Words, offered: Offered): string {
  const { limit_unit } = offered[0]
  if (limit_unit === 'at_once') return w.plain('limit.at_once')
  const values = offered.map((one) => one.limit_value ?? 0)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return w.plain(`limit.${limit_unit}`, { n: low === high ? w.number(low) : `${w.number(low)}–${w.number(high)}` })
}

const shown = (frame: Frame, title: string, main: Value) =>
  page({ ...frame, private: true }, title, main, 'narrow', forms.head)

export function servicesPage(frame: Frame, services: readonly Offered[], draft: Draft | undefined): Html {
  const w = wordsOf(frame.lang)
  const title = w.plain('ask.title')
  const started = draft && services.find(([one]) => one.code === draft.service)
  return page(
    frame,
    title,
    html`<h1>${title}</h1>
<p class="lead">${w.t('ask.lead')}</p>
${started && html`<section class="block"><h2>${w.t('ask.resume')}</h2><p>${serviceName(started[0], frame.lang)}</p>${resume(w, frame, draft)}</section>`}
<p><a class="more" href="${href(frame.lang, '/theo-doi')}">${w.t('ask.have-code')}${icon('arrow')}</a></p>
${topics.map((topic) => {
  const found = services.filter(([one]) => one.topic === topic)
  return (
    found.length > 0 &&
    html`<section aria-labelledby="t-${topic}"><h2 id="t-${topic}">${w.t(`topic.${topic}`)}</h2><ul class="cards">${found.map(
      (one) =>
        html`<li><a class="tile" href="${href(frame.lang, elsewhere[one[0].code] ?? `/yeu-cau/${one[0].code}`)}"><span class="tile-text"><b>${serviceName(one[0], frame.lang)}</b><span>${limitWords(w, one)}</span></span>${icon('arrow')}</a></li>`,
    )}</ul></section>`
  )
})}`,
    'narrow',
    forms.head,
  )
}

const resume = (w: Words, frame: Frame, draft: Draft): Html =>
  html`<div class="two"><a class="button" href="${href(frame.lang, `/yeu-cau/${draft.service}/1`)}">${icon('arrow')}<span>${w.t('ask.go-on')}</span></a>
<form method="post" action="${href(frame.lang, '/yeu-cau/bo')}"><button class="button quiet">${w.t('ask.drop')}</button></form></div>`

export function servicePage(frame: Frame, offered: Offered, draft: Draft | undefined): Html {
  const w = wordsOf(frame.lang)
  const [one] = offered
  const title = serviceName(one, frame.lang)
  const fields = fieldsOf(one.form, frame.lang)
  return page(
    frame,
    title,
    html`<h1>${title}</h1>
<dl class="facts"><div><dt>${w.t('service.limit')}</dt><dd><b>${limitWords(w, offered)}</b>${one.documents.some((d) => d.required) && html`, ${w.t('service.from-complete')}`}</dd></div>
<div><dt>${w.t('service.rule')}</dt><dd>${one.rule}</dd></div>
${fields.length > 0 && html`<div><dt>${w.t('service.you-say')}</dt><dd>${fields.map((field) => fieldLabel(w, field)).join(' · ')}</dd></div>`}</dl>
<section class="block"><h2>${w.t('service.documents')}</h2>${
      one.documents.length === 0
        ? html`<p>${w.t('service.no-documents')}</p>`
        : html`<ul class="bullets">${one.documents.map((d) => html`<li>${d[frame.lang]}${!d.required && html` <span class="soft">${w.t('form.if-any')}</span>`}</li>`)}</ul><p class="hint">${w.t('service.photo')}</p>`
    }</section>
${
  one.steps.length > 0 &&
  html`<section class="block"><h2>${w.t('service.steps')}</h2><ol class="progress">${one.steps.map(
    (step, i) =>
      html`<li><span class="figures">${i + 1}.</span><span>${step[frame.lang]} <span class="soft">· ${whoDoes(w, step.who)}${step.limit_unit && step.limit_unit !== 'at_once' && html` · ${w.t(`limit.${step.limit_unit}`, { n: String(step.limit_value) })}`}</span></span></li>`,
  )}</ol></section>`
}
${
  draft?.service === one.code
    ? resume(w, frame, draft)
    : html`<div class="actions"><a class="button" href="${href(frame.lang, `/yeu-cau/${one.code}/1`)}">${icon('arrow')}<span>${w.t('ask.start')}</span></a></div>`
}
<p class="hint">${w.t('ask.saved')}</p>`,
    'narrow',
    forms.head,
  )
}

const does = ['office', 'unit', 'company', 'crew', 'centre'] as const
const whoDoes = (w: Words, who: string): string => {
  const known = does.find((one) => one === who)
  return known ? w.plain(`who.${known}`) : who
}

export interface StepView {
  offered: Offered
  draft: Draft
  errors: Errors
  corporations: readonly Corporation[]
  /** Steps in all. */
  of: number
}

const stepPage = (frame: Frame, view: StepView, step: number, title: string, main: Value, files = false): Html => {
  const w = wordsOf(frame.lang)
  const { code } = view.offered[0]
  const bad = Object.keys(view.errors).length > 0
  const back = step > 1 ? `/yeu-cau/${code}/${step - 1}` : `/yeu-cau/${code}`
  return shown(
    frame,
    `${bad ? `${w.plain('form.error')}: ` : ''}${title} · ${serviceName(view.offered[0], frame.lang)}`,
    html`<p><a class="more" href="${href(frame.lang, back)}">${w.t('form.back')}</a></p>
<p class="where-at">${serviceName(view.offered[0], frame.lang)} · ${w.t('ask.step', { n: step, of: view.of })}</p>
<h1>${title}</h1>
${problemList(w, view.errors)}
<form class="form" method="post" action="${href(frame.lang, `/yeu-cau/${code}/${step}`)}" ${files && html`enctype="multipart/form-data"`} novalidate>
${main}
</form>`,
  )
}

const go = (w: Words, last: boolean): Html =>
  html`<p><button class="button">${icon('arrow')}<span>${w.t(last ? 'ask.send' : 'form.next')}</span></button></p>`

/** Where it is and who asks. Of a power cut this is all there is to say. */
export function whoPage(frame: Frame, view: StepView): Html {
  const w = wordsOf(frame.lang)
  const { draft, errors, corporations } = view
  const only = view.of === 1
  const text = fieldsOf(view.offered[0].form, frame.lang).find((field) => field.name === 'text')
  const field = (name: 'customer' | 'name' | 'phone' | 'email') => ({ name, value: draft[name], error: errors[name], label: w.t(`who-asks.${name}`) }) // biome-ignore format: one line
  return stepPage(
    frame,
    view,
    1,
    w.plain('ask.who'),
    html`${input(w, { ...field('customer'), hint: w.t('report.code-hint'), maxLength: 64, autocomplete: 'on' })}
${only && text && ownField(w, text, draft.details.text ?? '', errors['d.text'])}
<p class="lead">${w.t('who-asks.else')}</p>
${corporations.length > 1 && choices(w, { name: 'corporation', label: w.t('who-asks.corporation'), value: draft.corporation, error: errors.corporation, options: corporations.map((one) => ({ value: one.code, label: one.name })) })}
${input(w, { ...field('name'), autocomplete: 'name' })}
${input(w, { ...field('phone'), type: 'tel', autocomplete: 'tel', hint: w.t('who-asks.why-phone') })}
${input(w, { ...field('email'), type: 'email', autocomplete: 'email' })}
${go(w, only)}`,
  )
}

export function detailsPage(frame: Frame, view: StepView): Html {
  const w = wordsOf(frame.lang)
  const fields = fieldsOf(view.offered[0].form, frame.lang)
  return stepPage(
    frame,
    view,
    2,
    w.plain('ask.details'),
    html`${fields.map((field) => ownField(w, field, view.draft.details[field.name] ?? '', view.errors[`d.${field.name}`]))}
${go(w, false)}`,
  )
}

export interface CheckView extends StepView {
  /** By when it will be done if it is sent now; null where that begins with the papers, or is at once. */
  due_at: Date | null
  duplicates: readonly { received_at: Date }[]
}

/** Papers, a look over all of it, and sending: files never rest half-way with us, so they go with the rest. */
export function checkPage(frame: Frame, view: CheckView): Html {
  const w = wordsOf(frame.lang)
  const { draft, errors, offered, due_at } = view
  const [one] = offered
  const line = (label: Value, value: string, step: number) =>
    value !== '' &&
    html`<div><dt>${label}</dt><dd>${value} <a href="${href(frame.lang, `/yeu-cau/${one.code}/${step}`)}">${w.t('form.change')}<span class="spoken"> ${label}</span></a></dd></div>`
  const corporation = view.corporations.find((c) => c.code === draft.corporation)?.name ?? ''
  const valueWords = (field: Field, value: string) =>
    field.kind === 'yes-no' && value !== '' ? w.plain(value === 'true' ? 'form.yes' : 'form.no') : value
  return stepPage(
    frame,
    view,
    3,
    w.plain('ask.check'),
    html`<p class="lead">${due_at ? html`${w.t('ask.due', { time: w.moment(due_at, frame.now) })}` : w.t(one.limit_unit === 'at_once' ? 'ask.due-at-once' : 'ask.due-papers', { limit: limitWords(w, offered) })}</p>
${view.duplicates.length > 0 && html`<p class="tells">${icon('late')}<span>${w.t('ask.duplicate', { time: w.moment(view.duplicates[0]!.received_at, frame.now) })}</span></p>`}
<dl class="facts">${line(w.t('who-asks.customer'), draft.customer, 1)}${line(w.t('who-asks.corporation'), draft.customer ? '' : corporation, 1)}${(['name', 'phone', 'email'] as const).map((name) => line(w.t(`who-asks.${name}`), draft[name], 1))}
${fieldsOf(one.form, frame.lang).map((field) => line(fieldLabel(w, field), valueWords(field, draft.details[field.name] ?? ''), 2))}</dl>
<h2>${w.t('ask.papers')}</h2><p class="hint">${w.t('ask.papers-hint')}</p>
${one.documents.map((d) => fileInput({ name: `doc.${d.code}`, label: d[frame.lang], note: w.t(d.required ? 'form.later' : 'form.if-any'), error: errors[`doc.${d.code}`] }))}
${fileInput({ name: 'doc.', label: one.documents.length > 0 ? w.plain('ask.other-paper') : w.plain('ask.photo'), note: w.t('form.optional'), error: errors['doc.'] })}
${go(w, true)}`,
    true,
  )
}
