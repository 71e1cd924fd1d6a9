import { type Html, html } from '../html.ts'
import { callLink, href, page } from '../layout.ts'
import { icon } from '../parts.ts'
import type { FirstView, FoundView, Frame } from '../views.ts'
import { type Words, wordsOf } from '../words.ts'

/** The one field. It is the whole of the first page and stands again wherever an answer could not be given. */
export function searchForm(w: Words, query: string, error: Html | false): Html {
  return html`<form class="search" action="${href(w.lang, '/tra-cuu')}" method="get" role="search">
<label for="q">${w.t('search.label')}</label>
<div class="field">
<input id="q" name="q" value="${query}" autocomplete="on" autocapitalize="characters" spellcheck="false" enterkeyhint="search" maxlength="200" required ${error && html`aria-invalid="true" aria-describedby="q-error"`}>
<button class="button">${icon('search')}<span>${w.t('search.go')}</span></button>
</div>
${error && html`<p class="error" id="q-error">${icon('late')}<span>${error}</span></p>`}
<p class="hint">${w.t('search.hint')}</p>
</form>`
}

/** First page: one field, what is happening, what is coming, whom to call. */
export function firstPage(frame: Frame, view: FirstView): Html {
  const w = wordsOf(frame.lang)
  const error = view.problem ? w.t(`search.${view.problem}`, { query: view.query ?? '' }) : false
  return page(
    frame,
    w.plain('first.title'),
    html`<div class="split">
<section class="ask">
<h1><span class="line">${w.t('first.heading-1')}</span> <span class="line">${w.t('first.heading-2')}</span></h1>
${searchForm(w, view.query ?? '', error)}
</section>
<section class="happening" aria-label="${w.plain('first.happening')}">
<a class="tile tile-off" href="${href(frame.lang, '/dang-mat-dien')}">${icon('lamp-off')}<span class="tile-text"><b>${w.t('first.out')}</b><span>${
      view.out_places
        ? w.t('first.out-count', { places: view.out_places, customers: view.out_customers })
        : w.t('first.out-none')
    }</span></span>${icon('arrow')}</a>
<a class="tile tile-planned" href="${href(frame.lang, '/lich-cat-dien')}">${icon('planned')}<span class="tile-text"><b>${w.t('first.coming', { days: view.days })}</b><span>${
      view.coming_places ? w.t('first.coming-count', { places: view.coming_places }) : w.t('first.coming-none')
    }</span></span>${icon('arrow')}</a>
<a class="tile" href="${href(frame.lang, '/yeu-cau')}">${icon('tool')}<span class="tile-text"><b>${w.t('nav.ask')}</b><span>${w.t('first.ask')}</span></span>${icon('arrow')}</a>
<a class="tile" href="${href(frame.lang, '/theo-doi')}">${icon('search')}<span class="tile-text"><b>${w.t('nav.track')}</b><span>${w.t('first.track')}</span></span>${icon('arrow')}</a>
<a class="tile" href="${href(frame.lang, '/giu-loi')}">${icon('kept')}<span class="tile-text"><b>${w.t('nav.kept')}</b><span>${w.t('first.kept')}</span></span>${icon('arrow')}</a>
</section>
</div>
${
  !frame.corporation && view.hotlines.length > 0
    ? html`<section class="hotlines"><h2>${w.t('first.hotlines')}</h2><ul>${view.hotlines.map(
        (one) => html`<li><b>${one.code}</b> ${callLink(w, one)}</li>`,
      )}</ul></section>`
    : false
}`,
    'wide',
  )
}

/** What a phone number or a place name found. A supply is shown by the end of its code only. */
export function foundPage(frame: Frame, view: FoundView): Html {
  const w = wordsOf(frame.lang)
  const title = w.plain('found.title', { query: view.query })
  return page(
    { ...frame, private: true },
    title,
    html`<h1>${w.t(view.supplies.length ? 'found.supplies' : 'found.places')}</h1>
${view.supplies.length > 0 && html`<p class="lead">${w.t('found.masked')}</p>`}
<ul class="cards">${view.supplies.map(
      (one) =>
        html`<li><a class="tile" href="${href(frame.lang, one.href)}">${icon(one.phase === 'out' ? 'lamp-off' : one.phase === 'coming' ? 'planned' : 'lamp-on')}<span class="tile-text"><b class="code">${one.masked}</b><span>${
          one.phase === 'out' && one.back_promised
            ? w.t('found.out-until', { time: w.moment(one.back_promised, frame.now) })
            : one.phase === 'coming' && one.out_from
              ? w.t('found.coming', { time: w.moment(one.out_from, frame.now) })
              : w.t(one.phase === 'out' ? 'state.out' : 'found.on')
        }</span></span>${icon('arrow')}</a></li>`,
    )}${view.places.map(
      (one) =>
        html`<li><a class="tile" href="${href(frame.lang, one.href)}">${icon('place')}<span class="tile-text"><b>${one.name}</b><span>${one.within && `${one.within} · `}${
          one.out_now + one.coming
            ? w.t('found.counts', { out: one.out_now, coming: one.coming })
            : w.t('found.nothing')
        }</span></span>${icon('arrow')}</a></li>`,
    )}</ul>
${searchForm(w, view.query, false)}`,
  )
}
