import { type Insertable, sql } from 'kysely'
import type { Context, DB } from '../kernel/index.ts'
import type { ExcludedCause } from './rules.ts'

export type StepKey = { corporation_id: number; interruption_id: string; step_no: number }

type StepRow = Insertable<DB['interruptions.step']>
/** What a version of a step says, without its key, version and when it was recorded. */
export type StepFacts = Omit<StepRow, keyof StepKey | 'version' | 'recorded_at' | 'superseded_at' | 'actor' | 'reason'>
export type Step = StepFacts & StepKey & { version: number; customers: number; out_at: Date; restored_at: Date | null }

/** The interruption, locked until the transaction ends: two people cannot restore the same part at once. */
export const lock = ({ tx }: Context, corporation_id: number, id: string) =>
  tx
    .selectFrom('interruptions.interruption')
    .selectAll()
    .where('corporation_id', '=', corporation_id)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

export const insertInterruption = (
  { tx, now, actor }: Context,
  row: Omit<Insertable<DB['interruptions.interruption']>, 'recorded_at' | 'actor'>,
) =>
  tx
    .insertInto('interruptions.interruption')
    .values({ ...row, recorded_at: now, actor })
    .execute()

/** The steps of an interruption as they are known now, withdrawn ones left out. */
export const currentSteps = ({ tx }: Context, corporation_id: number, interruption_id: string): Promise<Step[]> =>
  tx
    .selectFrom('interruptions.step')
    .select(stepColumns)
    .where('corporation_id', '=', corporation_id)
    .where('interruption_id', '=', interruption_id)
    .where('superseded_at', '=', sql<Date>`'infinity'`)
    .where('withdrawn', '=', false)
    .orderBy('step_no')
    .execute() as Promise<Step[]>

const stepColumns = [
  'corporation_id',
  'interruption_id',
  'step_no',
  'version',
  'out_at',
  'restored_at',
  'customers',
  'feeder',
  'origin',
  'cause',
  'equipment',
  'excluded',
  'withdrawn',
  'transformers',
  'etr_first',
  'etr_last',
] as const

/** The next free step number, counting withdrawn steps too. */
export const nextStepNo = async ({ tx }: Context, corporation_id: number, interruption_id: string): Promise<number> =>
  (
    await tx
      .selectFrom('interruptions.step')
      .select(({ fn }) => fn.max('step_no').as('last'))
      .where('corporation_id', '=', corporation_id)
      .where('interruption_id', '=', interruption_id)
      .executeTakeFirstOrThrow()
  ).last! + 1

export const insertStep = (
  { tx, now, actor }: Context,
  key: StepKey,
  facts: StepFacts,
  version = 1,
  reason: string | null = null,
) =>
  tx
    .insertInto('interruptions.step')
    .values({ ...facts, ...key, version, recorded_at: now, actor, reason })
    .execute()

/**
 * One more version of a step. Two statements, not one with a data-modifying CTE: the roll-ups follow each statement by
 * the state before and after it, and both parts of one statement would see the end of it.
 */
export async function supersede(
  ctx: Context,
  step: Step,
  change: Partial<StepFacts>,
  reason: string | null,
): Promise<void> {
  const { corporation_id, interruption_id, step_no, version, ...facts } = step
  await ctx.tx
    .updateTable('interruptions.step')
    .set({ superseded_at: ctx.now })
    .where('corporation_id', '=', corporation_id)
    .where('interruption_id', '=', interruption_id)
    .where('step_no', '=', step_no)
    .where('version', '=', version)
    .execute()
  await insertStep(ctx, { corporation_id, interruption_id, step_no }, { ...facts, ...change }, version + 1, reason)
}

/** What a set of transformers and a step's set have in common, and what is left of the step. '{}' is the empty set. */
export async function divide({ tx }: Context, of: string, given: string): Promise<{ given: string; rest: string }> {
  const { rows } = await sql<{ given: string; rest: string }>`
    select ${of}::int4multirange * ${given}::int4multirange as given, ${of}::int4multirange - ${given}::int4multirange as rest`.execute(
    tx,
  )
  return rows[0]!
}

export const excludedCauses = ({ tx }: Context): Promise<ExcludedCause[]> =>
  tx
    .selectFrom('interruptions.excluded_cause')
    .select(['corporation_id', 'cause', 'in_force_from', 'in_force_to'])
    .execute()
