import { type Html, html } from '../html.ts'
import { href, page } from '../layout.ts'
import { icon, lateness, windowPicture } from '../parts.ts'
import type { CutView, Frame } from '../views.ts'
import { wordsOf } from '../words.ts'
import { sentence, story } from './answer.ts'
import { searchForm } from './first.ts'

const iconOf = {
  announced: 'bell',
  changed: 'clock',
  started: 'lamp-off',
  estimated: 'clock',
  cancelled: 'broken',
  restored: 'lamp-on',
} as const

/** Everything about one cut that may be public: hours, reason, places, parts that came back, promises kept and broken. */
export function cutPage(frame: Frame, view: CutView): Html {
  const w = wordsOf(frame.lang)
  const { outage } = view
  // Each part has its own lateness; the head line is about the whole.
  const { big, small } = sentence(w, { ...outage, power_back: null }, frame.now, 0)
  const title = w.plain(`state.${outage.phase}`)
  const judged = view.kept + view.broken + view.open
  return page(
    { ...frame, corporation: view.corporation },
    title,
    html`<div class="answer">
<section class="hero hero-${outage.phase}">
<div class="hero-words">
<p class="state">${icon(outage.phase === 'out' ? 'lamp-off' : outage.phase === 'coming' ? 'planned' : 'lamp-on')}<span>${w.t(`state.${outage.phase}`)}</span></p>
<h1>${big}</h1>
<p class="small">${small}</p>
</div>
${outage.phase !== 'cancelled' && windowPicture(w, outage, frame.now)}
</section>
${
  view.calendar && (outage.phase === 'coming' || outage.phase === 'out')
    ? html`<div class="actions"><a class="button quiet" href="${href(frame.lang, view.calendar)}">${icon('calendar')}<span>${w.t('action.calendar')}</span></a></div>`
    : false
}
<div class="blocks">${
      judged > 0 && outage.phase !== 'cancelled'
        ? html`<section class="block"><h2>${outage.power_back ? w.t('cut.promise', { time: w.moment(outage.power_back.due, frame.now) }) : w.t('story.promised')}</h2>
<ul class="tally">${(['kept', 'broken', 'open'] as const).map(
            (one) =>
              view[one] > 0 &&
              html`<li class="tally-${one}">${icon(one)}<span>${w.t(`cut.${one}`, { n: view[one] })}</span></li>`,
          )}</ul>
${
  view.steps.length > 0 &&
  html`<h3>${w.t('cut.parts')}</h3><ul class="lines figures">${view.steps.map(
    (step) =>
      html`<li>${icon('lamp-on')}<span>${w.clock(step.back_at)}</span><span>${w.t('cut.part', { n: step.customers })}</span>${step.late_s !== null && html`<span class="soft">${lateness(w, step.late_s)}</span>`}</li>`,
  )}</ul>`
}</section>`
        : false
    }
${story(w, frame, outage, 'all')}
<section class="block"><h2>${w.t('cut.story')}</h2><ol class="trail">${view.story.map(
      (one) =>
        html`<li>${icon(iconOf[one.what])}<span><b>${w.t(`what.${one.what}`)}</b> <span class="soft">${w.moment(one.at, frame.now)}${one.note && ` · ${one.note}`}</span></span></li>`,
    )}</ol></section>
<section class="block"><h2>${w.t('cut.places')}</h2><ul class="places-list">${view.places.map(
      (one) =>
        html`<li><span>${one.name}</span><span class="soft figures">${w.t('cuts.customers', { n: one.customers })}</span></li>`,
    )}</ul></section>
</div>
<section class="block mine"><h2>${w.t('cut.mine')}</h2>${searchForm(w, '', false)}</section>
</div>`,
    'wide',
  )
}
