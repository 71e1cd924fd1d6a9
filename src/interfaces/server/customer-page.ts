import { sql } from 'kysely'
import Type from 'typebox'
import { Id, Instant, Nullable, OneOf } from '../../access/index.ts'
import { addressesOf, byCode, channels, transformersOf } from '../../customers/index.ts'
import { onTransformers as faultsOn } from '../../faults/index.ts'
import { interruptionsOf } from '../../interruptions/index.ts'
import { type Context, day_ms, dayOf, Problem, type RangeSet, ranges } from '../../kernel/index.ts'
import { toldParts } from '../../notices/index.ts'
import { onTransformers as outagesOn } from '../../planned-outages/index.ts'
import { customerPart } from '../../promises/index.ts'

const Text = Type.String()
const outcomes = ['open', 'kept', 'broken', 'released'] as const

export const CustomerPage = Type.Object({
  corporation_id: Type.Integer(),
  id: Type.Integer(),
  code: Text,
  name: Text,
  class: Text,
  area: Text,
  address: Nullable(Text),
  commune: Nullable(Text),
  province: Nullable(Text),
  priority: Nullable(Text),
  contacts: Type.Array(Type.Object({ channel: Text, address: Text })),
  supply: Type.Array(Type.Object({ transformer: Text, feeder: Nullable(Text), metering_point: Text })),
  cuts: Type.Array(
    Type.Object({
      kind: OneOf(['planned_outage', 'fault'] as const),
      id: Id(),
      code: Text,
      state: Text,
      reason: Nullable(Text),
      out_from: Instant(),
      back_at: Nullable(Instant()),
      out_now: Type.Boolean({ description: 'this customer has no power now by it' }),
    }),
  ),
  promises: Type.Array(
    Type.Object({
      id: Id(),
      kind: Text,
      about_kind: Text,
      about: Id(),
      code: Nullable(Text),
      due: Instant(),
      version: Type.Integer(),
      outcome: Nullable(OneOf(outcomes, { description: 'null: known by number only, not for this customer' })),
      at: Nullable(Instant()),
      late_s: Nullable(Type.Integer()),
      reason: Nullable(Text),
    }),
  ),
  interruptions: Type.Array(
    Type.Object({
      code: Text,
      source_kind: Text,
      origin: Text,
      cause: Text,
      feeder: Text,
      excluded: Type.Boolean(),
      out_at: Instant(),
      restored_at: Nullable(Instant()),
      duration_s: Nullable(Type.Integer()),
    }),
  ),
})

const coming_ms = 30 * day_ms

/** Everything that the person on the telephone needs to know of one customer, by the rooms that own it. */
export async function customerPage(ctx: Context, code: string) {
  const customer = await byCode(ctx, code)
  if (!customer) throw new Problem('customers/unknown', { code })
  const { corporation_id, id } = customer
  const points = await transformersOf(ctx, customer, dayOf(ctx.now))
  const numbers = points.map((p) => p.transformer_id)
  const set = ranges.setOf(numbers)
  const contacts = await addressesOf(ctx, corporation_id, [id])
  const supply = await sql<{ mrid: string; feeder: string | null; transformer_id: number }>`
    select mrid, feeder, transformer_id from network.point
    where corporation_id = ${corporation_id} and transformer_id = any(${numbers}::integer[])`.execute(ctx.tx)
  const steps = await interruptionsOf(ctx, { corporation_id, customer_id: id }, 50)
  return {
    corporation_id,
    id,
    code: customer.code,
    name: customer.name,
    class: customer.class,
    area: customer.area,
    address: customer.address,
    commune: customer.commune,
    province: customer.province,
    priority: customer.priority,
    contacts: contacts.map((c) => ({ channel: channels[c.channel]!, address: c.address })),
    supply: points.map((p) => {
      const point = supply.rows.find((s) => s.transformer_id === p.transformer_id)
      return { transformer: point?.mrid ?? '', feeder: point?.feeder ?? null, metering_point: p.code }
    }),
    cuts: set === ranges.emptySet ? [] : await cutsOn(ctx, corporation_id, set),
    promises: await promisesTo(ctx, customer, set),
    interruptions: steps.map((s) => ({
      code: s.code,
      source_kind: s.source_kind,
      origin: s.origin,
      cause: s.cause,
      feeder: s.feeder,
      excluded: s.excluded,
      out_at: s.out_at,
      restored_at: s.restored_at,
      duration_s: s.duration_s,
    })),
  }
}

/** Cuts that were announced or run, and faults that are open: those that take the power now first. */
async function cutsOn(ctx: Context, corporation_id: number, set: RangeSet) {
  const window = { from: ctx.now, to: new Date(ctx.now.getTime() + coming_ms) }
  const outages = await outagesOn(ctx, corporation_id, set, window)
  const faults = await faultsOn(ctx, corporation_id, set, { from: ctx.now, to: window.to })
  return [
    ...faults
      .filter((f) => f.state === 'open')
      .map((f) => ({
        kind: 'fault' as const,
        id: f.id,
        code: f.code,
        state: f.state as string,
        reason: f.cause,
        out_from: f.out_at,
        back_at: f.estimate,
        out_now: ranges.overlaps(f.still_out, set),
      })),
    ...outages
      .filter((o) => o.state === 'announced' || o.state === 'started')
      .map((o) => ({
        kind: 'planned_outage' as const,
        id: o.id,
        code: o.code,
        state: o.state as string,
        reason: o.reason as string | null,
        out_from: o.out_from,
        back_at: o.back_at as Date | null,
        out_now: o.state === 'started' && ranges.overlaps(o.still_out, set),
      })),
  ].sort((a, b) => Number(b.out_now) - Number(a.out_now) || a.out_from.getTime() - b.out_from.getTime())
}

/** What was promised to this customer and what became of it for them, the latest deadline first. */
async function promisesTo(ctx: Context, customer: { corporation_id: number; id: number }, set: RangeSet) {
  const { rows } = await sql<{
    id: string
    kind: string
    about_kind: string
    about: string
    code: string | null
    due: Date
    version: number
  }>`
    select p.id, p.kind, p.about_kind, p.about, coalesce(o.code, f.code) as code, p.due, p.version from promises.promise p
    left join planned_outages.outage o on o.corporation_id = p.corporation_id and o.id = p.about
    left join faults.fault f on f.corporation_id = p.corporation_id and f.id = p.about
    where p.corporation_id = ${customer.corporation_id}
      and (p.customer_id = ${customer.id} or p.transformers && ${set}::int4multirange)
    order by p.due desc, p.id limit 50`.execute(ctx.tx)
  // Of a promise to tell, the ledger knows how many were told; notices know who
  const told = await toldParts(
    ctx,
    customer,
    rows.map((promise) => promise.id),
  )
  const promises = []
  for (const promise of rows) {
    const part = told.get(promise.id) ?? (await customerPart(ctx, promise.id, customer))
    promises.push({ ...promise, outcome: part.outcome ?? null, at: part.at, late_s: part.late_s, reason: part.reason })
  }
  return promises
}
