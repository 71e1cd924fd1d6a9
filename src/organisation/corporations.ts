import type { Context } from '../kernel/index.ts'
import { Problem } from '../kernel/index.ts'
import { referenceCorporations } from './reference.ts'
import { insertCorporation } from './store.ts'

export interface Corporation {
  id: number
  code: string
  name: string
  name_en: string
  hotline: string | null
}

const columns = ['id', 'code', 'name', 'name_en', 'hotline'] as const

/** All corporations, in the order in which they came. Names of corporations are public. */
export const corporations = ({ tx }: Context): Promise<Corporation[]> =>
  tx.selectFrom('organisation.corporation').select(columns).orderBy('id').execute()

export const corporationByCode = ({ tx }: Context, code: string): Promise<Corporation | undefined> =>
  tx.selectFrom('organisation.corporation').select(columns).where('code', '=', code).executeTakeFirst()

/**
 * The corporation of a code or id, for a person who named it.
 * @throws Problem organisation/unknown-corporation
 */
export async function corporationNamed(ctx: Context, named: string | number): Promise<Corporation> {
  const found = await ctx.tx
    .selectFrom('organisation.corporation')
    .select(columns)
    .where(typeof named === 'number' ? 'id' : 'code', '=', named)
    .executeTakeFirst()
  if (!found) throw new Problem('organisation/unknown-corporation', { code: named })
  return found
}

/**
 * The corporation of that code, created when it is new (an import by an administrator may name a new one); `created`
 * lets the report say so. The five of EVN get their own names and hotlines, others are called by their code.
 */
export async function ensureCorporation(
  ctx: Context,
  code: string,
  names: { name?: string; name_en?: string; hotline?: string } = {},
): Promise<Corporation & { created: boolean }> {
  const found = await corporationByCode(ctx, code)
  if (found) return { ...found, created: false }
  const known = referenceCorporations.find((c) => c.code === code)
  const made = await insertCorporation(ctx, {
    code,
    name: names.name ?? known?.name ?? code,
    name_en: names.name_en ?? known?.name_en ?? code,
    hotline: names.hotline ?? known?.hotline ?? null,
  })
  return { ...made, created: true }
}

/**
 * Nothing may be written for a corporation that the transaction does not see; row-level security would refuse it too,
 * but not in words.
 * @param corporation null: for all of them
 * @throws Problem organisation/not-yours, organisation/not-for-all
 */
export function requireMine(ctx: Context, corporation: Pick<Corporation, 'id' | 'code'> | null): void {
  if (ctx.corporations === '*') return
  if (!corporation) throw new Problem('organisation/not-for-all')
  if (!ctx.corporations.includes(corporation.id))
    throw new Problem('organisation/not-yours', { code: corporation.code })
}
