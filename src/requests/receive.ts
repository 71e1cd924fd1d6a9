import { randomBytes } from 'node:crypto'
import { byCode, type Customer } from '../customers/index.ts'
import { type Known, report, channels as reportChannels } from '../faults/index.ts'
import { type Context, day_ms, dayOf, Problem, say } from '../kernel/index.ts'
import { type Corporation, corporationNamed, requireMine, type Unit, unitByCode, units } from '../organisation/index.ts'
import { catalogueOf, type Service } from './catalogue.ts'
import { contactIn, documentsIn, happened, short, unitNamed } from './check.ts'
import { checkForm } from './form.ts'
import { type Channel, fits, fittest, type Kept, lacking, type State, wordOf } from './rules.ts'
import * as store from './store.ts'
import { tellPromised, tellWhoAsked, wordsOf } from './tell-who-asked.ts'
import { evidenceOf, retime, tell } from './timing.ts'
import { trackingCode } from './tracking-code.ts'

export interface NewRequest {
  /** Code of a service, or of a kind of them (`new_supply`): the one that fits the customer is taken. */
  service: string
  /** Code. */
  customer?: string
  /** Of who asks, where it is not the customer, or is nobody's customer yet. */
  contact?: store.Contact
  channel: Channel
  /** Answers to the service's form (JSON Schema). */
  details?: Record<string, unknown>
  /** Codes of the documents handed in. */
  documents?: readonly string[]
  /** Code of the unit that is to work on it. Without it the customer's, else the corporation's care centre. */
  unit?: string
  /** Code of the office where it was received. */
  office?: string
  /** Code; needed only where neither customer nor unit says it. */
  corporation?: string
  /** Of the place that it is about, where it is not the customer's own: a new supply elsewhere. */
  class?: Kept['class']
  area?: Kept['area']
  /** Default: now. */
  received_at?: Date
}

export interface Received {
  id: string
  /** By which the customer asks for it: no one can guess it. */
  code: string
  state: State
  due_at: Date | null
  /** Documents that are still missing: the clock starts when they are there. */
  lacking: string[]
  /** The cut or fault that explains why the power is out. */
  known: Known | null
  /** What the customer can be told at once. */
  answer: string | null
  /** Code of the request of which this became one more voice. */
  joined: string | null
  /** Open requests of the same customer for the same service within a week. */
  duplicates: { id: string; code: string; received_at: Date; state: State; channel: string }[]
}

const anonymous: readonly Channel[] = ['open311']

/**
 * Takes a request by any channel: finds the service that counts on that day, checks the form, gives it a tracking code
 * and to the unit that is to do it. Where every required document is there its clock starts and the promise is made.
 *
 * "My power is out" asks first what is known of that customer's supply: in an announced cut it is answered at once; about
 * a fault that others have reported it becomes one more voice of the request that is open already.
 *
 * The unit is the one named, else that of which the code begins the customer's code (EVN: the first six characters name
 * the managing unit, looked for within the customer's own corporation), else the corporation's care centre.
 * @throws Problem requests/unknown-service, which-service, unknown-customer, who-asks, bad-contact, bad-details,
 *   unknown-document, unknown-unit, which-corporation, not-for-customer, received-later
 */
export async function receive(ctx: Context, given: NewRequest): Promise<Received> {
  const customer = await customerOf(ctx, given.customer)
  const corporation = await corporationOf(ctx, given, customer)
  const received_at = receivedAt(ctx, given.received_at)
  const who: Kept = { class: given.class ?? customer?.class ?? null, area: given.area ?? customer?.area ?? null }
  const service = await serviceFor(ctx, corporation, given.service, dayOf(received_at), who)
  const contact = contactIn(given.contact ?? {})
  if (
    !customer &&
    !(contact.name && (contact.phone || contact.email)) &&
    !anonymous.includes(given.channel) &&
    service.limit_unit !== 'at_once'
  )
    throw new Problem('requests/who-asks')
  const details = given.details ?? {}
  checkForm(service.form, details, ctx.language)
  const documents = documentsIn(service, given.documents ?? [])
  const unit = await unitFor(ctx, corporation, given.unit, customer)
  const office = given.office ? short(given.office.trim(), 'office', 40) : ''

  const heard =
    customer && service.family === 'power_out' ? await ask(ctx, customer, given, details, received_at) : null
  const missing = lacking(service, documents)
  const request = await store.insert(ctx, {
    corporation_id: corporation.id,
    id: ctx.newId(),
    code: await freeCode(ctx),
    service_id: service.id,
    service: service.code,
    family: service.family,
    class: service.class,
    limit_value: service.limit_value,
    limit_unit: service.limit_unit,
    office,
    unit_id: unit?.id ?? null,
    clock_unit_id: unit?.id ?? null,
    channel: given.channel,
    customer_id: customer?.id ?? null,
    contact: JSON.stringify(contact),
    details: JSON.stringify(details),
    documents,
    state: missing.length === 0 ? 'complete' : 'received',
    step_at: missing.length === 0 ? received_at : null,
    received_at,
    complete_at: missing.length === 0 ? received_at : null,
    about_kind: heard?.known?.kind ?? null,
    about: heard?.known?.id ?? null,
    report_id: heard?.report_id ?? null,
    version: 0,
    source: 'live',
    recorded_at: ctx.now,
  })
  const seq = await store.recordFact(ctx, request, {
    kind: 'received',
    at: received_at,
    detail: {
      channel: given.channel,
      service: service.code,
      documents,
      ...(missing.length > 0 ? { lacking: missing } : {}),
    },
  })
  await tell(ctx, 'received', request, { channel: given.channel })
  const duplicates = customer ? await duplicatesOf(ctx, request) : []
  const { id, code } = request
  const whole = { id, code, lacking: missing, duplicates, known: heard?.known ?? null }
  if (heard?.known) {
    const answer = answerTo(ctx, heard.known)
    const joined = await voiceOf(ctx, request, heard.known, answer)
    if (joined !== null) return { ...whole, state: 'closed', due_at: null, answer, joined }
    await retime(ctx, [request], { reason: 'received', evidence: evidenceOf(request, seq), fresh: true })
    await tellPromised(ctx, request, service)
    return { ...whole, state: request.state, due_at: request.due_at, answer, joined: null }
  }
  if (missing.length === 0) {
    await retime(ctx, [request], { reason: 'received', evidence: evidenceOf(request, seq), fresh: true })
    await tellPromised(ctx, request, service)
  } else {
    const words = wordsOf(service.documents.filter((d) => missing.includes(d.code)))
    await tellWhoAsked(ctx, 'request_waiting', [{ request, more: { why: 'papers', words } }])
  }
  return { ...whole, state: request.state, due_at: request.due_at, answer: null, joined: null }
}

/** As it is written, or in capitals: codes are said and typed in both. */
export async function customerOf(ctx: Context, code: string | undefined): Promise<Customer | undefined> {
  if (code === undefined || code.trim() === '') return undefined
  const typed = code.trim()
  const found = (await byCode(ctx, typed)) ?? (await byCode(ctx, typed.toUpperCase()))
  if (!found) throw new Problem('requests/unknown-customer', { code: code.slice(0, 60) })
  return found
}

async function corporationOf(ctx: Context, given: NewRequest, customer: Customer | undefined): Promise<Corporation> {
  if (customer) {
    const own = await corporationNamed(ctx, customer.corporation_id)
    if (given.corporation && given.corporation !== own.code)
      throw new Problem('requests/unknown-customer', { code: customer.code })
    return own
  }
  const named =
    given.corporation ?? (ctx.corporations !== '*' && ctx.corporations.length === 1 ? ctx.corporations[0] : undefined)
  if (named === undefined) throw new Problem('requests/which-corporation')
  const found = await corporationNamed(ctx, named)
  requireMine(ctx, found)
  return found
}

function receivedAt(ctx: Context, at: Date | undefined): Date {
  try {
    return happened(ctx, '', at, new Date(0))
  } catch (error) {
    if (error instanceof Problem && error.code === 'requests/not-yet')
      throw new Problem('requests/received-later', error.params)
    throw error
  }
}

/** The version that counts on a day of the service of a code, or of the kind of services that fits the customer best. */
export async function serviceFor(
  ctx: Context,
  corporation: Corporation,
  named: string,
  day: string,
  who: Kept,
): Promise<Service> {
  const catalogue = await catalogueOf(ctx)
  const found = catalogue.find(corporation, named, day)
  if (found) {
    if (fits(found, who)) return found
    throw new Problem('requests/not-for-customer', { service: found.code, class: who.class, area: who.area })
  }
  const family = catalogue.on(corporation, day).filter((s) => s.family === wordOf(named))
  const able = fittest(family, who)
  if (able.length === 1) return able[0]!
  if (able.length > 1) throw new Problem('requests/which-service', { count: able.length, family: named.slice(0, 60) })
  throw new Problem('requests/unknown-service', { service: named.slice(0, 60), day, corporation: corporation.code })
}

async function unitFor(
  ctx: Context,
  corporation: Corporation,
  named: string | undefined,
  customer: Customer | undefined,
): Promise<Unit | undefined> {
  if (named) return unitNamed(ctx, corporation, named)
  const own = customer && (await unitByCode(ctx, corporation.id, customer.code.slice(0, 6)))
  return own ?? (await units(ctx, corporation.id, 'care_centre'))[0]
}

async function freeCode(ctx: Context): Promise<string> {
  for (;;) {
    const code = trackingCode(randomBytes)
    if (!(await store.codeTaken(ctx, code))) return code
  }
}

/** What is known of this customer's supply now; the report is recorded with it. */
function ask(ctx: Context, customer: Customer, given: NewRequest, details: Record<string, unknown>, at: Date) {
  const channel = reportChannels.find((c) => c === given.channel) ?? (given.channel === 'web' ? 'portal' : 'api')
  const words = typeof details.text === 'string' ? details.text.slice(0, 1000) : undefined
  return report(ctx, { customer: customer.code, channel, at, ...(words ? { words } : {}) })
}

const answerTo = (ctx: Context, known: Known): string =>
  say('requests', ctx.language)(`known.${known.kind}`, {
    code: known.code,
    reason: known.reason ?? '',
    has_reason: known.reason === null ? 'no' : 'yes',
    back_at: known.back_at ?? ctx.now,
    has_back: known.back_at === null ? 'no' : 'yes',
  })

/**
 * One cut or fault, many voices. An announced cut answers everyone at once; of a fault the first voice stays open as the
 * request that is worked on, the others are closed into it. Returns the code of the request that speaks for them (its own
 * for a cut), null where this one is the first.
 */
async function voiceOf(ctx: Context, request: store.RequestRow, known: Known, answer: string): Promise<string | null> {
  const planned = known.kind === 'planned_outage'
  const leader = planned ? undefined : await store.leaderAbout(ctx, request)
  if (!planned && !leader) return null
  await store.update(ctx, request, {
    state: 'closed',
    closed_at: request.received_at,
    outcome: planned ? 'done' : 'merged',
    answer,
    merged_into: leader?.id ?? null,
    warn_at: null,
    ...(planned ? { working_days: 0, paused_days: 0, in_limit: true } : {}),
  })
  await store.recordFact(ctx, request, {
    kind: planned ? 'closed' : 'merged',
    at: request.received_at,
    reason: answer,
    detail: { about_kind: known.kind, about: known.code, ...(leader ? { into: leader.code } : { outcome: 'done' }) },
  })
  if (planned) await tell(ctx, 'closed', request, { outcome: 'done' })
  return leader?.code ?? request.code
}

const week_ms = 7 * day_ms

/** Open requests of the same customer for the same service within the week before. */
export const duplicatesOf = (ctx: Context, request: store.RequestRow) =>
  request.customer_id === null
    ? Promise.resolve([])
    : store.sameSince(
        ctx,
        {
          corporation_id: request.corporation_id,
          customer_id: request.customer_id,
          service: request.service,
          but: request.id,
        },
        new Date(request.received_at.getTime() - week_ms),
      )
