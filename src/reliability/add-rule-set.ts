import { audit } from '../access/index.ts'
import { changeExcludedCauses } from '../interruptions/index.ts'
import { type Context, isMonth, Problem, publish } from '../kernel/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import { type RuleBook, ruleBooks } from './rules.ts'
import { insertRuleSet, rebuild, rulesInForce } from './store.ts'

/** The last month that anything is asked of. */
const far = '9999-11'

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
  /** Causes that are excluded from then on, and those that are no longer: of the list that both books share. */
  exclude?: readonly string[]
  include?: readonly string[]
}

/**
 * Adds a version of a rule book; those of other months stand, and of two for one month the corporation's own, then the
 * newer one counts. Where it moves the momentary limit, the roll-ups are made anew in the same transaction: no page ever
 * mixes two rules. Where it changes which causes are excluded, the steps of its months follow the list, backwards too, each
 * by a version that names this clause. Months that are closed keep what they were closed with; what moved stands beside
 * them as adjustments. `previewRules` says what it will move.
 * @returns its number, how many cells were made anew, and how many steps follow the list
 * @throws Problem `kernel/invalid`, `interruptions/cause-listed`, `interruptions/cause-not-listed`,
 *   `organisation/unknown-corporation`, `organisation/not-for-all`, `organisation/not-yours`
 */
export async function addRuleSet(
  ctx: Context,
  given: NewRuleSet,
): Promise<{ id: number; rebuilt: number; steps: number }> {
  const { rules, from, to, sustained_over_s, exclude = [], include = [] } = given
  const clause = given.clause.trim()
  const wrong = {
    rules: !(ruleBooks as readonly string[]).includes(rules),
    from: !isMonth(from),
    to: to !== undefined && !(isMonth(to) && to > from),
    sustained_over_s: !(Number.isInteger(sustained_over_s) && sustained_over_s > 0),
    clause: clause === '',
    exclude: exclude.some((cause) => cause.trim() === '' || include.includes(cause)),
    include: include.some((cause) => cause.trim() === ''),
  }
  for (const field of Object.keys(wrong) as (keyof typeof wrong)[])
    if (wrong[field]) throw new Problem('kernel/invalid', { field, reason: String(given[field]) })
  const corporation = given.corporation === undefined ? null : await corporationNamed(ctx, given.corporation)
  requireMine(ctx, corporation)
  const limits = await rulesInForce(ctx, { book: rules, months: [from, to ?? far] })
  const id = await insertRuleSet(ctx, {
    corporation_id: corporation?.id ?? null,
    book: rules,
    in_force_from: `${from}-01`,
    in_force_to: to === undefined ? 'infinity' : `${to}-01`,
    sustained_over_s,
    clause,
  })
  const rebuilt = limits.every((r) => r.sustained_over_s === sustained_over_s) ? 0 : await rebuild(ctx)
  const steps =
    exclude.length + include.length === 0
      ? 0
      : await changeExcludedCauses(ctx, {
          corporation_id: corporation?.id ?? null,
          from: `${from}-01`,
          to: to === undefined ? 'infinity' : `${to}-01`,
          exclude: [...new Set(exclude)],
          include: [...new Set(include)],
          clause,
        })
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
  return { id, rebuilt, steps }
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
