import type { Context } from '../kernel/index.ts'

export interface Corporation {
  id: number
  code: string
  name: string
  name_en: string
  hotline: string | null
}

/** All corporations, in the order in which they came. Names of corporations are public. */
export const corporations = ({ tx }: Context): Promise<Corporation[]> =>
  tx.selectFrom('organisation.corporation').select(['id', 'code', 'name', 'name_en', 'hotline']).orderBy('id').execute()

export const corporationByCode = ({ tx }: Context, code: string): Promise<Corporation | undefined> =>
  tx
    .selectFrom('organisation.corporation')
    .select(['id', 'code', 'name', 'name_en', 'hotline'])
    .where('code', '=', code)
    .executeTakeFirst()

/**
 * The corporation of that code, created when it is new (an import by an administrator may name a new one); `created`
 * lets the report say so. Names of the five of EVN come from `names`, others are called by their code.
 */
export async function ensureCorporation(
  ctx: Context,
  code: string,
  names: { name?: string; name_en?: string; hotline?: string } = {},
): Promise<Corporation & { created: boolean }> {
  const found = await corporationByCode(ctx, code)
  if (found) return { ...found, created: false }
  const made = await ctx.tx
    .insertInto('organisation.corporation')
    .values({ code, name: names.name ?? code, name_en: names.name_en ?? code, hotline: names.hotline ?? null, created_at: ctx.now })
    .returning(['id', 'code', 'name', 'name_en', 'hotline'])
    .executeTakeFirstOrThrow()
  return { ...made, created: true }
}
