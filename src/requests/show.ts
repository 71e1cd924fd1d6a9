import { byId } from '../customers/index.ts'
import { type Context, Problem, say } from '../kernel/index.ts'
import { type Summary, summaryOf } from '../notices/index.ts'
import { corporationNamed, units } from '../organisation/index.ts'
import { type PromiseStanding, standingsOf } from '../promises/index.ts'
import { usedShare } from './clock.ts'
import {
  type Doable,
  lacking,
  type Outcome,
  type State,
  type Verb,
  verbs,
  type Why,
  whyNot,
  whyNotDone,
} from './rules.ts'
import * as store from './store.ts'
import { calendarFor, counting } from './timing.ts'

export interface Shown {
  id: string
  code: string
  version: number
  corporation: string
  service: { code: string; name: string; family: string; class: string | null; rule: string }
  state: State
  customer: { code: string; name: string; address: string | null } | null
  contact: store.Contact
  channel: string
  details: Record<string, unknown>
  unit: { code: string; name: string } | null
  office: string
  crew: string | null
  assigned_to: string | null
  received_at: Date
  closed_at: Date | null
  outcome: Outcome | null
  answer: string | null
  accepted: boolean | null
  working_days: number | null
  paused_days: number
  in_limit: boolean | null
  clock: {
    /** When the file was complete; null: it is not, no clock runs. */
    from: Date | null
    limit_value: number | null
    limit_unit: string
    due_at: Date | null
    step_due_at: Date | null
    steps_due_at: Date | null
    /** True while it ticks. */
    ticks: boolean
    /** Share of the limit that has ticked; above 1: late; null: no limit. */
    used: number | null
    warned_percent: number
  }
  documents: { code: string; name: string; required: boolean; handed_in: boolean }[]
  steps: {
    code: string
    name: string
    who: string
    done_at: Date | null
    limit_value: number | null
    limit_unit: string | null
  }[]
  pauses: {
    seq: number
    reason: string
    name: string
    evidence: string
    paused_at: Date
    ends_by: Date
    resumed_at: Date | null
    counts: boolean
  }[]
  claims: {
    seq: number
    kind: store.ClaimKind
    reason: string
    evidence: string
    claimed_at: Date
    actor: string
    reviewed_by: string | null
    upheld: boolean | null
    review: string | null
    customer_says: string | null
    customer_words: string | null
  }[]
  promises: PromiseStanding[]
  attachments: store.AttachmentRow[]
  /** What became of what who asked was told. */
  messages: Summary
  /** The cut or fault that explains it, and how many customers have said so. */
  about: { kind: string; id: string } | null
  voices: number
  merged_into: string | null
  story: {
    seq: number
    kind: string
    text: string
    at: Date
    recorded_at: Date
    actor: string
    reason: string | null
    detail: Record<string, unknown>
  }[]
  /** What can be done now, and why the rest cannot. */
  can: { verb: Verb; can: boolean; why: string | null }[]
  /** What hinders closing it as done; null: nothing. */
  undone: string | null
}

/** A request with its story, clock, promises, steps, papers, and what can be done with it now. `ref`: id or code. */
export async function show(ctx: Context, ref: string): Promise<Shown> {
  const request = await store.find(ctx, ref)
  if (!request) throw new Problem('requests/unknown', { id: ref.slice(0, 60) })
  const { language, now } = ctx
  const words = say('requests', language)
  const service = await store.service(ctx, request.service_id)
  const pauses = await store.pausesOf(ctx, request)
  const facts = await store.factsOf(ctx, request)
  const claims = await store.claimsOf(ctx, request)
  const messages = await summaryOf(ctx, request.id)
  const corporation = await corporationNamed(ctx, request.corporation_id)
  const unit =
    request.unit_id === null ? undefined : (await units(ctx, corporation.id)).find((u) => u.id === request.unit_id)
  const customer = request.customer_id === null ? undefined : await byId(ctx, corporation.id, request.customer_id)
  const calendar = await calendarFor(ctx, request)
  const missing = lacking(service, request.documents)
  const until = request.closed_at ?? now
  const sentence = (why: Why | null) => why && new Problem(why.code, why.params).title(language)
  // a pause whose allowance has ended ticks already, though nobody has touched the request since
  const still = request.state === 'paused' && pauses.some((p) => p.resumed_at === null && p.ends_by > now)
  const today: Doable = { ...request, state: request.state === 'paused' && !still ? 'complete' : request.state }
  const doneAt = new Map(facts.filter((f) => f.kind === 'step').map((f) => [String(f.detail.step), f.at]))
  const pauseName = (reason: string) =>
    service.pauses.find((p) => p.reason === reason)?.[language] ??
    words(`pause.${reason === 'closed' ? 'closed' : 'other'}`)
  const { id, code, version, channel, contact, details, office, crew, assigned_to, received_at, closed_at, outcome } =
    request
  return {
    id,
    code,
    version,
    corporation: corporation.code,
    service: {
      code: service.code,
      name: language === 'vi' ? service.name : service.name_en,
      family: service.family,
      class: service.class,
      rule: service.rule,
    },
    state: request.state,
    customer: customer ? { code: customer.code, name: customer.name, address: customer.address } : null,
    contact,
    channel,
    details,
    unit: unit ? { code: unit.code, name: unit.name } : null,
    office,
    crew,
    assigned_to,
    received_at,
    closed_at,
    outcome,
    answer: request.answer,
    accepted: request.accepted,
    working_days: request.working_days,
    paused_days: request.paused_days,
    in_limit: request.in_limit,
    clock: {
      from: request.complete_at,
      limit_value: request.limit_value,
      limit_unit: request.limit_unit,
      due_at: request.due_at,
      step_due_at: request.step_due_at,
      steps_due_at: request.steps_due_at,
      ticks: today.state === 'complete' && request.due_at !== null,
      used:
        request.complete_at && request.due_at
          ? usedShare(calendar, request, request.complete_at, counting(pauses), until)
          : null,
      warned_percent: request.warned_percent,
    },
    documents: service.documents.map((d) => ({
      code: d.code,
      name: d[language],
      required: d.required,
      handed_in: request.documents.includes(d.code),
    })),
    steps: service.steps.map((s) => ({
      code: s.code,
      name: s[language],
      who: s.who,
      done_at: doneAt.get(s.code) ?? null,
      limit_value: s.limit_value ?? null,
      limit_unit: s.limit_unit ?? null,
    })),
    pauses: pauses.map(({ seq, reason, evidence, paused_at, ends_by, resumed_at, counts }) => ({
      seq,
      reason,
      name: pauseName(reason),
      evidence,
      paused_at,
      ends_by,
      resumed_at,
      counts,
    })),
    claims: claims.map(
      ({
        seq,
        kind,
        reason,
        evidence,
        claimed_at,
        actor,
        reviewed_by,
        upheld,
        review,
        customer_says,
        customer_words,
      }) => ({
        seq,
        kind,
        reason,
        evidence,
        claimed_at,
        actor,
        reviewed_by,
        upheld,
        review,
        customer_says,
        customer_words,
      }),
    ),
    promises: await standingsOf(ctx, id),
    attachments: await store.attachmentsOf(ctx, request),
    messages,
    about: request.about ? { kind: request.about_kind!, id: request.about } : null,
    voices: 1 + (await store.countVoices(ctx, request)),
    merged_into: request.merged_into ? ((await store.find(ctx, request.merged_into))?.code ?? null) : null,
    story: facts.map(({ seq, kind, at, recorded_at, actor, reason, detail }) => ({
      seq,
      kind,
      text: factText(kind, detail, service, language),
      at,
      recorded_at,
      actor,
      reason,
      detail,
    })),
    can: (Object.keys(verbs) as Verb[]).map((verb) => {
      const why = whyNot(verb, today, service)
      return { verb, can: why === null, why: sentence(why) }
    }),
    undone: closed_at
      ? null
      : missing.length > 0 || today.state !== 'closed'
        ? sentence(whyNotDone(today, service))
        : null,
  }
}

/** What a fact says in the reader's words: names of steps, pauses and outcomes instead of their codes. */
function factText(
  kind: string,
  detail: Record<string, unknown>,
  service: {
    steps: readonly { code: string; vi: string; en: string }[]
    pauses: readonly { reason: string; vi: string; en: string }[]
  },
  language: 'vi' | 'en',
): string {
  const step = service.steps.find((s) => s.code === detail.step)?.[language] ?? String(detail.step ?? '')
  const why = service.pauses.find((p) => p.reason === detail.why)?.[language] ?? String(detail.why ?? '')
  const text = (key: string) => String(detail[key] ?? '')
  return say('requests', language)(`fact.${kind}`, {
    ...Object.fromEntries(Object.entries(detail).map(([k, v]) => [k, v === null ? '' : v])),
    step,
    why,
    to: text('to'),
    from: text('from'),
    crew: text('crew'),
    into: text('into'),
    outcome: text('outcome'),
    name: text('name'),
    percent: Number(detail.percent ?? 0),
    late_days: Number(detail.late_days ?? 0),
    told: text('tell') === '' ? 'no' : 'yes',
    tell: text('tell')
      .split(',')
      .map((who) => (who === '' ? '' : say('requests', language)(`tell.${who}`)))
      .join(', '),
    says: text('says'),
    upheld: detail.upheld === true ? 'yes' : 'no',
    channel: text('channel'),
    before: dateOf(detail.before),
    due_at: dateOf(detail.due_at),
    ends_by: dateOf(detail.ends_by),
    lacking: Array.isArray(detail.lacking) ? detail.lacking.length : 0,
  })
}

const dateOf = (value: unknown): Date => (typeof value === 'string' ? new Date(value) : new Date(0))
