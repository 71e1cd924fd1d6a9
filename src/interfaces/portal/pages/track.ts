/** "Theo dõi": how far a request is, what was promised, what it waits for, and answering where it waits for the customer. */
import type { Tracked } from '../../../requests/index.ts'
import type { CodeHelp } from '../code-help.ts'
import { type Html, html } from '../html.ts'
import { callLink, href, page } from '../layout.ts'
import { forms } from '../own-sheet.ts'
import { icon } from '../parts.ts'
import type { Frame } from '../views.ts'
import { type Words, wordsOf } from '../words.ts'
import { type Errors, fileInput, input, problemList } from './form-parts.ts'

export interface FindView {
  typed: string
  problem?: CodeHelp | { kind: 'unknown' } | { kind: 'too-many' }
}

export function findPage(frame: Frame, view: FindView): Html {
  const w = wordsOf(frame.lang)
  const title = w.plain('track.title')
  const error = view.problem && codeWords(w, view.problem)
  return page(
    { ...frame, private: view.typed !== '' },
    title,
    html`<h1>${title}</h1>
<form class="search" method="get" action="${href(frame.lang, '/theo-doi')}">
<label for="ma">${w.t('track.code')}</label>
<div class="field"><input id="ma" name="ma" class="code" value="${view.typed}" maxlength="40" autocapitalize="characters" autocomplete="off" spellcheck="false" ${error !== undefined && html`aria-invalid="true" aria-describedby="ma-error"`}><button class="button">${icon('search')}<span>${w.t('search.go')}</span></button></div>
${error !== undefined && html`<p class="error" id="ma-error" role="alert">${icon('late')}<span>${error}</span></p>`}
<p class="hint">${w.t('track.hint')}</p>
</form>
<p><a class="more" href="${href(frame.lang, '/yeu-cau')}">${w.t('track.ask')}${icon('arrow')}</a></p>`,
    'narrow',
    forms.head,
  )
}

function codeWords(w: Words, problem: NonNullable<FindView['problem']>): string {
  if (problem.kind === 'length') return w.plain('track.length', { have: problem.have })
  if (problem.kind === 'sign') return w.plain('track.sign', { at: problem.at, sign: problem.sign })
  if (problem.kind === 'check') return problem.at.length > 0 ? w.plain('track.check-at', { at: problem.at.join(', ') }) : w.plain('track.check') // biome-ignore format: one line
  return w.plain(`track.${problem.kind}`)
}

export interface TrackView {
  request: Tracked
  /** Just sent: the answer that was given at once, '' where there was none. */
  sent: { answer: string } | null
  /** Just answered, or said. */
  noted: boolean
  /** What was typed as an answer. */
  text: string
  errors: Errors
  /** For one answer: what is sent twice under it is taken once. */
  key: string
}

export function trackPage(frame: Frame, view: TrackView): Html {
  const w = wordsOf(frame.lang)
  const { request, sent } = view
  const { code, state, due_at, closed_at, paused, lacking, asked } = request
  const open = state !== 'closed'
  const title = w.plain(sent ? 'track.thanks' : 'track.of', { code })
  const overdue = open && due_at !== null && frame.now > due_at
  const base = href(frame.lang, `/theo-doi/${encodeURIComponent(code)}`)
  const waits = paused?.asks || lacking.length > 0
  return page(
    { ...frame, private: true },
    Object.keys(view.errors).length > 0 ? `${w.plain('form.error')}: ${title}` : title,
    html`${view.noted && html`<p class="done" role="status">${icon('kept')}<span>${w.t('track.noted')}</span></p>`}
<section class="hero ${open ? 'hero-coming' : 'hero-restored'}"><div class="hero-words">
<p class="state">${icon(open ? (overdue ? 'late' : 'clock') : 'kept')}<span>${sent ? w.t('track.received') : stateWords(w, request)}</span></p>
<h1>${sent?.answer ? sent.answer : promise(w, frame, request)}</h1>
<p class="small">${request.service.name}${kept(w, frame, request)}</p></div></section>
${view.sent && html`<p class="lead">${w.t('track.keep-code')}</p>`}
<p><span class="soft">${w.t('track.code')}</span><br><b class="code big-code">${code}</b></p>
${request.about && html`<p><a class="more" href="${href(frame.lang, `/cat-dien/${encodeURIComponent(request.about.id)}`)}">${w.t('track.about')}${icon('arrow')}</a></p>`}
${problemList(w, view.errors)}
${
  waits &&
  html`<section class="block" id="tra-loi"><h2>${w.t(paused?.asks ? 'track.we-wait' : 'track.lacking')}</h2>
${paused?.asks && html`<p>${w.t('track.since', { time: w.moment(paused.since, frame.now), until: w.moment(paused.ends_by, frame.now) })}</p>`}
<p>${w.t(paused?.asks ? 'track.restarts' : 'track.starts')}</p>
<form class="form" method="post" action="${base}/tra-loi" enctype="multipart/form-data" novalidate><input type="hidden" name="k" value="${view.key}">
${input(w, { name: 'text', label: w.t('track.answer'), value: view.text, error: view.errors.text, long: true, maxLength: 4000 })}
${lacking.map((d) => fileInput({ name: `doc.${d.code}`, label: d.name, note: w.t('form.needed'), error: view.errors[`doc.${d.code}`] }))}
${fileInput({ name: 'doc.', label: w.t(lacking.length > 0 ? 'ask.other-paper' : 'ask.photo'), note: w.t('form.optional'), error: view.errors['doc.'] })}
<p><button class="button">${icon('arrow')}<span>${w.t('track.send')}</span></button></p></form></section>`
}
${paused && !paused.asks && html`<section class="block"><h2>${w.t('track.stands')}</h2><p>${paused.name}</p><p>${w.t('track.since', { time: w.moment(paused.since, frame.now), until: w.moment(paused.ends_by, frame.now) })}</p></section>`}
${asked.map(
  (one) =>
    html`<section class="block"><h2>${w.t(one.kind === 'pause' ? 'track.asked-pause' : 'track.asked-other', { time: w.day(one.claimed_at, frame.now) })}</h2>${one.name && html`<p class="soft">${w.t('track.claimed')}: ${one.name}</p>`}
<form method="post" action="${base}/hoi"><input type="hidden" name="seq" value="${one.seq}"><div class="two"><button class="button quiet" name="says" value="confirmed">${w.t('track.yes')}</button><button class="button quiet" name="says" value="denied">${w.t('track.no')}</button></div></form><p class="hint">${w.t('track.asked-why')}</p></section>`,
)}
<section class="block"><h2>${w.t('track.way')}</h2>${way(w, request)}
<dl class="facts"><div><dt>${w.t('track.received')}</dt><dd>${w.moment(request.received_at, frame.now)}</dd></div>
${request.complete_at && html`<div><dt>${w.t('track.complete')}</dt><dd>${w.moment(request.complete_at, frame.now)}</dd></div>`}
${due_at && html`<div><dt>${w.t('track.promised')}</dt><dd>${w.moment(due_at, frame.now)}</dd></div>`}
${closed_at && html`<div><dt>${w.t('track.closed')}</dt><dd>${w.moment(closed_at, frame.now)}</dd></div>`}</dl></section>
<p class="hint">${w.t('track.private')}</p>
${frame.corporation && html`<p>${callLink(w, frame.corporation)}</p>`}`,
    'narrow',
    forms.head,
  )
}

function promise(w: Words, frame: Frame, { state, due_at, closed_at, lacking }: Tracked): Html {
  if (state === 'closed') return closed_at ? w.t('track.closed-at', { time: w.moment(closed_at, frame.now) }) : w.t('track.closed') // biome-ignore format: one line
  if (due_at) return w.t('track.due', { time: w.moment(due_at, frame.now) })
  return w.t(lacking.length > 0 ? 'track.due-papers' : 'track.open')
}

function stateWords(w: Words, { state, outcome, accepted }: Tracked): Html {
  if (state !== 'closed') return w.t(`track.state.${state}`)
  if (accepted !== null) return w.t(accepted ? 'track.accepted' : 'track.not-accepted')
  return w.t(`track.outcome.${outcome ?? 'done'}`)
}

function kept(w: Words, frame: Frame, { state, due_at, in_limit }: Tracked): Html | false {
  if (state === 'closed' && in_limit !== null)
    return html` <span class="badge badge-${in_limit ? 'kept' : 'broken'}">${icon(in_limit ? 'kept' : 'broken')}${w.t(in_limit ? 'outcome.kept' : 'outcome.broken')}</span>`
  if (state !== 'closed' && due_at && frame.now > due_at)
    return html` <span class="badge badge-late">${icon('late')}${w.t('outcome.late')}</span>`
  return false
}

/** Received, file complete, the service's own steps, done: which are past, and which is next. */
function way(w: Words, { state, complete_at, steps, next_step, outcome }: Tracked): Html {
  const closed = state === 'closed'
  const line = [
    { name: w.t('track.received'), past: true, here: false },
    { name: w.t('track.complete'), past: complete_at !== null, here: state === 'received' },
    ...steps.map((s) => ({ name: s.name, past: s.done, here: complete_at !== null && s.code === next_step })),
    { name: w.t(closed && outcome ? `track.outcome.${outcome}` : 'track.closed'), past: closed, here: complete_at !== null && !closed && next_step === null }, // biome-ignore format: one line
  ]
  return html`<ol class="progress">${line.map(
    ({ name, past, here }) =>
      html`<li class="${past ? 'past' : here ? 'here' : ''}" ${here && html`aria-current="step"`}>${icon(past ? 'kept' : here ? 'clock' : 'open')}<span>${name}<span class="spoken">: ${w.t(past ? 'track.past' : here ? 'track.here' : 'track.ahead')}</span></span></li>`,
  )}</ol>`
}
