import { type Html, html } from '../html.ts'
import { callLink, href, page } from '../layout.ts'
import { icon } from '../parts.ts'
import type { Frame, ProblemView } from '../views.ts'
import { wordsOf } from '../words.ts'
import { searchForm } from './first.ts'

/** A page for what went wrong: what, what to do now, and the one field, so that nobody has to go back. */
export function problemPage(frame: Frame, view: ProblemView): Html {
  const w = wordsOf(frame.lang)
  const title = view.title ?? w.plain(`problem.${view.kind}`)
  return page(
    { ...frame, private: true },
    title,
    html`<section class="trouble"><p class="state">${icon(view.kind === 'offline' ? 'offline' : 'late')}<span>${view.status > 0 ? view.status : ''}</span></p>
<h1>${title}</h1>
<p class="lead">${w.t(`problem.${view.kind}-small`)}</p></section>
${view.kind !== 'offline' && searchForm(w, '', false)}
<p class="whose"><a href="${href(frame.lang, '/')}">${w.t('problem.home')}</a>${frame.corporation && html` · ${callLink(w, frame.corporation)}`}</p>`,
  )
}
