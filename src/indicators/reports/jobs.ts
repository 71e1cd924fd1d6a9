import { addJob, type Background, transaction } from '../../kernel/index.ts'
import { type Final, finalAt, freeze } from './freeze.ts'
import { owed } from './orders.ts'

export const jobs: Background['jobs'] = {
  /** Each morning: a job for each report that a standing order owes. A month that was missed is owed the next morning too. */
  reports_due: async (db, _payload, { now }) => {
    await transaction(db, { actor: 'system', corporations: '*', now: now() }, async (ctx) => {
      for (const { order, period } of await owed(ctx))
        await addJob(ctx, 'report_send', { order_id: order.id, period }, { key: `report:${order.id}:${period}` })
    })
  },

  /** Keeps one report of a period that was closed: a second of work, in a transaction of its own. */
  report_freeze: async (db, payload, { now }) => {
    const { of } = payload as { of: Final }
    const as = { actor: 'system', corporations: '*' as const, now: now(), language: of.language }
    await transaction(db, as, (ctx) => freeze(ctx, of))
  },
}

/** 07:30 in Viet Nam. */
export const schedule: Background['schedule'] = { reports_due: '30 0 * * *' }

export const events: Background['events'] = {
  /** A month was closed: its reports are kept before anyone asks for them. */
  'reliability.changed': {
    reports_freeze: async (ctx, { corporation_id, about, payload }) => {
      if (payload.what !== 'closed' || corporation_id === null) return
      for (const of of await finalAt(ctx, corporation_id, about)) {
        const { report, period, corporation, province, language } = of
        const key = [report, period, corporation, province, language, payload.sequence].join(':')
        await addJob(ctx, 'report_freeze', { of }, { key: `report_freeze:${key}` })
      }
    },
  },
}

/** The job that mails: it needs to know where files go when no mail server is configured. */
export const mailing = (dataDir: string): Background['jobs'] => ({
  report_send: async (db, payload, { now }) => {
    const { sendReport } = await import('./send.ts')
    await sendReport(db, payload as { order_id: string; period: string }, { now, mail: { dataDir } })
  },
})
