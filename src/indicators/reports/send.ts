import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Database, say, transaction } from '../../kernel/index.ts'
import { mailStaff } from '../../notices/index.ts'
import { fileName, formats, write } from './formats.ts'
import { owed } from './orders.ts'
import { reportOf } from './report.ts'

export type Sending = { now: () => Date; mail: Parameters<typeof mailStaff>[1] }

/**
 * Sends the report that a standing order owes for a period, once: built in one transaction, mailed outside of any, noted
 * in another. What is owed no longer is left alone.
 * @throws Error when the mail could not be handed over: the job is tried again
 */
export async function sendReport(
  db: Database,
  owing: { order_id: string; period: string },
  given: Sending,
): Promise<boolean> {
  const as = { actor: 'system', corporations: '*' as const, now: given.now() }
  const found = await transaction(db, as, async (ctx) =>
    (await owed(ctx)).find(({ order, period }) => order.id === owing.order_id && period === owing.period),
  )
  if (!found) return false
  const { order, period } = found
  const report = await transaction(db, { ...as, language: order.language }, (ctx) =>
    reportOf(ctx, {
      report: order.report,
      period,
      corporation: order.corporation ?? undefined,
      province: order.province || undefined,
    }),
  )
  const content = await write(report, order.format)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const words = say('reports', order.language)
  const { title, subject, standing } = report
  const ack = await mailStaff(
    {
      key: `report-${order.id}-${period}`,
      to: order.email,
      language: order.language,
      subject: words('mail.subject', { title, subject }),
      text: words('mail.text', { title, subject, standing, sha256 }),
      attachments: [{ filename: fileName(report, order.format), content, contentType: formats[order.format].media }],
    },
    given.mail,
  )
  if (ack.outcome !== 'accepted')
    throw new Error(`report ${order.id} ${period}: ${ack.outcome}: ${ack.reason ?? ack.code ?? ''}`)
  await transaction(db, as, (ctx) =>
    sql`
      insert into indicators.report_sent (corporation_id, order_id, period, email, sha256, sent_at, provider, code)
      select corporation_id, id, ${period}, email, ${sha256}, ${given.now()}, ${ack.provider}, ${ack.code ?? null}
      from indicators.report_order where id = ${order.id} on conflict (order_id, period) do nothing`.execute(ctx.tx),
  )
  return true
}
