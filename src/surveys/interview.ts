import { type Context, Problem } from '../kernel/index.ts'
import { requireDrawn, type Which } from './sample.ts'
import { type Interviewee, interviewee, interviewsLeft } from './store-yearly.ts'

export interface NextInterview {
  /** Can be asked today, and were not reached today: they come again on another day. */
  left: number
  later: number
  /** Null when nobody is left today, or the survey has closed. */
  person: Interviewee | null
}

/**
 * Whom of a sample to ask next, with their phone; or the one named, to take up a call again. Nobody once it has closed.
 * @throws Problem surveys/not-planned, surveys/not-drawn, surveys/not-sampled
 */
export async function nextInterview(ctx: Context, which: Which & { customer?: string }): Promise<NextInterview> {
  const { survey } = await requireDrawn(ctx, which)
  const person = await interviewee(ctx, survey, which.customer)
  if (!person && which.customer !== undefined)
    throw new Problem('surveys/not-sampled', { customer: which.customer, year: which.year })
  if (survey.closes_at <= ctx.now && which.customer === undefined) return { left: 0, later: 0, person: null }
  return { ...(await interviewsLeft(ctx, survey)), person: person ?? null }
}
