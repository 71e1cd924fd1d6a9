/** The page behind the link of a question: 0 to 10 as large buttons, some words, thanks. Works without JavaScript. */
import { say } from '../../kernel/index.ts'
import type { Invitation } from '../../surveys/index.ts'
import { type Html, html } from './html.ts'
import { callLink, href, page } from './layout.ts'
import { ownSheet } from './own-sheet.ts'
import { icon } from './parts.ts'
import type { Frame } from './views.ts'
import { type Lang, wordsOf } from './words.ts'

/** What was sent and could not be taken: it stands in the form again. */
export interface Sent {
  /** By the field's name: score, q1, q2, … */
  scores: Readonly<Record<string, number>>
  words: string
}

export type SurveyView =
  | { kind: 'form'; invitation: Invitation; action: string; sent?: Sent }
  | { kind: 'thanks' | 'twice'; answered_at: Date }
  | { kind: 'closed'; closes_at: Date }
  | { kind: 'unknown' }

/** Beside the style sheet of every page: this is the only page with a scale. Eleven in a row, or six and five at 320 px. */
const sheet = ownSheet(
  'fieldset{border:0;margin:0;padding:0;min-width:0}legend{padding:0;margin-bottom:var(--space-2);font-weight:var(--bold)}' +
    '.points{display:grid;grid-template-columns:repeat(6,1fr);gap:4px}.points label{margin:0;position:relative}' +
    '.points input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}' +
    '.points span{display:flex;align-items:center;justify-content:center;min-height:48px;border:1.5px solid var(--line-strong);border-radius:var(--radius-m);background:var(--surface);font-size:var(--text-l)}' +
    '.points input:checked+span{background:var(--action);border-color:var(--action);color:var(--on-action);font-weight:var(--bold)}' +
    '.points input:hover+span{border-color:var(--action)}.points input:focus-visible+span{outline:var(--ring);outline-offset:var(--ring-gap)}' +
    '.scale>*+*{margin-top:var(--space-6)}textarea{width:100%;min-height:6rem;padding:10px var(--space-3);border:1.5px solid var(--line-strong);border-radius:var(--radius-m);background:var(--surface);color:var(--ink);font:inherit}' +
    '@media(min-width:600px){.points{grid-template-columns:repeat(11,1fr)}}@media(forced-colors:active){.points input:checked+span{outline:3px solid}}',
)
export const surveyPolicy = sheet.policy

export function surveyPage(frame: Frame, view: SurveyView): Html {
  const t = say('surveys', frame.lang)
  const w = wordsOf(frame.lang)
  const shown = (title: string, main: Html) => page({ ...frame, private: true }, title, main, 'narrow', sheet.head)
  if (view.kind === 'form') {
    const { about_kind, about_code } = view.invitation
    const code = about_code ?? ''
    return shown(
      about_kind === 'survey' ? t('page.title-yearly', { code }) : t('page.title'),
      form(frame, view.invitation, view.action, view.sent),
    )
  }
  const title = t(`page.${view.kind}`)
  const small = t(`page.${view.kind}-small`)
  const time = 'answered_at' in view ? view.answered_at : 'closes_at' in view ? view.closes_at : undefined
  const done = view.kind === 'thanks'
  return shown(
    title,
    html`<section class="${!done && 'trouble'}">${!done && html`<p class="state">${icon('late')}</p>`}
<h1>${title}</h1>
<p class="${done ? 'done' : 'lead'}">${done && icon('kept')}<span>${small}${time && html` ${w.moment(time, frame.now)}.`}</span></p>
${view.kind === 'closed' && html`<p>${t('page.closed-what')}</p>`}</section>
${!done && frame.corporation && html`<p>${callLink(w, frame.corporation)}</p>`}
<p class="whose"><a href="${href(frame.lang, '/')}">${t('page.home')}</a></p>`,
  )
}

function form(frame: Frame, invitation: Invitation, action: string, sent?: Sent): Html {
  const t = say('surveys', frame.lang)
  const w = wordsOf(frame.lang)
  const { about_kind, about_code, factors, happened_at, closes_at } = invitation
  const code = about_code ?? ''
  const yearly = about_kind === 'survey'
  const missing = sent && sent.scores.score === undefined
  return html`<h1>${yearly ? t('page.title-yearly', { code }) : t('page.title')}</h1>
<p class="lead">${t(`page.about.${about_kind}`, { code, n: factors.length + 1 })}${!yearly && html` ${w.moment(happened_at, frame.now)}.`}</p>
${missing && html`<p class="error" role="alert" id="missing">${icon('late')}<span>${t('page.missing')}</span></p>`}
<form class="scale" method="post" action="${href(frame.lang, action)}">
<p class="hint" id="scale">${t('page.scale')}${yearly && html`<br>${t('page.skip-hint')}`}</p>
${factors.map((factor, i) => points(`q${i + 1}`, `${i + 1}. ${wording(factor, frame.lang)}`, sent?.scores[`q${i + 1}`], false))}
${points('score', yearly ? t('page.overall') : t('page.score'), sent?.scores.score, true)}
<div><label for="words">${t('page.words')}</label>
<textarea id="words" name="words" maxlength="1000" rows="4" aria-describedby="words-hint">${sent?.words}</textarea>
<p class="hint" id="words-hint">${t('page.words-hint')}</p></div>
<p><button class="button">${icon('arrow')}<span>${t('page.send')}</span></button></p>
<p class="hint">${t('page.until')} ${w.moment(closes_at, frame.now)}.</p>
</form>`
}

const wording = (factor: { vi: string; en: string }, lang: Lang): string => factor[lang]

const scores = Array.from({ length: 11 }, (_, n) => n)

const points = (name: string, question: string, chosen: number | undefined, required: boolean): Html =>
  html`<fieldset aria-describedby="scale"><legend>${question}</legend><div class="points">${scores.map(
    (n) =>
      html`<label><input type="radio" name="${name}" value="${n}" ${required && html`required`} ${chosen === n && html`checked`}><span>${n}</span></label>`,
  )}</div></fieldset>`
