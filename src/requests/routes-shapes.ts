/** What the routes of requests answer with, as schemas. */
import Type from 'typebox'
import { Id, Instant, Nullable, OneOf } from '../access/index.ts'
import { Summary } from '../notices/index.ts'
import { PromiseStanding } from '../promises/index.ts'
import { outcomes, states, type Verb, verbs } from './rules.ts'

const Text = Type.String()
const count = Type.Integer({ minimum: 0 })
const Outcome = Nullable(OneOf(outcomes))
const Claimed = OneOf(['pause', 'refusal', 'obstacle'] as const)
const Said = Nullable(Text)

export const CanShown = Type.Object({
  verb: OneOf(Object.keys(verbs) as Verb[]),
  can: Type.Boolean(),
  why: Nullable(Text),
})

export const ListedShown = Type.Object({
  id: Id(),
  code: Text,
  corporation_id: Type.Integer(),
  service: Text,
  family: Text,
  state: OneOf(states),
  step: Nullable(Text),
  unit_id: Nullable(Type.Integer()),
  crew: Nullable(Text),
  assigned_to: Nullable(Text),
  channel: Text,
  customer_id: Nullable(Type.Integer()),
  customer_code: Nullable(Text),
  customer_name: Nullable(Text),
  received_at: Instant(),
  complete_at: Nullable(Instant()),
  due_at: Nullable(Instant()),
  step_due_at: Nullable(Instant()),
  closed_at: Nullable(Instant()),
  outcome: Nullable(Text),
  warned_percent: count,
  voices: Type.Integer({ minimum: 1 }),
  version: count,
})

const Duplicate = Type.Object({
  id: Id(),
  code: Text,
  received_at: Instant(),
  state: OneOf(states),
  channel: Text,
})

export const ReceivedShown = Type.Object({
  id: Id(),
  code: Text,
  state: OneOf(states),
  due_at: Nullable(Instant()),
  lacking: Type.Array(Text),
  known: Nullable(
    Type.Object({
      kind: OneOf(['planned_outage', 'fault'] as const),
      id: Id(),
      code: Text,
      state: Text,
      reason: Nullable(Text),
      out_from: Instant(),
      back_at: Nullable(Instant()),
    }),
  ),
  answer: Nullable(Text),
  joined: Nullable(Text),
  duplicates: Type.Array(Duplicate),
})

export const Shown = Type.Object({
  id: Id(),
  code: Text,
  version: count,
  corporation: Text,
  service: Type.Object({ code: Text, name: Text, family: Text, class: Nullable(Text), rule: Text }),
  state: OneOf(states),
  customer: Nullable(Type.Object({ code: Text, name: Text, address: Nullable(Text) })),
  contact: Type.Object({
    name: Type.Optional(Text),
    phone: Type.Optional(Text),
    email: Type.Optional(Text),
    address: Type.Optional(Text),
    language: Type.Optional(OneOf(['vi', 'en'] as const)),
  }),
  channel: Text,
  details: Type.Record(Text, Type.Unknown()),
  unit: Nullable(Type.Object({ code: Text, name: Text })),
  office: Text,
  crew: Nullable(Text),
  assigned_to: Nullable(Text),
  received_at: Instant(),
  closed_at: Nullable(Instant()),
  outcome: Outcome,
  answer: Nullable(Text),
  accepted: Nullable(Type.Boolean()),
  working_days: Nullable(Type.Integer()),
  paused_days: count,
  in_limit: Nullable(Type.Boolean()),
  clock: Type.Object({
    from: Nullable(Instant()),
    limit_value: Nullable(Type.Integer()),
    limit_unit: Text,
    due_at: Nullable(Instant()),
    step_due_at: Nullable(Instant()),
    steps_due_at: Nullable(Instant()),
    ticks: Type.Boolean(),
    used: Nullable(Type.Number({ description: 'share of the limit; above 1: late' })),
    warned_percent: count,
  }),
  documents: Type.Array(Type.Object({ code: Text, name: Text, required: Type.Boolean(), handed_in: Type.Boolean() })),
  steps: Type.Array(
    Type.Object({
      code: Text,
      name: Text,
      who: Text,
      done_at: Nullable(Instant()),
      limit_value: Nullable(Type.Integer()),
      limit_unit: Nullable(Text),
    }),
  ),
  pauses: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      reason: Text,
      name: Text,
      evidence: Text,
      paused_at: Instant(),
      ends_by: Instant(),
      resumed_at: Nullable(Instant()),
      counts: Type.Boolean(),
    }),
  ),
  claims: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      kind: Claimed,
      reason: Text,
      evidence: Text,
      claimed_at: Instant(),
      actor: Text,
      reviewed_by: Nullable(Text),
      upheld: Nullable(Type.Boolean()),
      review: Nullable(Text),
      customer_says: Said,
      customer_words: Nullable(Text),
    }),
  ),
  promises: Type.Array(PromiseStanding),
  attachments: Type.Array(
    Type.Object({
      code: Text,
      seq: Type.Integer(),
      name: Text,
      document: Nullable(Text),
      media: Text,
      bytes: count,
      sha256: Text,
      channel: Text,
      actor: Text,
      recorded_at: Instant(),
    }),
  ),
  messages: Summary,
  about: Nullable(Type.Object({ kind: Text, id: Id() })),
  voices: Type.Integer({ minimum: 1 }),
  merged_into: Nullable(Text),
  story: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      kind: Text,
      text: Text,
      at: Instant(),
      recorded_at: Instant(),
      actor: Text,
      reason: Nullable(Text),
      detail: Type.Record(Text, Type.Unknown()),
    }),
  ),
  can: Type.Array(CanShown),
  undone: Nullable(Text),
})

export const TrackedShown = Type.Object({
  code: Text,
  corporation: Type.Object({ code: Text, name: Text, hotline: Nullable(Text) }),
  service: Type.Object({ code: Text, name: Text }),
  state: OneOf(states),
  outcome: Outcome,
  accepted: Nullable(Type.Boolean()),
  received_at: Instant(),
  complete_at: Nullable(Instant()),
  due_at: Nullable(Instant()),
  closed_at: Nullable(Instant()),
  in_limit: Nullable(Type.Boolean()),
  lacking: Type.Array(Type.Object({ code: Text, name: Text })),
  paused: Nullable(
    Type.Object({ reason: Text, name: Text, since: Instant(), ends_by: Instant(), asks: Type.Boolean() }),
  ),
  steps: Type.Array(Type.Object({ code: Text, name: Text, done: Type.Boolean() })),
  next_step: Nullable(Text),
  about: Nullable(Type.Object({ kind: Text, id: Id() })),
  asked: Type.Array(Type.Object({ seq: Type.Integer(), kind: Text, name: Text, claimed_at: Instant() })),
})

export const ClaimListedShown = Type.Object({
  corporation_id: Type.Integer(),
  request_id: Id(),
  seq: Type.Integer(),
  code: Text,
  service: Text,
  kind: Claimed,
  reason: Text,
  evidence: Text,
  pause_seq: Nullable(Type.Integer()),
  unit_id: Nullable(Type.Integer()),
  claimed_at: Instant(),
  actor: Text,
  recorded_at: Instant(),
  reviewed_at: Nullable(Instant()),
  reviewed_by: Nullable(Text),
  upheld: Nullable(Type.Boolean()),
  review: Nullable(Text),
  customer_says: Said,
  customer_words: Nullable(Text),
  customer_said_at: Nullable(Instant()),
  contradicted: Type.Boolean({ description: 'upheld though the customer denies it, or the other way round' }),
})

export const PausedShareShown = Type.Object({
  corporation_id: Type.Integer(),
  unit: Nullable(Text),
  reason: Text,
  requests: count,
  paused_days: count,
  days: count,
  share: Type.Number(),
  upheld: count,
  not_upheld: count,
  confirmed: count,
  denied: count,
})

export const LoadShown = Type.Object({
  corporation_id: Type.Integer(),
  who: Nullable(Text),
  open: count,
  waiting: count,
  paused: count,
  late: count,
  due_soon: count,
  oldest: Instant(),
  closed: count,
})

export const ForecastShown = Type.Object({
  corporation_id: Type.Integer(),
  unit: Nullable(Text),
  open: count,
  pace_per_day: Type.Number(),
  late_now: count,
  expected_late: count,
  days_to_clear: Nullable(Type.Number()),
})
