import { audit } from '../access/index.ts'
import { type Context, Problem, publish } from '../kernel/index.ts'
import { type MonthNamed, nameMonth } from './close-month.ts'
import { insertReopening, lastClosing, lockChain } from './store-closing.ts'

/**
 * Takes a closing back: the month's figures are those known now until it is closed again. The closing stays written with
 * who reopened it, when and why; the next closing of the month names it.
 *
 * @throws Problem `reliability/no-reason`, `reliability/not-closed`, and as `nameMonth`
 */
export async function reopenMonth(ctx: Context, named: MonthNamed & { reason: string }): Promise<void> {
  const { corporation, month } = await nameMonth(ctx, named)
  const reason = named.reason.trim()
  if (reason === '') throw new Problem('reliability/no-reason')
  await lockChain(ctx, corporation.id)
  const closing = await lastClosing(ctx, corporation.id, month)
  if (!closing || closing.reopened_at)
    throw new Problem('reliability/not-closed', { corporation: corporation.code, month })
  const { sequence } = closing
  await insertReopening(ctx, {
    corporation_id: corporation.id,
    sequence,
    reopened_at: ctx.now,
    actor: ctx.actor,
    reason,
  })
  await audit(ctx, {
    verb: 'reliability.reopen-month',
    about: `${corporation.code} ${month}`,
    corporation_id: corporation.id,
    detail: { sequence, reason },
  })
  await publish(ctx, 'reliability.changed', {
    corporation_id: corporation.id,
    about: month,
    payload: { what: 'reopened', sequence },
  })
}
