import { addJob, type Background, transaction } from '../../kernel/index.ts'
import { owed } from './orders.ts'

export const jobs: Background['jobs'] = {
  /** Each morning: a job for each report that a standing order owes. A month that was missed is owed the next morning too. */
  reports_due: async (db, _payload, { now }) => {
    await transaction(db, { actor: 'system', corporations: '*', now: now() }, async (ctx) => {
      for (const { order, period } of await owed(ctx))
        await addJob(ctx, 'report_send', { order_id: order.id, period }, { key: `report:${order.id}:${period}` })
    })
  },
}

/** 07:30 in Viet Nam. */
export const schedule: Background['schedule'] = { reports_due: '30 0 * * *' }
export const events: Background['events'] = {}

/** The job that mails: it needs to know where files go when no mail server is configured. */
export const mailing = (dataDir: string): Background['jobs'] => ({
  report_send: async (db, payload, { now }) => {
    const { sendReport } = await import('./send.ts')
    await sendReport(db, payload as { order_id: string; period: string }, { now, mail: { dataDir } })
  },
})
