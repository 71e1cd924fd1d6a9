import { dayOf } from '../../../kernel/index.ts'
import { type Html, html } from '../html.ts'
import { href, page } from '../layout.ts'
import { icon } from '../parts.ts'
import type { CutLine, CutsView, Frame } from '../views.ts'
import { type Words, wordsOf } from '../words.ts'

/** Cuts to come by province, commune or former district, and date; or, with `now`, what is out at this moment. */
export function cutsPage(frame: Frame, view: CutsView, now = false): Html {
  const w = wordsOf(frame.lang)
  const title = w.plain(now ? 'cuts.title-now' : 'cuts.title')
  const days = Map.groupBy(view.lines, (line) => dayOf(line.out_from))
  return page(
    frame,
    title,
    html`<h1>${title}</h1>
<form class="filters" method="get" action="${href(frame.lang, now ? '/dang-mat-dien' : '/lich-cat-dien')}">
<p><label for="province">${w.t('cuts.province')}</label><select id="province" name="province"><option value="">${w.t('cuts.all')}</option>${view.provinces.map(
      (one) => html`<option value="${one.code}"${one.code === view.province && html` selected`}>${one.name}</option>`,
    )}</select></p>
<p><label for="commune">${w.t('cuts.commune')}</label><input id="commune" name="commune" value="${view.commune}" maxlength="100" list="communes"><datalist id="communes">${view.communes.map((one) => html`<option value="${one}"></option>`)}</datalist></p>
${
  !now &&
  html`<p><label for="from">${w.t('cuts.from')}</label><input id="from" name="from" type="date" value="${view.from}"></p>
<p><label for="to">${w.t('cuts.to')}</label><input id="to" name="to" type="date" value="${view.to}"></p>`
}
<p class="go"><button class="button">${icon('search')}<span>${w.t('cuts.show')}</span></button></p>
</form>
<p class="count" role="status">${w.t(now ? 'cuts.count-now' : 'cuts.count', { n: view.total })}</p>
${view.total === 0 && !now && html`<p class="empty">${icon('lamp-on')}<span>${w.t('cuts.none')}</span></p>`}
${[...days].map(
  ([, lines]) =>
    html`<section class="day"><h2>${w.day(lines[0].out_from, frame.now)}</h2><ul>${lines.map((line) => cutLine(w, frame, line))}</ul></section>`,
)}
${view.more && html`<p><a class="button quiet" href="${href(frame.lang, view.more)}">${w.t('cuts.more')}</a></p>`}`,
    'wide',
  )
}

function cutLine(w: Words, frame: Frame, line: CutLine): Html {
  const address = href(frame.lang, `/cat-dien/${line.id}`)
  const hours = line.back_promised
    ? html`${w.clock(line.out_from)}–${
        dayOf(line.out_from) === dayOf(line.back_promised)
          ? w.clock(line.back_promised)
          : html`${w.clock(line.back_promised)} <span class="soft">${w.day(line.back_promised, frame.now)}</span>`
      }`
    : w.clock(line.out_from)
  const gone = line.phase === 'cancelled'
  return html`<li class="cut">
<p class="hours figures">${gone ? html`<s>${hours}</s>` : hours}</p>
<div class="where">
<p class="places"><a href="${address}">${line.places.join(', ') || w.t('cuts.place-unnamed')}${line.places_more > 0 && html` ${w.t('cuts.places-more', { n: line.places_more })}`}</a></p>
<p class="soft">${line.reason && html`${line.reason} · `}${w.t('cuts.customers', { n: line.customers })} · ${line.corporation}</p>
${
  (gone || line.changed || line.origin !== 'planned' || line.phase === 'restored' || line.phase === 'out') &&
  html`<p class="tags">${
    gone
      ? html`<span class="badge badge-cancelled">${icon('broken')}${w.t('state.cancelled')}</span>`
      : line.phase === 'restored'
        ? html`<span class="badge badge-kept">${icon('lamp-on')}${w.t('state.restored')}</span>`
        : line.phase === 'out'
          ? html`<span class="badge badge-out">${icon('lamp-off')}${w.t('state.out')}</span>`
          : false
  }${line.changed && !gone && html`<span class="badge badge-late">${icon('clock')}${w.t('cuts.changed')}</span>`}${
    line.origin !== 'planned' && html`<span class="badge badge-open">${icon('tool')}${w.t('cuts.fault')}</span>`
  }</p>`
}
</div>
</li>`
}
