import Type, { type Static } from 'typebox'
import { Id, Instant } from '../access/index.ts'
import type { Context } from '../kernel/index.ts'
import { ofOutage } from './read.ts'

const count = Type.Integer({ minimum: 0 })

/** How a promise stands, as what it is about shows it: in customers. */
export const PromiseStanding = Type.Object({
  id: Id(),
  kind: Type.String(),
  version: Type.Integer(),
  due: Instant(),
  rule: Type.String(),
  customers: count,
  kept: count,
  broken: count,
  released: count,
  open: count,
})
export type PromiseStanding = Static<typeof PromiseStanding>

const fields = Object.keys(PromiseStanding.properties) as (keyof PromiseStanding)[]

/** The promises about an outage, fault or request: the newest version first, in the order in which they fall due. */
export const standingsOf = async (ctx: Context, about: string): Promise<PromiseStanding[]> =>
  (await ofOutage(ctx, about)).map((row) => Object.fromEntries(fields.map((f) => [f, row[f]])) as PromiseStanding)
