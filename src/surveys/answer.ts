import { byPhone } from '../customers/index.ts'
import { addJob, type Context, iso, Problem } from '../kernel/index.ts'
import { corporationNamed } from '../organisation/index.ts'
import type { AsksAbout } from './ask-rules.ts'
import { plain, scoreOfSms, wordsOf } from './ask-rules.ts'
import { requireDrawn, type Which } from './sample.ts'
import * as ask from './store-ask.ts'
import * as yearly from './store-yearly.ts'

/** What a link leads to. */
export interface Invitation {
  state: 'open' | 'answered' | 'closed'
  about_kind: AsksAbout
  about_code: string | null
  happened_at: Date
  closes_at: Date
  answered_at: Date | null
  corporation: { code: string; name: string; name_en: string; hotline: string | null }
  /** Of the yearly survey: its questions beside the overall one. */
  factors: yearly.Factor[]
}

export interface Link {
  number: number
  customer_id: number
}

/** @throws Problem surveys/unknown-link */
export async function invitation(ctx: Context, link: Link): Promise<Invitation> {
  const { row, survey, answered_at } = await found(ctx, link)
  const { code, name, name_en, hotline } = await corporationNamed(ctx, row.corporation_id)
  return {
    state: answered_at ? 'answered' : row.closes_at <= ctx.now ? 'closed' : 'open',
    about_kind: row.about_kind,
    about_code: row.about_code,
    happened_at: row.happened_at,
    closes_at: row.closes_at,
    answered_at,
    corporation: { code, name, name_en, hotline },
    factors: survey?.factors ?? [],
  }
}

/**
 * Takes the answer of a link, once.
 * @param given.answers of the yearly survey: a score for each factor, null where there is none
 * @throws Problem surveys/unknown-link, surveys/link-closed, surveys/answered-already, surveys/not-a-score
 */
export async function answerByLink(
  ctx: Context,
  link: Link,
  given: { score: number; words?: string | null; answers?: (number | null)[] },
): Promise<void> {
  const { row, survey, answered_at } = await found(ctx, link)
  const already = () => new Problem('surveys/answered-already', { at: iso(answered_at ?? ctx.now) })
  if (answered_at) throw already()
  if (row.closes_at <= ctx.now) throw new Problem('surveys/link-closed', { at: iso(row.closes_at) })
  const overall = requireScore('score', given.score)
  const said = wordsSaid(given.words)
  if (!survey) {
    if (!(await ask.insertAnswer(ctx, row, { score: overall, ...said, via: 'web' }))) throw already()
    await heard(ctx, row)
    return
  }
  const stratum = await yearly.sampledStratum(ctx, survey, row.customer_id)
  if (!stratum) throw new Problem('surveys/unknown-link')
  const answers = scoresOf(survey, given.answers ?? [])
  const sheet = { customer_id: row.customer_id, answers, overall, ...said, via: 'web' as const }
  if (!(await yearly.insertOwnSheet(ctx, survey, stratum, sheet))) throw already()
  await heard(ctx, row)
}

export type SmsAnswer =
  | { taken: true; score: number; corporation_id: number; about_kind: AsksAbout; about: string }
  /** no_question: nothing open was asked of this number; not_a_score: something was, and the text begins with no 0 to 10. */
  | { taken: false; reason: 'no_question' | 'not_a_score' }

/** Takes "0" to "10" (and words after it) for the newest question to this phone that is open. */
export async function answerBySms(ctx: Context, sms: { from: string; text: string }): Promise<SmsAnswer> {
  const customers = await byPhone(ctx, sms.from)
  const row = await ask.newestOpen(
    ctx,
    customers.map((c) => c.id),
  )
  if (!row) return { taken: false, reason: 'no_question' }
  const said = scoreOfSms(sms.text)
  if (!said) return { taken: false, reason: 'not_a_score' }
  const { corporation_id, about_kind, about } = row
  const taken = await ask.insertAnswer(ctx, row, { score: said.score, ...wordsSaid(said.words), via: 'sms' })
  if (!taken) return { taken, reason: 'no_question' }
  await heard(ctx, row)
  return { taken, score: said.score, corporation_id, about_kind, about }
}

/**
 * What an interviewer heard from somebody sampled, by phone or at the door; who asked is the actor. The survey has its
 * time in the field: what is heard after it closed is refused, since the figures speak of those days and others would not
 * be asked any more. What was heard before may be written down afterwards, with the moment at which it was heard.
 * @throws Problem surveys/not-planned, surveys/not-drawn, surveys/not-sampled, surveys/field-closed,
 *   surveys/answered-already, surveys/not-a-score, kernel/invalid
 */
export async function recordAnswer(
  ctx: Context,
  given: Which & {
    customer: string
    via: 'phone' | 'visit'
    overall: number
    answers?: (number | null)[]
    words?: string | null
    /** Default: now. */
    heard_at?: Date
  },
): Promise<void> {
  const { survey, customer_id, stratum } = await sampled(ctx, given)
  const { heard_at = ctx.now } = given
  if (heard_at > ctx.now || heard_at < survey.drawn_at!)
    throw new Problem('kernel/invalid', { field: 'heard_at', reason: iso(heard_at) })
  if (heard_at >= survey.closes_at)
    throw new Problem('surveys/field-closed', { year: survey.year, at: iso(survey.closes_at) })
  const before = await yearly.hasSheet(ctx, survey.corporation_id, survey.year, customer_id)
  const already = (at: Date) => new Problem('surveys/answered-already', { at: iso(at) })
  if (before) throw already(before.recorded_at)
  const overall = requireScore('overall', given.overall)
  const sheet = {
    customer_id,
    answers: scoresOf(survey, given.answers ?? []),
    overall,
    ...wordsSaid(given.words),
    via: given.via,
    ...(given.heard_at ? { heard_at } : {}),
  }
  if (!(await yearly.insertOwnSheet(ctx, survey, stratum, sheet))) throw already(ctx.now)
  await heard(ctx, { corporation_id: survey.corporation_id, about_kind: 'survey', about: survey.id })
}

/** Somebody sampled who does not answer, and why. They stay in the sample: the response rate counts them. */
export async function recordRefusal(
  ctx: Context,
  given: Which & { customer: string; reason: 'refused' | 'not_reached' | 'moved' },
): Promise<void> {
  const { survey, customer_id } = await sampled(ctx, given)
  await yearly.insertRefusal(ctx, survey, customer_id, given.reason)
}

/** Answers to one question come by the thousand: open pages and later rooms hear of them at most so often. */
const gathered_ms = 15_000

/** That something was answered, not by whom and what: said once for all that come in the same quarter of a minute. */
async function heard(
  ctx: Context,
  to: { corporation_id: number; about_kind: AsksAbout; about: string },
): Promise<void> {
  const { corporation_id, about_kind, about } = to
  const at = new Date((Math.floor(ctx.now.getTime() / gathered_ms) + 1) * gathered_ms)
  await addJob(ctx, 'surveys_answered', { corporation_id, about_kind, about }, { at, key: `surveys_answered:${about}:${at.getTime()}` }) // biome-ignore format: one line
}

async function sampled(ctx: Context, given: Which & { customer: string }) {
  const { survey } = await requireDrawn(ctx, given)
  const customer = await ctx.tx
    .selectFrom('customers.customer')
    .select('id')
    .where('corporation_id', '=', survey.corporation_id)
    .where('code', '=', given.customer)
    .executeTakeFirst()
  const stratum = customer && (await yearly.sampledStratum(ctx, survey, customer.id))
  if (!stratum) throw new Problem('surveys/not-sampled', { customer: given.customer, year: given.year })
  return { survey, customer_id: customer.id, stratum }
}

async function found(ctx: Context, link: Link) {
  const row = await ask.invitationOf(ctx, link)
  if (!row) throw new Problem('surveys/unknown-link')
  const survey = row.about_kind === 'survey' ? await yearly.surveyById(ctx, row.corporation_id, row.about) : undefined
  const sheet = survey && (await yearly.hasSheet(ctx, row.corporation_id, survey.year, row.customer_id))
  return { row, survey, answered_at: row.answered_at ?? sheet?.recorded_at ?? null }
}

function requireScore(field: string, score: number): number {
  if (!Number.isInteger(score) || score < 0 || score > 10) throw new Problem('surveys/not-a-score', { field })
  return score
}

/** One score or null for each factor of the survey. */
function scoresOf(survey: yearly.SurveyRow, given: readonly (number | null)[]): (number | null)[] {
  if (given.length > survey.factors.length)
    throw new Problem('surveys/not-a-score', { field: `q${survey.factors.length + 1}` })
  return survey.factors.map((_, i) => {
    const score = given[i] ?? null
    return score === null ? null : requireScore(`q${i + 1}`, score)
  })
}

function wordsSaid(text: string | null | undefined): { words: string | null; words_plain: string | null } {
  const words = wordsOf(text)
  return { words, words_plain: words && plain(words) }
}
