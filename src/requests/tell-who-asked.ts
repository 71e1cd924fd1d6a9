import { isEmail, phoneNumber } from '../customers/index.ts'
import { type Context, iso } from '../kernel/index.ts'
import { type Addressee, enqueueEach } from '../notices/index.ts'
import type { Contact, RequestRow } from './store.ts'

/** Where a request is followed by its code; the portal mounts it. */
export const tracking_path = '/theo-doi'

type Kind = 'request_received' | 'request_waiting' | 'request_due_moved' | 'request_closed'

/** In the two languages of our customers. */
export interface Words {
  vi: string
  en: string
}

/** A row of the catalogue's lists (papers, reasons) as words, several of them with commas. */
export const wordsOf = (named: readonly Words[]): Words => ({
  vi: named.map((n) => n.vi).join(', '),
  en: named.map((n) => n.en).join(', '),
})

/**
 * Tells those who asked what became of their requests, in the transaction that made it so: said once, or not at all. One
 * statement, however many. What was looked up at once is told already. Who is nobody's customer yet (most who ask for a
 * new supply) is told by the phone or e-mail that the request gives; without either they follow by the code.
 * @returns how many messages
 */
export const tellWhoAsked = (
  ctx: Context,
  kind: Kind,
  told: readonly { request: RequestRow; more: Record<string, unknown> }[],
): Promise<number> =>
  enqueueEach(ctx, {
    kind,
    about_kind: 'request',
    of: told.flatMap(({ request, more }) =>
      request.limit_unit === 'at_once'
        ? []
        : [
            {
              corporation_id: request.corporation_id,
              about: request.id,
              payload: { code: request.code, page: `${tracking_path}/${request.code}`, ...more },
              ...(request.customer_id === null
                ? { addressee: addresseeOf(request.contact) }
                : { customer_id: request.customer_id }),
            },
          ],
    ),
  })

/** Who wrote a message without a name stands under their number or address: nobody is called so. */
const addresseeOf = ({ name = '', ...contact }: Contact): Addressee => ({
  ...contact,
  ...(phoneNumber(name) || isEmail(name) ? {} : { name }),
})

/** Received, or its papers are complete now: what is promised. Who wrote by SMS or e-mail has had an answer there. */
export async function tellPromised(
  ctx: Context,
  request: RequestRow,
  service: { name: string; name_en: string },
  why?: 'complete',
): Promise<void> {
  if (why === undefined && (request.channel === 'sms' || request.channel === 'email')) return
  const due_at = request.due_at && iso(request.due_at)
  await tellWhoAsked(ctx, 'request_received', [
    { request, more: { words: { vi: service.name, en: service.name_en }, due_at, ...(why ? { why } : {}) } },
  ])
}
