import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import type { Role, Scope } from './permissions.ts'
import { cursorOf, type PageOf, pageOf } from './route.ts'

export interface UserRow {
  id: string
  login: string
  name: string
  language: 'vi' | 'en'
  created_at: Date
  disabled_at: Date | null
  has_password: boolean
  /** They have signed in with the company's account. */
  company: boolean
  seen_at: Date | null
  /** `claimed`: it comes with the company's account and is taken away there. */
  grants: { role: Role; scope: Scope; corporation: string | null; unit: string | null; claimed: boolean }[]
}

/**
 * Staff accounts by login: those with a grant in the corporations of this transaction (all, for the group's
 * administrator). Grants elsewhere are not shown: row-level security leaves them out.
 */
export async function users(
  ctx: Context,
  ask: { limit: number; cursor?: string; search?: string },
): Promise<PageOf<UserRow>> {
  const after = cursorOf(ask.cursor, 1)
  const like = ask.search ? `%${ask.search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%` : null
  const { rows } = await sql<UserRow>`
    select s.id, s.login, s.name, s.language, s.created_at, s.disabled_at, s.password_hash is not null as has_password,
      exists (select from access.identity where staff_id = s.id) as company,
      (select max(seen_at) from access.session where staff_id = s.id) as seen_at,
      (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'scope', g.scope, 'corporation', c.code, 'unit', u.code,
          'claimed', g.by_claim) order by g.role, c.code, u.code), '[]')
        from access.role_grant g
        left join organisation.corporation c on c.id = g.corporation_id
        left join organisation.unit u on u.corporation_id = g.corporation_id and u.id = g.unit_id
        where g.staff_id = s.id) as grants
    from access.staff s
    where (${ctx.corporations === '*'} or exists (
        select from access.role_grant g where g.staff_id = s.id and g.corporation_id is not null))
      and (${like}::text is null or s.login like ${like} or lower(s.name) like ${like})
      and (${after?.[0] ?? null}::text is null or s.login > ${after?.[0] ?? null})
    order by s.login limit ${ask.limit + 1}`.execute(ctx.tx)
  return pageOf(rows, ask.limit, (r) => [r.login])
}

export interface AuditRow {
  id: number
  at: Date
  actor: string
  corporation: string | null
  verb: string
  about: string
  detail: Record<string, unknown>
}

/** Who did what, newest first; deeds of no corporation are shown to the group's eyes only. */
export async function deeds(
  ctx: Context,
  ask: { limit: number; cursor?: string; about?: string; actor?: string },
): Promise<PageOf<AuditRow>> {
  const before = cursorOf(ask.cursor, 1)
  const { rows } = await sql<AuditRow>`
    select a.id, a.at, a.actor, c.code as corporation, a.verb, a.about, a.detail
    from access.audit a left join organisation.corporation c on c.id = a.corporation_id
    where (${ctx.corporations === '*'} or a.corporation_id is not null)
      and (${ask.about ?? null}::text is null or a.about = ${ask.about ?? null})
      and (${ask.actor ?? null}::text is null or a.actor = ${ask.actor ?? null})
      and (${before?.[0] ?? null}::bigint is null or a.id < ${before?.[0] ?? null})
    order by a.id desc limit ${ask.limit + 1}`.execute(ctx.tx)
  return pageOf(rows, ask.limit, (r) => [r.id])
}
