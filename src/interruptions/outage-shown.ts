/** What a planned outage and a fault show alike: parts given back and story; and what is said of them. */
import Type, { type Static } from 'typebox'
import { Instant, Nullable } from '../access/index.ts'
import { type RangeSet, ranges } from '../kernel/index.ts'

const count = Type.Integer({ minimum: 0 })

/** Why, or a note: a sentence or a few. */
export const Words = Type.String({ minLength: 1, maxLength: 1000 })
export const Device = Type.String({ minLength: 1, maxLength: 200 })
export const Devices = Type.Array(Device, { maxItems: 200 })

/** Power back for all that is left: what is switched for it, when, and why. */
export const restoration = {
  open: Type.Optional(Devices),
  close: Type.Optional(Devices),
  at: Type.Optional(Instant()),
  reason: Type.Optional(Words),
}
/** Power back for a part: what is switched, or the transformers by their numbers. */
export const Part = Type.Object({
  ...restoration,
  transformers: Type.Optional(
    Type.String({
      pattern: '^\\{\\[\\d{1,9},\\d{1,9}\\)(,\\[\\d{1,9},\\d{1,9}\\))*\\}$',
      maxLength: 100_000,
      description: 'a set of transformer numbers: {[1,5),[7,9)}',
    }),
  ),
})
/** When a step really gave power back, as it was found out later. `seq`: the fact that it corrects. */
export const StepCorrection = Type.Object({ seq: Type.Integer({ minimum: 1 }), at: Instant(), reason: Words })

export const StepShown = Type.Object({
  seq: Type.Integer(),
  at: Instant(),
  transformers: count,
  customers: count,
  still_out: count,
  corrected: Type.Boolean(),
})
export const FactShown = Type.Object({
  seq: Type.Integer(),
  kind: Type.String(),
  text: Type.String(),
  at: Instant(),
  recorded_at: Instant(),
  actor: Type.String(),
  reason: Nullable(Type.String()),
  customers: Nullable(Type.Integer()),
  detail: Type.Record(Type.String(), Type.Unknown()),
})
export type StepShown = Static<typeof StepShown>
export type FactShown = Static<typeof FactShown>

interface Fact {
  seq: number
  kind: string
  at: Date
  recorded_at: Date
  actor: string
  reason: string | null
  customers: number | null
  detail: Record<string, unknown>
  transformers: RangeSet | null
}

/** The parts that got power back, each at the moment to which it was corrected. */
export function partsBack(facts: readonly Fact[]): StepShown[] {
  const corrected = new Map<number, Date>()
  for (const f of facts) if (f.kind === 'corrected') corrected.set(Number(f.detail.corrects), f.at)
  return facts
    .filter((f) => (f.kind === 'step' || f.kind === 'restored') && f.transformers !== ranges.emptySet)
    .map((f) => ({
      seq: f.seq,
      at: corrected.get(f.seq) ?? f.at,
      transformers: ranges.sizeOf(f.transformers!),
      customers: f.customers ?? 0,
      still_out: Number(f.detail.still_out ?? 0),
      corrected: corrected.has(f.seq),
    }))
}

/** Who did what when, in words. One who acted for another by name (`--as`) is the actor. */
export const storyOf = <F extends Fact>(facts: readonly F[], text: (fact: F) => string): FactShown[] =>
  facts.map((fact) => {
    const { seq, kind, at, recorded_at, actor, reason, customers, detail } = fact
    const who = typeof detail.as === 'string' ? detail.as : actor
    return { seq, kind, text: text(fact), at, recorded_at, actor: who, reason, customers, detail }
  })
