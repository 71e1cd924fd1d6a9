import { type Context, Problem, publish } from '../kernel/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import { draw } from './ask.ts'
import { type ShownSurvey, shown } from './plan.ts'
import type { Drawn } from './store-ask.ts'
import * as store from './store-yearly.ts'

export interface Which {
  corporation: string
  year: number
}

/**
 * Draws the sample of a planned survey: in each stratum the customers whose md5 of seed and number comes first.
 * @throws Problem surveys/not-planned, surveys/drawn-already, surveys/frame-changed
 */
export async function drawSample(ctx: Context, which: Which): Promise<ShownSurvey & { sampled: number }> {
  const { survey, corporation } = await requireSurvey(ctx, which)
  if (survey.drawn_at) throw new Problem('surveys/drawn-already', { ...which })
  const sampled = await store.insertSample(ctx, survey)
  const strata = await store.strataOf(ctx, survey.corporation_id, survey.year)
  const planned = strata.reduce((sum, s) => sum + s.sample_size, 0)
  // the weights rest on these numbers: customers have been imported anew since the plan
  if (sampled !== planned) throw new Problem('surveys/frame-changed', { ...which, planned, found: sampled })
  await publish(ctx, 'surveys.drawn', { corporation_id: survey.corporation_id, about: survey.id, payload: { sampled } })
  return { ...(await shown(ctx, { ...survey, drawn_at: ctx.now }, corporation)), sampled }
}

/** Draws the sample again from its seed and compares: the proof that nobody picked the respondents. */
export async function proveSample(ctx: Context, which: Which) {
  const { survey } = await requireDrawn(ctx, which)
  const { seed, frame_day } = survey
  return { seed, frame_day, ...(await store.compareSample(ctx, survey)) }
}

/**
 * Sends a link to those sampled who have not answered, were not invited and were asked nothing else not long ago. Who is
 * left waits for a later call of this, or for the interviewer.
 */
export async function inviteSample(ctx: Context, which: Which): Promise<Omit<Drawn, 'number'>> {
  const { survey } = await requireDrawn(ctx, which)
  if (survey.closes_at <= ctx.now) throw new Problem('surveys/closed', { ...which, closed_at: survey.closes_at })
  const wave = (await store.waves(ctx, survey)) + 1
  const done = await draw(ctx, {
    corporation_id: survey.corporation_id,
    about_kind: 'survey',
    about: survey.id,
    about_code: String(survey.year),
    wave,
    happened_at: ctx.now,
    closes_at: survey.closes_at,
    to: store.toInvite(ctx, survey),
  })
  const { number: _, ...counts } = done ?? { number: 0, reachable: 0, drawn: 0, resting: 0, invited: 0 }
  return counts
}

/** Surveys that draw their own sample, newest first. */
export async function surveys(ctx: Context, query: { year?: number } = {}): Promise<ShownSurvey[]> {
  const found = await store.surveysSeen(ctx, query.year)
  const list: ShownSurvey[] = []
  for (const s of found) list.push(await shown(ctx, s, (await corporationNamed(ctx, s.corporation_id)).code))
  return list
}

async function requireSurvey(ctx: Context, which: Which, find = store.lockSurvey) {
  const corporation = await corporationNamed(ctx, which.corporation)
  requireMine(ctx, corporation)
  const survey = await find(ctx, corporation.id, which.year)
  if (!survey) throw new Problem('surveys/not-planned', { ...which })
  return { survey, corporation: corporation.code }
}

/** Not locked: a sample once drawn stays, and interviewers do not wait for each other. */
export async function requireDrawn(ctx: Context, which: Which) {
  const found = await requireSurvey(ctx, which, store.findSurvey)
  if (!found.survey.drawn_at) throw new Problem('surveys/not-drawn', { ...which })
  return found
}
