import { sql } from 'kysely'
import Type from 'typebox'
import { Id, Instant, Nullable, OneOf, type Route, route } from '../../access/index.ts'
import { type Context, Problem } from '../../kernel/index.ts'
import { corporationNamed, requireMine } from '../../organisation/index.ts'
import { customersBehind } from '../../reliability/index.ts'

const Text = Type.String()
const count = Type.Integer({ minimum: 0 })
const Named = Type.Object({ corporation: Type.String({ maxLength: 20 }), id: Id() })

interface StepShown {
  step_no: number
  version: number
  out_at: Date
  restored_at: Date | null
  customers: number
  feeder: string
  origin: 'planned' | 'fault' | 'external'
  cause: string
  excluded: boolean
  transformers: string | null
  recorded_at: Date
  reason: string | null
}

/** The last two doors behind a figure: the steps of an interruption, and the customers of a step. */
export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/interruptions/:corporation/:id',
    may: 'interruptions.read',
    summary: { vi: 'Một lần mất điện và các bước của nó', en: 'An interruption and its steps' },
    params: Named,
    reply: Type.Object({
      code: Text,
      corporation: Text,
      source_kind: Text,
      source: Nullable(Id()),
      steps: Type.Array(
        Type.Object({
          step_no: Type.Integer(),
          version: Type.Integer(),
          out_at: Instant(),
          restored_at: Nullable(Instant()),
          customers: count,
          feeder: Text,
          origin: OneOf(['planned', 'fault', 'external'] as const),
          cause: Text,
          excluded: Type.Boolean(),
          named: Type.Boolean({ description: 'it is known who the customers are' }),
          recorded_at: Instant(),
          reason: Nullable(Text),
        }),
      ),
    }),
    handle: async (ctx, { params }) => {
      const { corporation, interruption, steps } = await shown(ctx, params)
      return {
        ...interruption,
        corporation: corporation.code,
        steps: steps.map(({ transformers, ...step }) => ({ ...step, named: transformers !== null })),
      }
    },
  }),
  route({
    method: 'GET',
    url: '/interruptions/:corporation/:id/customers',
    may: 'customers.read',
    summary: { vi: 'Khách hàng của một bước mất điện', en: 'The customers of a step' },
    params: Named,
    query: Type.Object({
      step_no: Type.Integer({ minimum: 0 }),
      limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
      offset: Type.Integer({ minimum: 0, default: 0 }),
    }),
    reply: Type.Array(Type.Object({ code: Text, name: Text, address: Nullable(Text), transformer: Nullable(Text) })),
    handle: async (ctx, { params, query }) => {
      const { corporation, steps } = await shown(ctx, params)
      const step = steps.find((s) => s.step_no === query.step_no)
      const behind = step && customersBehind(ctx, { ...step, corporation_id: corporation.id })
      if (!behind) return []
      const { rows } = await sql<{ code: string; name: string; address: string | null; transformer: string | null }>`
        select c.code, c.name, c.address, min(p.mrid) as transformer from (${behind}) b
        join customers.customer c on c.corporation_id = b.corporation_id and c.id = b.customer_id
        left join network.point p on p.corporation_id = b.corporation_id and p.transformer_id = b.transformer_id
        group by c.code, c.name, c.address order by c.code limit ${query.limit} offset ${query.offset}`.execute(ctx.tx)
      return rows
    },
  }),
]

/** As known now; a step that was withdrawn is not among them. */
async function shown(ctx: Context, { corporation: code, id }: { corporation: string; id: string }) {
  const corporation = await corporationNamed(ctx, code)
  requireMine(ctx, corporation)
  const { rows } = await sql<{ code: string; source_kind: string; source: string | null }>`
    select code, source_kind, source from interruptions.interruption where corporation_id = ${corporation.id} and id = ${id}`.execute(
    ctx.tx,
  )
  if (!rows[0]) throw new Problem('kernel/not-found', { what: id })
  const steps = await sql<StepShown>`
    select step_no, version, out_at, restored_at, customers, feeder, origin, cause, excluded, transformers, recorded_at, reason
    from interruptions.step
    where corporation_id = ${corporation.id} and interruption_id = ${id} and superseded_at = 'infinity' and not withdrawn
    order by out_at, step_no`.execute(ctx.tx)
  return { corporation, interruption: rows[0], steps: steps.rows }
}
