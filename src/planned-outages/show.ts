import { type FactShown, partsBack, type StepShown, storyOf } from '../interruptions/index.ts'
import { type Context, type Language, Problem, say } from '../kernel/index.ts'
import { type Summary, summaryOf } from '../notices/index.ts'
import { corporationNamed } from '../organisation/index.ts'
import { type PromiseStanding, standingsOf } from '../promises/index.ts'
import { allowedIn, type ProgrammeStep, type State, type Verb } from './rules.ts'
import * as store from './store.ts'
import { type Warning, warningsOf } from './warnings.ts'

export interface Shown {
  id: string
  code: string
  state: State
  corporation: string
  reason: string
  urgent: boolean
  out_from: Date
  back_at: Date
  feeder: string | null
  version: number
  /** Transformers and customers that the outage touches. */
  transformers: number
  customers: number
  /** Their numbers, as an int4multirange: what the picture of the network lights. */
  transformer_set: string
  still_out_set: string
  cut_at: Date | null
  restored_at: Date | null
  planned_by: string
  planned_at: Date
  programme: ProgrammeStep[]
  promises: PromiseStanding[]
  messages: Summary
  /** Each part that got power back; `late_s` in seconds against what was announced. */
  steps: (StepShown & { late_s: number })[]
  warnings: (Warning & { text: string })[]
  story: FactShown[]
  /** What can be done to it now. */
  verbs: Verb[]
}

/** The id of an outage that a person named by id or code. */
export async function outageIdOf(ctx: Context, ref: string): Promise<string> {
  const outage = await store.find(ctx, ref)
  if (!outage) throw new Problem('planned-outages/unknown', { id: ref })
  return outage.id
}

/** An outage with its promises, messages, steps, warnings and story. `ref`: id or code. */
export async function show(ctx: Context, ref: string): Promise<Shown> {
  const outage = await store.find(ctx, ref)
  if (!outage) throw new Problem('planned-outages/unknown', { id: ref })
  const programme = await store.programmeOf(ctx, outage)
  const facts = await store.factsOf(ctx, outage)
  const {
    id,
    code,
    state,
    reason,
    urgent,
    out_from,
    back_at,
    feeder,
    version,
    customers,
    cut_at,
    restored_at,
    planned_by,
    planned_at,
  } = outage
  return {
    id,
    code,
    state,
    corporation: (await corporationNamed(ctx, outage.corporation_id)).code,
    reason,
    urgent,
    out_from,
    back_at,
    feeder,
    version,
    transformers: outage.transformer_count,
    customers,
    transformer_set: outage.transformers,
    still_out_set: outage.still_out,
    cut_at,
    restored_at,
    planned_by,
    planned_at,
    programme,
    promises: await standingsOf(ctx, id),
    messages: await summaryOf(ctx, id),
    steps: partsBack(facts).map((step) => ({
      ...step,
      late_s: Math.ceil((step.at.getTime() - back_at.getTime()) / 1000),
    })),
    warnings: (await warningsNow(ctx, outage, programme, facts)).map((w) => ({
      ...w,
      text: warningText(w, ctx.language),
    })),
    story: storyOf(facts, (fact) => factText(fact, ctx.language)),
    verbs: allowedIn(state),
  }
}

/** Before the outage they are worked out anew, since other outages come and go; afterwards what was last known stands. */
async function warningsNow(
  ctx: Context,
  outage: store.OutageRow,
  programme: readonly ProgrammeStep[],
  facts: readonly store.FactRow[],
): Promise<Warning[]> {
  if (outage.state === 'planned' || outage.state === 'approved') return warningsOf(ctx, outage, programme[0]!)
  const known = facts.findLast((f) => Array.isArray(f.detail.warnings))?.detail.warnings as Warning[] | undefined
  return known ?? []
}

export const warningText = (warning: Warning, language: Language): string =>
  say('planned-outages', language)(`warning.${warning.code}`, {
    ...warning,
    name: language === 'vi' ? warning.name : warning.name_en,
  })

const factText = (fact: store.FactRow, language: Language): string =>
  say('planned-outages', language)(`fact.${fact.kind}`, {
    customers: fact.customers ?? 0,
    messages: 0,
    still_out: 0,
    late_s: 0,
    version: 1,
    ...fact.detail,
    late_min: Math.round(Number(fact.detail.late_s ?? 0) / 60),
  })
