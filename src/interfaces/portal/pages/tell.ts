import { type Html, html } from '../html.ts'
import { callLink, href, page } from '../layout.ts'
import { icon } from '../parts.ts'
import type { Frame, TellView } from '../views.ts'
import { wordsOf } from '../words.ts'

/** "Tell me": how this customer is told already, and the ways that work at once. */
export function tellPage(frame: Frame, view: TellView): Html {
  const w = wordsOf(frame.lang)
  const title = w.plain('tell.title')
  return page(
    { ...frame, private: true },
    title,
    html`<h1>${title}</h1>
<section class="block"><h2>${w.t('tell.message')}</h2>
<p class="tells">${icon(view.reachable ? 'kept' : 'late')}<span>${w.t(view.reachable ? 'tell.reachable' : 'tell.unreachable')}</span></p>
${!view.reachable && frame.corporation && html`<p>${callLink(w, frame.corporation)}</p>`}</section>
<section class="block"><h2>${w.t('tell.calendar')}</h2>
<p>${w.t('tell.calendar-small')}</p>
<p class="actions"><a class="button" href="${href(frame.lang, view.calendar)}">${icon('calendar')}<span>${w.t('action.calendar')}</span></a></p>
<p class="hint">${w.t('tell.subscribe')}<br><span class="code">${view.calendar_url}</span></p></section>
<section class="block"><h2>${w.t('tell.open')}</h2><p>${w.t('tell.open-small')}</p></section>
<p class="whose"><a href="${href(frame.lang, `/kh/${encodeURIComponent(view.code)}`)}">${w.t('report.back')}</a></p>`,
  )
}
