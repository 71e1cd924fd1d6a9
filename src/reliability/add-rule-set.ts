import { audit } from '../access/index.ts'
import { type Context, isMonth, Problem, publish } from '../kernel/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import { type RuleBook, ruleBooks } from './rules.ts'
import { insertRuleSet, rebuild } from './store.ts'

export interface NewRuleSet {
  rules: RuleBook
  /** 'YYYY-MM': the first month that is judged by it. */
  from: string
  /** The first month that is no longer; without it, it stays in force. */
  to?: string
  /** A step is sustained when it lasts longer than this, seconds. */
  sustained_over_s: number
  /** Where it is written. */
  clause: string
  /** Code; without it for all. */
  corporation?: string
}

/**
 * Adds a version of a rule book; those of other months stand, and of two for one month the corporation's own, then the
 * newer one counts. The roll-ups are made anew in the same transaction: no page ever mixes two rules. Months that are
 * closed keep what they were closed with. `previewRules` says what it will move.
 * @returns its number and how many cells were made anew
 * @throws Problem `kernel/invalid`, `organisation/unknown-corporation`, `organisation/not-for-all`, `organisation/not-yours`
 */
export async function addRuleSet(ctx: Context, given: NewRuleSet): Promise<{ id: number; rebuilt: number }> {
  const { rules, from, to, sustained_over_s } = given
  const clause = given.clause.trim()
  const wrong = {
    rules: !(ruleBooks as readonly string[]).includes(rules),
    from: !isMonth(from),
    to: to !== undefined && !(isMonth(to) && to > from),
    sustained_over_s: !(Number.isInteger(sustained_over_s) && sustained_over_s > 0),
    clause: clause === '',
  }
  for (const field of Object.keys(wrong) as (keyof typeof wrong)[])
    if (wrong[field]) throw new Problem('kernel/invalid', { field, reason: String(given[field]) })
  const corporation = given.corporation === undefined ? null : await corporationNamed(ctx, given.corporation)
  requireMine(ctx, corporation)
  const id = await insertRuleSet(ctx, {
    corporation_id: corporation?.id ?? null,
    book: rules,
    in_force_from: `${from}-01`,
    in_force_to: to === undefined ? 'infinity' : `${to}-01`,
    sustained_over_s,
    clause,
  })
  const rebuilt = await rebuild(ctx)
  await audit(ctx, {
    verb: 'reliability.add-rule-set',
    about: String(id),
    corporation_id: corporation?.id ?? null,
    detail: { ...given, clause },
  })
  await publish(ctx, 'reliability.changed', {
    corporation_id: corporation?.id,
    about: 'rules',
    payload: { what: 'rules', rules, from },
  })
  return { id, rebuilt }
}

/** The versions of both books that are seen, the newest first. */
export const ruleSets = ({ tx }: Context) =>
  tx
    .selectFrom('reliability.rule_set as r')
    .leftJoin('organisation.corporation as c', 'c.id', 'r.corporation_id')
    .select([
      'r.id',
      'c.code as corporation',
      'r.book as rules',
      'r.in_force_from',
      'r.in_force_to',
      'r.sustained_over_s',
      'r.clause',
    ])
    .orderBy('r.in_force_from', 'desc')
    .orderBy('r.id', 'desc')
    .execute()
