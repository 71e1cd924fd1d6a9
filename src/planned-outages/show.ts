import { type Context, type Language, Problem, ranges, say } from '../kernel/index.ts'
import { summaryOf } from '../notices/index.ts'
import { corporationNamed } from '../organisation/index.ts'
import { ofOutage } from '../promises/index.ts'
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
  promises: {
    id: string
    kind: string
    version: number
    due: Date
    rule: string
    customers: number
    kept: number
    broken: number
    released: number
    open: number
  }[]
  messages: { queued: number; sent: number; delivered: number; failed: number }
  /** Each part that got power back; `late_s` against what was announced. */
  steps: {
    seq: number
    at: Date
    transformers: number
    customers: number
    still_out: number
    late_s: number
    corrected: boolean
  }[]
  warnings: (Warning & { text: string })[]
  story: {
    seq: number
    kind: string
    text: string
    at: Date
    recorded_at: Date
    actor: string
    reason: string | null
    customers: number | null
    detail: Record<string, unknown>
  }[]
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
    promises: (await ofOutage(ctx, id)).map((p) => ({
      id: p.id,
      kind: p.kind,
      version: p.version,
      due: p.due,
      rule: p.rule,
      customers: p.customers,
      kept: p.kept,
      broken: p.broken,
      released: p.released,
      open: p.open,
    })),
    messages: await summaryOf(ctx, id),
    steps: stepsOf(outage, facts),
    warnings: (await warningsNow(ctx, outage, programme, facts)).map((w) => ({
      ...w,
      text: warningText(w, ctx.language),
    })),
    story: facts.map((f) => ({
      seq: f.seq,
      kind: f.kind,
      text: factText(f, ctx.language),
      at: f.at,
      recorded_at: f.recorded_at,
      actor: typeof f.detail.as === 'string' ? f.detail.as : f.actor,
      reason: f.reason,
      customers: f.customers,
      detail: f.detail,
    })),
    verbs: allowedIn(state),
  }
}

/** The parts that got power back, as corrected. */
export function stepsOf(outage: { back_at: Date }, facts: readonly store.FactRow[]): Shown['steps'] {
  const corrected = new Map<number, Date>()
  for (const f of facts) if (f.kind === 'corrected') corrected.set(Number(f.detail.corrects), f.at)
  return facts
    .filter((f) => (f.kind === 'step' || f.kind === 'restored') && f.transformers !== ranges.emptySet)
    .map((f) => {
      const at = corrected.get(f.seq) ?? f.at
      return {
        seq: f.seq,
        at,
        transformers: ranges.sizeOf(f.transformers!),
        customers: f.customers ?? 0,
        still_out: Number(f.detail.still_out ?? 0),
        late_s: Math.ceil((at.getTime() - outage.back_at.getTime()) / 1000),
        corrected: corrected.has(f.seq),
      }
    })
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
