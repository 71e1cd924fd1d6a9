/** The customers' site on the database, as the server mounts it. */
import type { FastifyInstance } from 'fastify'
import { type Database, installationSecret, transaction } from '../../kernel/index.ts'
import { linkKey } from '../../notices/index.ts'
import type { Live } from '../server/live.ts'
import { requestPages } from './ask.ts'
import { companyPages } from './company.ts'
import { fromDatabase } from './from-database.ts'
import { portal } from './site.ts'
import { surveyPages } from './survey.ts'

export { portal } from './site.ts'
export type { PortalOptions } from './site-context.ts'

/** Events after which customers hang on other transformers, or there are others. */
const aboutCustomers = /"name":"(?:customers\.|network\.|resync)/

/** Mounts the portal; what is committed anywhere reaches its pages within a second. */
export async function portalOn(
  app: FastifyInstance,
  { db, now, live, least_ms }: { db: Database; now: () => Date; live: Pick<Live, 'viewers'>; least_ms?: number },
): Promise<void> {
  const as = { actor: 'system', corporations: '*' as const, now: now() }
  const key = await transaction(db, as, (ctx) => installationSecret(ctx, 'portal.links'))
  await portal(app, {
    source: fromDatabase(db, now),
    now,
    key,
    least_ms,
    onChange: (changed) => {
      const viewer = {
        corporations: '*' as const,
        push: (text: string) => {
          if (text.startsWith(':')) return // a beat
          if (aboutCustomers.test(text)) changed('customers')
          changed('outages')
        },
        end: () => {},
      }
      live.viewers.add(viewer)
      return () => live.viewers.delete(viewer)
    },
  })
  companyPages(app, { db, now })
  await requestPages(app, { db, now, key })
  surveyPages(app, { db, now, key: await transaction(db, as, linkKey) })
}
