import { type Html, html, type Value } from '../html.ts'
import { callLink, href, page } from '../layout.ts'
import { icon, lateness, outcomeMark, windowPicture } from '../parts.ts'
import type { AnswerView, CustomerOutage, Frame } from '../views.ts'
import { type Words, wordsOf } from '../words.ts'

/** The sentence that answers, and the line that completes it. Chosen by what is true at `now`, never by a stored text. */
export function sentence(w: Words, outage: CustomerOutage | null, now: Date, days: number): { big: Html; small: Html } {
  if (!outage) return { big: w.t('answer.on'), small: w.t('answer.on-small', { days }) }
  const { phase, back_promised, back_at, power_back } = outage
  if (phase === 'coming')
    return {
      big: w.t(outage.changes.length ? 'answer.coming-changed' : 'answer.coming', {
        window: w.window(outage.out_from, back_promised, now),
      }),
      small:
        outage.out_from <= now
          ? w.t('answer.due')
          : w.t('answer.coming-small', { length: until(w, outage.out_from, now) }),
    }
  if (phase === 'cancelled')
    return {
      big: w.t('answer.cancelled', { day: w.day(outage.out_from, now) }),
      small: w.t('answer.cancelled-small'),
    }
  if (phase === 'restored' && back_at) {
    const small = w.t('answer.was', { window: w.window(outage.out_from, back_at, now) })
    const time = w.moment(back_at, now)
    if (power_back?.late_s == null) return { big: w.t('answer.back-plain', { time }), small }
    return { big: w.t('answer.back', { time, late: lateness(w, power_back.late_s) }), small }
  }
  if (!back_promised)
    return {
      big: w.t('answer.unknown'),
      small: outage.estimate_due
        ? w.t('answer.estimate-due', { time: w.moment(outage.estimate_due, now) })
        : w.t('answer.unknown-small'),
    }
  if (back_promised < now)
    return {
      big: w.t('answer.overdue', { time: w.moment(back_promised, now) }),
      small: w.t('answer.overdue-small', { length: w.duration((now.getTime() - back_promised.getTime()) / 1000) }),
    }
  const promised = power_back && power_back.due < back_promised ? power_back.due : null
  return {
    big: w.t('answer.out', { time: w.moment(back_promised, now) }),
    small: promised
      ? w.t('answer.out-later', {
          length: w.duration((back_promised.getTime() - promised.getTime()) / 1000),
          was: w.clock(promised),
        })
      : w.t('answer.out-small', { length: until(w, back_promised, now), since: w.moment(outage.out_from, now) }),
  }
}

/** "Is my power out, why, when is it back?" The answer first, then its reasons. */
export function answerPage(frame: Frame, view: AnswerView): Html {
  const w = wordsOf(frame.lang)
  const { outage, links } = view
  const phase = outage?.phase ?? 'on'
  const said = sentence(w, outage, frame.now, view.days)
  const [first] = view.next
  const big = said.big
  const small =
    !outage && first
      ? w.t('answer.on-next', { window: w.window(first.out_from, first.back_promised, frame.now) })
      : said.small
  const dark = phase === 'out'
  return page(
    { ...frame, private: true },
    w.plain(`state.${phase}`),
    html`${view.done && html`<p class="done" role="status">${icon('kept')}<span>${w.t(`done.${view.done}`)}</span></p>`}
<div class="answer"${links.live && html` data-live="${links.live}"`}>
<section class="hero hero-${phase}" aria-labelledby="state">
<div class="hero-words">
<p class="state" id="state">${icon(dark ? 'lamp-off' : phase === 'coming' ? 'planned' : 'lamp-on')}<span>${w.t(`state.${phase}`)}</span></p>
<h1>${big}</h1>
<p class="small">${small}</p>
</div>
${outage && phase !== 'cancelled' && windowPicture(w, outage, frame.now)}
</section>
${actions(w, frame, view)}
<div class="blocks">${outage && story(w, frame, outage, 'mine')}
${
  view.next.length > 0 &&
  html`<section class="block"><h2>${w.t('answer.next')}</h2><ul class="lines">${view.next.map(
    (one) =>
      html`<li>${icon('planned')}<a href="${href(frame.lang, `/cat-dien/${one.id}`)}">${w.window(one.out_from, one.back_promised, frame.now)}</a>${one.reason && html`<span class="soft">${one.reason}</span>`}</li>`,
  )}</ul></section>`
}</div>
<p class="whose"><span>${w.t(view.masked ? 'answer.masked' : 'answer.code', { code: html`<b class="code">${view.code}</b>` })}</span> <a href="${href(frame.lang, '/')}">${w.t('answer.other')}</a></p>
</div>`,
    'wide',
  )
}

/** Time from now until a moment to come, in words. */
const until = (w: Words, at: Date, now: Date) => w.roughly(Math.max(60, (at.getTime() - now.getTime()) / 1000))

function actions(w: Words, frame: Frame, { outage, next, links }: AnswerView): Html {
  const phase = outage?.phase ?? 'on'
  // The likeliest next wish comes first: to be told while it is known, to report when we say that all is well.
  const tellFirst = phase === 'out' || phase === 'coming'
  const report =
    links.report &&
    html`<a class="button ${tellFirst && 'quiet'}" href="${href(frame.lang, links.report)}">${icon('report')}<span>${w.t(
      phase === 'restored' || phase === 'out' ? 'action.still-out' : 'action.report',
    )}</span></a>`
  const tell =
    links.tell &&
    html`<a class="button ${!tellFirst && 'quiet'}" href="${href(frame.lang, links.tell)}">${icon('bell')}<span>${w.t(
      phase === 'out' ? 'action.tell-back' : 'action.tell',
    )}</span></a>`
  return html`<div class="actions">
${tellFirst ? [tell, report] : [report, tell]}
${links.calendar && (phase === 'coming' || next.length > 0) && html`<a class="button quiet" href="${href(frame.lang, links.calendar)}">${icon('calendar')}<span>${w.t('action.calendar')}</span></a>`}
${!links.report && frame.corporation && callLink(w, frame.corporation)}
</div>`
}

const row = (label: Value, value: Value, extra: Value = null) =>
  html`<div><dt>${label}</dt><dd>${value}${extra && html` ${extra}`}</dd></div>`

/** Why, what was promised, when it was told, how often it changed, kept or broken. */
export function story(w: Words, frame: Frame, outage: CustomerOutage, whose: 'mine' | 'all'): Html {
  const { now } = frame
  // On the page of the whole cut the promises are counted by customers instead.
  const { notice, power_back } = whose === 'mine' ? outage : { notice: null, power_back: null }
  return html`<section class="block"><h2>${w.t(whose === 'mine' ? 'story.heading' : 'story.heading-all')}</h2>
<dl class="story">
${row(w.t('story.reason'), outage.reason ?? w.t(outage.origin === 'planned' ? 'story.reason-planned' : 'story.reason-fault'), outage.urgent && html`<span class="badge badge-late">${icon('late')}${w.t('story.urgent')}</span>`)}
${
  outage.told_at && whose === 'mine'
    ? row(
        w.t('story.told'),
        html`${w.moment(outage.told_at, now)}${
          outage.told_at < outage.out_from &&
          html`<span class="soft">, ${w.t('story.ahead', { length: w.roughly((outage.out_from.getTime() - outage.told_at.getTime()) / 1000) })}</span>`
        }`,
        notice && outcomeMark(w, notice, now),
      )
    : notice
      ? row(w.t('story.told'), w.t('story.not-told', { due: w.moment(notice.due, now) }), outcomeMark(w, notice, now))
      : false
}
${
  power_back &&
  row(
    w.t('story.promised'),
    html`${w.moment(power_back.due, now)}${
      power_back.late_s !== null && html`<span class="soft">, ${lateness(w, power_back.late_s)}</span>`
    }`,
    outcomeMark(w, power_back, now),
  )
}
${
  outage.changes.length > 0 &&
  row(
    w.t('story.changed'),
    html`${w.t('story.changed-count', { n: outage.changes.length })}<ul class="changes">${outage.changes.map(
      (c) =>
        html`<li>${c.back_was && html`<s>${c.out_was ? w.window(c.out_was, c.back_was, now) : w.clock(c.back_was)}</s> → `}${
          c.out_is
            ? html`<b>${w.window(c.out_is, c.back_is, now)}</b>`
            : c.back_is
              ? html`<b>${w.clock(c.back_is)}</b>`
              : w.t('picture.unknown')
        }<span class="soft"> · ${w.t('story.changed-at', { time: w.moment(c.changed_at, now) })}${c.reason && ` · ${c.reason}`}</span></li>`,
    )}</ul>`,
  )
}
${
  outage.customers > 1 &&
  row(
    w.t(whose === 'mine' ? 'story.who' : 'story.who-customers'),
    outage.customers_back > 0
      ? w.t('story.who-back', { n: outage.customers, back: outage.customers_back })
      : w.t('story.who-all', { n: outage.customers }),
  )
}
</dl>
${whose === 'mine' && html`<p><a class="more" href="${href(frame.lang, `/cat-dien/${outage.id}`)}">${w.t('story.more')}${icon('arrow')}</a></p>`}
</section>`
}
