import { isEmail, phoneNumber } from '../customers/index.ts'
import { type Context, iso, Problem } from '../kernel/index.ts'
import { type Corporation, type Unit, unitByCode } from '../organisation/index.ts'
import type { Service } from './catalogue.ts'
import { type Verb, whyNot } from './rules.ts'
import * as store from './store.ts'
import { wakeAll } from './wake.ts'

/** What every verb takes beside its own: the version that the clerk looked at, so that two do not overwrite each other. */
export interface Seen {
  version?: number
}

/**
 * The request, locked until the transaction ends, in a state from which the verb may start; its pause has ended by itself
 * where its allowance has. Who comes second is told who did what meanwhile, and nothing of theirs is written over it.
 * @throws Problem requests/unknown, requests/changed-meanwhile, requests/wrong-state and whatever `whyNot` says
 */
export async function lockFor(
  ctx: Context,
  ref: string,
  verb: Verb,
  seen: Seen = {},
): Promise<{ request: store.RequestRow; service: Service }> {
  const request = await store.lock(ctx, ref)
  if (!request) throw new Problem('requests/unknown', { id: ref.slice(0, 60) })
  if (seen.version !== undefined && seen.version !== request.version) {
    const last = await store.lastFact(ctx, request)
    throw new Problem('requests/changed-meanwhile', {
      code: request.code,
      actor: last?.actor ?? '',
      kind: last?.kind ?? '',
      at: last?.recorded_at ?? ctx.now,
    })
  }
  await wake(ctx, request)
  const service = await store.service(ctx, request.service_id)
  const why = whyNot(verb, request, service)
  if (why) throw new Problem(why.code, why.params)
  return { request, service }
}

/** The clock of a locked request ticks again by itself where its pause has lasted as long as it may. */
export async function wake(ctx: Context, request: store.RequestRow): Promise<boolean> {
  if (request.state !== 'paused') return false
  return (await wakeAll(ctx, [request])) > 0
}

/** A text that must be there. */
export function requireText(text: string | undefined, missing: Problem, field = 'text', max = 4000): string {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') throw missing
  return short(trimmed, field, max)
}

export function short(text: string, field = 'text', max = 4000): string {
  if (text.length > max) throw new Problem('requests/text-too-long', { field, max })
  return text
}

/** A moment that a person names: not ahead (only the command line may rehearse), not before what it follows. */
export function happened(ctx: Context, code: string, at: Date | undefined, after: Date): Date {
  const when = at ?? ctx.now
  const rehearsing = ctx.actor === 'cli' || ctx.actor.startsWith('cli:')
  if (when.getTime() - ctx.now.getTime() > 60_000 && !rehearsing)
    throw new Problem('requests/not-yet', { at: iso(when), now: iso(ctx.now) })
  if (when < after) throw new Problem('requests/before', { code, at: iso(when), than: iso(after) })
  return when
}

/** The documents that are handed in: each is one of the service's. */
export function documentsIn(service: Service, given: readonly string[]): string[] {
  const known = service.documents.map((d) => d.code)
  const other = given.find((d) => !known.includes(d))
  if (other !== undefined)
    throw new Problem('requests/unknown-document', { document: other.slice(0, 60), known: known.join(', ') || '–' })
  return [...new Set(given)]
}

export async function unitNamed(ctx: Context, corporation: Corporation, code: string): Promise<Unit> {
  const unit = await unitByCode(ctx, corporation.id, code.trim())
  if (!unit) throw new Problem('requests/unknown-unit', { unit: code.slice(0, 60), corporation: corporation.code })
  return unit
}

/** How to reach who asks: numbers in one form, nothing that could not be sent to. */
export function contactIn(given: store.Contact): store.Contact {
  const contact: store.Contact = {}
  if (given.name?.trim()) contact.name = short(given.name.trim(), 'contact.name', 200)
  if (given.address?.trim()) contact.address = short(given.address.trim(), 'contact.address', 300)
  if (given.phone?.trim()) {
    const phone = phoneNumber(given.phone)
    if (!phone) throw new Problem('requests/bad-contact', { field: 'contact.phone', value: given.phone.slice(0, 60) })
    contact.phone = phone
  }
  if (given.email?.trim()) {
    const email = given.email.trim()
    if (!isEmail(email))
      throw new Problem('requests/bad-contact', { field: 'contact.email', value: email.slice(0, 60) })
    contact.email = email
  }
  if (given.language) contact.language = given.language
  return contact
}
