import { type Html, html } from '../html.ts'
import { callLink, href, page, spoken } from '../layout.ts'
import { icon, windowPicture } from '../parts.ts'
import { type Frame, type ReportView, type Sign, signs } from '../views.ts'
import { wordsOf } from '../words.ts'
import { sentence } from './answer.ts'

const iconOf: Record<Sign, 'lamp-off' | 'people' | 'tool' | 'report'> = {
  all: 'lamp-off',
  street: 'people',
  part: 'tool',
  danger: 'report',
}

/**
 * Report that the power is out, in three taps: where, what you see, done. A known outage is said at once, before
 * anything is asked; each choice is itself the button that sends.
 */
export function reportPage(frame: Frame, view: ReportView): Html {
  const w = wordsOf(frame.lang)
  const { code, known } = view
  // 114: fire and rescue.
  const hotline = view.hotlines.length === 1 ? view.hotlines[0].hotline : null
  const action = href(frame.lang, '/bao-mat-dien')
  const title = w.plain('report.title')
  const answer = code ? href(frame.lang, `/kh/${encodeURIComponent(code)}`) : null
  const danger =
    view.danger &&
    html`<p class="danger" role="alert">${icon('report')}<span>${w.t('report.keep-off')}: ${hotline ? html`<a href="tel:${hotline}">${spoken(hotline)}</a>` : '114'}</span></p>`

  if (view.reported_at)
    return page(
      { ...frame, private: true },
      title,
      html`${danger}<section class="hero hero-restored"><div class="hero-words"><p class="state">${icon('kept')}<span>${title}</span></p>
<h1>${w.t('report.in', { time: w.moment(view.reported_at, frame.now) })}</h1><p class="small">${w.t('report.in-small')}</p></div></section>
${answer && html`<div class="actions"><a class="button" href="${answer}">${icon('arrow')}<span>${w.t('report.back')}</span></a></div>`}`,
    )

  if (!code)
    return page(
      frame,
      title,
      html`<h1>${title}</h1>
${
  view.open &&
  html`<form class="search" method="get" action="${action}">
<label for="kh">${w.t('report.where')}</label>
<div class="field"><input id="kh" name="kh" value="${view.typed ?? ''}" maxlength="40" autocapitalize="characters" spellcheck="false" required ${view.problem && html`aria-invalid="true" aria-describedby="kh-error"`}><button class="button">${icon('arrow')}<span>${w.t('report.next')}</span></button></div>
${view.problem && html`<p class="error" id="kh-error">${icon('late')}<span>${w.t(`search.${view.problem}`, { query: view.typed ?? '' })}</span></p>`}
<p class="hint">${w.t('report.code-hint')}</p>
</form>`
}
<p class="danger">${icon('report')}<span>${w.t('report.danger')}? ${w.t('report.keep-off')}: ${hotline ? html`<a href="tel:${hotline}">${spoken(hotline)}</a>` : '114'}</span></p>
${
  view.hotlines.length > 0 &&
  html`<section class="hotlines"><h2>${w.t(view.open ? 'first.hotlines' : 'report.by-phone')}</h2><ul>${view.hotlines.map((one) => html`<li><b>${one.code}</b> ${callLink(w, one)}</li>`)}</ul></section>`
}`,
    )

  const { big, small } = sentence(w, known, frame.now, 0)
  return page(
    { ...frame, private: true },
    title,
    html`${
      known
        ? html`<section class="hero hero-out"><div class="hero-words"><p class="state">${icon('kept')}<span>${w.t('report.known')}</span></p><h1>${big}</h1><p class="small">${small}</p></div>${windowPicture(w, known, frame.now)}</section>
<p class="lead">${w.t('report.known-still')}</p>`
        : html`<h1>${w.t('report.what')}</h1>`
    }
<form class="signs" method="post" action="${action}"><input type="hidden" name="kh" value="${code}">${signs.map(
      (sign) =>
        html`<button class="tile ${sign === 'danger' && 'tile-danger'}" name="sign" value="${sign}">${icon(iconOf[sign])}<span class="tile-text"><b>${w.t(`report.${sign}`)}</b></span>${icon('arrow')}</button>`,
    )}</form>
<p class="hint">${w.t('report.breaker')}</p>
<p class="whose">${w.t('answer.code', { code: html`<b class="code">${code}</b>` })}</p>`,
  )
}
