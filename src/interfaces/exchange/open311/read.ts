import { sql } from 'kysely'
import { type Context, isId, say } from '../../../kernel/index.ts'
import { readTrackingCode } from '../../../requests/index.ts'
import { listed_max, type PublicRequest, publicRequest, type RequestFacts } from './rules.ts'

interface Row extends Omit<RequestFacts, 'notes'> {
  outcome: string | null
}

/**
 * Requests as anybody may see them, the latest first, at most 1000: those that came by Open311, of a span of time; or
 * those named, by id or by tracking code (who has the code of any request may follow it). One that was merged shows how
 * far the other is.
 */
export async function publicRequests(
  ctx: Context,
  corporation_id: number,
  query:
    | { refs: readonly string[] }
    | { from: Date; to: Date; services: readonly string[]; status?: 'open' | 'closed' },
): Promise<PublicRequest[]> {
  const state = sql`coalesce(l.state, r.state)`
  const which =
    'refs' in query
      ? sql`((r.id = any (${query.refs.filter(isId)}::uuid[]) and r.channel = 'open311')
          or (r.code = any (${codesIn(query.refs)}::text[]) and r.source = 'live'))`
      : sql.join(
          [
            sql`r.channel = 'open311' and r.received_at >= ${query.from} and r.received_at <= ${query.to}`,
            ...(query.services.length > 0 ? [sql`r.service = any (${[...query.services]}::text[])`] : []),
            ...(query.status ? [sql`(${state} = 'closed') = ${query.status === 'closed'}`] : []),
          ],
          sql` and `,
        )
  const named = ctx.language === 'vi' ? sql`s.name` : sql`s.name_en`
  const agency = ctx.language === 'vi' ? sql`c.name` : sql`c.name_en`
  // case, not coalesce: under row-level security coalesce keeps the index of facts from being used
  const { rows } = await sql<Row>`
    select r.id, r.service, ${named} as service_name, s.rule, coalesce(u.name || ' (' || c.code || ')', ${agency}) as agency,
      ${state} as state, coalesce(l.outcome, r.outcome) as outcome, r.received_at, coalesce(l.due_at, r.due_at) as due_at,
      case when l.id is null then r.closed_at else l.closed_at end as closed_at,
      (select max(f.recorded_at) from requests.fact f
        where f.corporation_id = r.corporation_id and f.request_id = case when l.id is null then r.id else l.id end) as updated_at
    from requests.request r
    join requests.service s on s.id = r.service_id
    join organisation.corporation c on c.id = r.corporation_id
    left join requests.request l on l.corporation_id = r.corporation_id and l.id = r.merged_into
    left join organisation.unit u on u.corporation_id = r.corporation_id and u.id = coalesce(l.unit_id, r.unit_id)
    where r.corporation_id = ${corporation_id} and ${which}
    order by r.received_at desc, r.id desc limit ${listed_max}`.execute(ctx.tx)
  const words = say('requests', ctx.language)
  return rows.map(({ outcome, ...r }) =>
    publicRequest({ ...r, notes: words(outcome === null ? `state.${r.state}` : `outcome.${outcome}`) }),
  )
}

/** The request's id by its tracking code, or its own id; undefined when there is none. */
export async function idByToken({ tx }: Context, corporation_id: number, token: string): Promise<string | undefined> {
  const code = readTrackingCode(token)
  if (!code && !isId(token)) return undefined
  const found = await tx
    .selectFrom('requests.request')
    .select('id')
    .where('corporation_id', '=', corporation_id)
    .where(code ? 'code' : 'id', '=', code ?? token)
    .where(code ? 'source' : 'channel', '=', code ? 'live' : 'open311')
    .executeTakeFirst()
  return found?.id
}

const codesIn = (refs: readonly string[]): string[] =>
  refs.flatMap((ref) => {
    const code = isId(ref) ? undefined : readTrackingCode(ref)
    return code ? [code] : []
  })
