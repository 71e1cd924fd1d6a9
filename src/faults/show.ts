import { type FactShown, partsBack, type StepShown, storyOf } from '../interruptions/index.ts'
import { type Context, type Language, Problem, say } from '../kernel/index.ts'
import { type Summary, summaryOf } from '../notices/index.ts'
import { corporationNamed } from '../organisation/index.ts'
import { type PromiseStanding, standingsOf } from '../promises/index.ts'
import { allowedIn, type State, type Verb } from './rules.ts'
import * as store from './store.ts'

export interface Shown {
  id: string
  code: string
  state: State
  corporation: string
  device: string | null
  feeder: string | null
  out_at: Date
  restored_at: Date | null
  /** When power was last said to be expected, and how often that was said. */
  estimate: Date | null
  estimates: number
  cause: string | null
  failed_equipment: string | null
  voltage: string | null
  /** Transformers and customers that lost supply. */
  transformers: number
  customers: number
  transformer_set: string
  still_out_set: string
  reports: number
  recorded_by: string
  recorded_at: Date
  promises: PromiseStanding[]
  messages: Summary
  steps: StepShown[]
  story: FactShown[]
  verbs: Verb[]
}

/** A fault with its promises, messages, steps and story. `ref`: id or code. */
export async function show(ctx: Context, ref: string): Promise<Shown> {
  const fault = await store.find(ctx, ref)
  if (!fault) throw new Problem('faults/unknown', { id: ref })
  const facts = await store.factsOf(ctx, fault)
  const {
    id,
    code,
    state,
    device,
    feeder,
    out_at,
    restored_at,
    estimate,
    cause,
    failed_equipment,
    voltage,
    customers,
    recorded_by,
    recorded_at,
  } = fault
  return {
    id,
    code,
    state,
    corporation: (await corporationNamed(ctx, fault.corporation_id)).code,
    device,
    feeder,
    out_at,
    restored_at,
    estimate,
    estimates: facts.filter((f) => f.kind === 'estimate' || (f.kind === 'recorded' && f.detail.estimate)).length,
    cause,
    failed_equipment,
    voltage,
    transformers: fault.transformer_count,
    customers,
    transformer_set: fault.transformers,
    still_out_set: fault.still_out,
    reports: await store.countReports(ctx, fault),
    recorded_by,
    recorded_at,
    promises: await standingsOf(ctx, id),
    messages: await summaryOf(ctx, id),
    steps: partsBack(facts),
    story: storyOf(facts, (fact) => factText(fact, ctx.language)),
    verbs: allowedIn(state),
  }
}

const factText = (fact: Pick<store.FactRow, 'kind' | 'customers' | 'detail'>, language: Language): string =>
  say('faults', language)(`fact.${fact.kind}`, {
    messages: 0,
    still_out: 0,
    device: '',
    ...fact.detail,
    customers: fact.customers ?? 0,
    reports: Number(fact.detail.reports ?? 0),
  })
