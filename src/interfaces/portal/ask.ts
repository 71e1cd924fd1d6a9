/** The addresses of asking for a service and following it. Holds no rule: reads what was typed, asks the room, sends a page. */
import { randomBytes } from 'node:crypto'
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isEmail, phoneNumber } from '../../customers/index.ts'
import { type Context, type Database, Problem, transaction } from '../../kernel/index.ts'
import { corporations } from '../../organisation/index.ts'
import {
  answer,
  attach,
  byCode,
  customerSays,
  type NewRequest,
  type Received,
  readTrackingCode,
  receive,
  rehearse,
  services,
} from '../../requests/index.ts'
import { once, requestHash } from '../server/idempotency.ts'
import { codeHelp } from './code-help.ts'
import { type Draft, draftKey, dropDraft, keepDraft, newDraft, readDraft } from './draft.ts'
import { fieldsOf, valuesOf } from './form-fields.ts'
import type { Html } from './html.ts'
import { href } from './layout.ts'
import { forms } from './own-sheet.ts'
import { checkPage, detailsPage, type Offered, type StepView, servicePage, servicesPage, whoPage } from './pages/ask.ts'
import { type Errors, fieldLabel } from './pages/form-parts.ts'
import { type FindView, findPage, trackPage } from './pages/track.ts'
import { Allowance, remember } from './remember.ts'
import { seal, unseal } from './token.ts'
import { early, readForm, type SentForm, type Upload, uploads } from './uploads.ts'
import type { Corporation, Frame } from './views.ts'
import { type Lang, langs, wordsOf } from './words.ts'

const day_ms = 86_400_000
const fresh_ms = 60_000

type Coded = FastifyRequest<{ Params: { code: string }; Querystring: Record<string, string | undefined> }>
type Step = FastifyRequest<{ Params: { service: string; step: string }; Querystring: Record<string, string | undefined> }> // biome-ignore format: one line

/** Mounts `/yeu-cau` and `/theo-doi`, in both languages. @param key 32 bytes, of the portal's links */
export async function requestPages(
  app: FastifyInstance,
  { db, now, key }: { db: Database; now: () => Date; key: Buffer },
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeContentTypeParser('application/x-www-form-urlencoded')
    // 4,000 letters of Vietnamese, percent-encoded
    await scope.register(formbody, { bodyLimit: 65_536 })
    await uploads(scope)
    const setting = { db, now, seal: draftKey(key), allowances: allowancesOf() }
    for (const lang of langs) pagesIn(lang, scope, setting)
  })
}

interface Setting {
  db: Database
  now: () => Date
  /** Opens drafts and what is told once after sending. */
  seal: Buffer
  allowances: ReturnType<typeof allowancesOf>
}

/** By address; many share one behind a mobile network. */
const allowancesOf = () => ({
  sent: new Allowance(30, 3_600_000),
  tried: new Allowance(120, 60_000),
  lookups: new Allowance(60, 60_000),
  /** Codes that nobody has: 30 guesses an hour, of 1.5e13 codes. */
  missed: new Allowance(30, 3_600_000),
})

function pagesIn(lang: Lang, app: FastifyInstance, { db, now, seal: own, allowances }: Setting): void {
  const prefix = lang === 'vi' ? '' : '/en'
  const w = wordsOf(lang)
  const within = <T>(use: (ctx: Context) => Promise<T>) =>
    transaction(db, { actor: 'customer', corporations: '*', now: now(), language: lang }, use)

  /** The catalogue and the corporations: asked for at most once a minute, kept when the database is gone. */
  const offers = remember(
    () =>
      within(async (ctx) => {
        const all = await corporations(ctx)
        const byService = Map.groupBy(await services(ctx), (one) => one.code)
        return {
          services: [...byService.values()] as unknown as Offered[],
          corporations: all.map(({ code, name, name_en, hotline }): Corporation => ({ code, name: lang === 'vi' ? name : name_en, hotline: hotline ?? '' })), // biome-ignore format: one line
        }
      }),
    { now, fresh_ms },
  )

  const frameOf = (request: FastifyRequest, as_of = now(), corporation: Corporation | null = null): Frame => ({
    lang,
    path: (lang === 'vi' ? request.url : request.url.replace(/^\/en/, '')).replace(/[?].*/, ''),
    now: now(),
    as_of,
    corporation: corporation?.hotline ? corporation : null,
  })
  const send = (reply: FastifyReply, shown: Html, status = 200) =>
    reply
      .code(status)
      .headers({ ...headers, 'content-security-policy': forms.policy })
      .send(shown.text)
  const to = (reply: FastifyReply, path: string) => reply.redirect(href(lang, path), 303)
  const secure = (request: FastifyRequest) => request.protocol === 'https'
  const draftOf = (request: FastifyRequest) => readDraft(own, request.headers.cookie, now())
  const ration = (what: Allowance, request: FastifyRequest) => {
    if (!what.take(request.ip, now())) throw new Problem('kernel/too-many', { seconds: 60 })
  }

  app.get(`${prefix}/yeu-cau`, async (request, reply) => {
    const { value, as_of } = await offers('')
    return send(reply, servicesPage(frameOf(request, as_of), value.services, draftOf(request)))
  })

  app.post(`${prefix}/yeu-cau/bo`, (request, reply) =>
    to(reply.header('set-cookie', dropDraft(secure(request))), '/yeu-cau'),
  )

  const offeredAs = async (code: string) => {
    const { value, as_of } = await offers('')
    const offered = value.services.find(([one]) => one.code === code)
    if (!offered) throw new Problem('kernel/not-found', { what: code.slice(0, 60) })
    return { offered, as_of, corporations: value.corporations }
  }

  app.get(`${prefix}/yeu-cau/:service`, async (request: Step, reply) => {
    const { offered, as_of } = await offeredAs(request.params.service)
    return send(reply, servicePage(frameOf(request, as_of), offered, draftOf(request)))
  })

  /** The step of a draft; without one it begins, or is told to begin again. */
  const stepOf = async (request: Step) => {
    const { offered, corporations } = await offeredAs(request.params.service)
    const { code, family } = offered[0]
    const kept = draftOf(request)
    const of = family === 'power_out' ? 1 : 3
    const step = Number(request.params.step)
    if (!Number.isInteger(step) || step < 1 || step > of) throw new Problem('kernel/not-found', { what: request.url })
    return { offered, corporations, of, step, draft: kept?.service === code ? kept : undefined }
  }

  const show = (request: Step, reply: FastifyReply, step: number, view: StepView, received?: Received) => {
    const frame = frameOf(request)
    const status = Object.keys(view.errors).length > 0 ? 422 : 200
    if (step === 1) return send(reply, whoPage(frame, view), status)
    if (step === 2) return send(reply, detailsPage(frame, view), status)
    return send(reply, checkPage(frame, { ...view, due_at: received?.due_at ?? null, duplicates: received?.duplicates ?? [] }), status) // biome-ignore format: one line
  }
  /** Keeps the draft, then shows a page; a draft that is too long is said at its field. */
  const keep = (request: Step, reply: FastifyReply, draft: Draft): boolean => {
    const cookies = keepDraft(own, draft, now(), secure(request))
    if (cookies) reply.header('set-cookie', cookies)
    return cookies !== undefined
  }

  app.get(`${prefix}/yeu-cau/:service/:step`, async (request: Step, reply) => {
    const { draft, step, ...rest } = await stepOf(request)
    const { code } = rest.offered[0]
    if (!draft && step > 1) return to(reply, `/yeu-cau/${code}/1?mat=1`)
    const view = { ...rest, draft: draft ?? newDraft(code) }
    if (!draft) {
      if (rest.corporations.length === 1) view.draft.corporation = rest.corporations[0]!.code
      keep(request, reply, view.draft)
    }
    const errors: Errors = request.query.mat === '1' ? { '': w.plain('form.lost') } : {}
    if (step < 3 && request.query.sai !== '1') return show(request, reply, step, { ...view, errors })
    ration(allowances.tried, request)
    const tried = await tryOut(within, view.draft, rest.offered, lang)
    if (step < 3) return show(request, reply, step, { ...view, errors: tried.at === step ? tried.errors : errors })
    if (tried.at) return to(reply, `/yeu-cau/${code}/${tried.at}?sai=1`)
    return show(request, reply, step, { ...view, errors: tried.errors }, tried.received)
  })

  app.post(`${prefix}/yeu-cau/:service/:step`, { onRequest: early }, async (request: Step, reply) => {
    ration(allowances.tried, request)
    const form = await readForm(request)
    const { draft: kept, step, ...rest } = await stepOf(request)
    const { code } = rest.offered[0]
    if (!kept && step > 1) return to(reply, `/yeu-cau/${code}/1?mat=1`)
    const draft = kept ?? newDraft(code)
    const view = (errors: Errors) => ({ ...rest, draft, errors })
    if (step === 3) {
      const errors = form ? cutFiles(form.files, w) : { 'doc.': w.plain('form.files-large') }
      const tried = await tryOut(within, draft, rest.offered, lang)
      if (tried.at) return to(reply, `/yeu-cau/${code}/${tried.at}?sai=1`)
      if (Object.keys(errors).length > 0) return show(request, reply, 3, view(errors), tried.received)
      ration(allowances.sent, request)
      const sent = await sendIn(draft, rest.offered, form!.files)
      if ('errors' in sent) return show(request, reply, 3, view({ ...sent.errors, ...(form!.files.length > 1 ? { '': w.plain('form.files-again') } : {}) }), tried.received) // biome-ignore format: one line
      return received(request, reply, sent)
    }
    const typed = form?.fields ?? {}
    const previous = structuredClone(draft)
    if (step === 1) take(draft, typed)
    const fields = fieldsOf(rest.offered[0].form, lang)
    if (step === 2 || rest.of === 1)
      for (const { name, maxLength } of fields) draft.details[name] = (typed[`d.${name}`] ?? '').slice(0, Math.max(maxLength + 1, 1)).replaceAll('\r\n', '\n') // biome-ignore format: one line
    if (!keep(request, reply, draft)) {
      keep(request, reply, previous)
      const longest = fields.toSorted((a, b) => (draft.details[b.name]?.length ?? 0) - (draft.details[a.name]?.length ?? 0))[0] // biome-ignore format: one line
      return show(request, reply, step, view({ [longest ? `d.${longest.name}` : '']: w.plain('form.too-long') }))
    }
    if (step === 1) {
      const errors = whoErrors(draft, rest.corporations.length > 1, lang)
      if (Object.keys(errors).length > 0) return show(request, reply, 1, view(errors))
      if (rest.of > 1) {
        const tried = await tryOut(within, draft, rest.offered, lang)
        // what is wrong with the pages to come is theirs to say
        if (tried.at === 1) return show(request, reply, 1, view(tried.errors))
        return to(reply, `/yeu-cau/${code}/${fields.length > 0 ? 2 : 3}`)
      }
      ration(allowances.sent, request)
      const sent = await sendIn(draft, rest.offered, [])
      return 'errors' in sent ? show(request, reply, 1, view(sent.errors)) : received(request, reply, sent)
    }
    const tried = await tryOut(within, draft, rest.offered, lang)
    if (tried.at === 1) return to(reply, `/yeu-cau/${code}/1?sai=1`)
    return tried.at === 2 ? show(request, reply, 2, view(tried.errors)) : to(reply, `/yeu-cau/${code}/3`)
  })

  const received = (request: FastifyRequest, reply: FastifyReply, { code, answer }: { code: string; answer: string }) =>
    to(
      reply.header('set-cookie', dropDraft(secure(request))),
      `/theo-doi/${code}?moi=${seal(own, answer, new Date(now().getTime() + day_ms))}`,
    )

  /** Sends a draft with its files, all of it or none of it, once. */
  const sendIn = async (draft: Draft, offered: Offered, files: readonly Upload[]) => {
    let field = ''
    try {
      const { text } = await within((ctx) =>
        once(ctx, `portal:${draft.id}`, requestHash('POST', '/yeu-cau', draft.service), false, async () => {
          const { code, answer } = await receive(ctx, requestOf(draft, offered, lang))
          for (const file of files) {
            field = file.field
            await attachTo(ctx, code, file, offered[0].documents)
          }
          return { status: 201, text: JSON.stringify({ code, answer: answer ?? '' }) }
        }),
      )
      return JSON.parse(text!) as { code: string; answer: string }
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error
      return { errors: field ? { [field]: error.title(lang) } : errorsOf(error, lang, draft, offered).errors }
    }
  }

  const found = async (request: FastifyRequest, code: string) => {
    ration(allowances.lookups, request)
    try {
      return await within((ctx) => byCode(ctx, code))
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'requests/unknown') throw error
      ration(allowances.missed, request)
      return undefined
    }
  }

  app.get(`${prefix}/theo-doi`, (request: FastifyRequest<{ Querystring: { ma?: string } }>, reply) => {
    const { ma } = request.query
    const typed = String(ma ?? '').slice(0, 40)
    const problem = ma === undefined ? undefined : codeHelp(typed)
    if (ma !== undefined && !problem) return to(reply, `/theo-doi/${readTrackingCode(typed)}`)
    return send(reply, findPage(frameOf(request), { typed, problem }), problem ? 422 : 200)
  })

  const none = (request: FastifyRequest, reply: FastifyReply, typed: string) => {
    const problem: FindView['problem'] = codeHelp(typed) ?? { kind: 'unknown' }
    return send(reply, findPage(frameOf(request), { typed: typed.slice(0, 40), problem }), problem.kind === 'unknown' ? 404 : 422) // biome-ignore format: one line
  }

  const track = async (request: Coded, reply: FastifyReply, text = '', errors: Errors = {}) => {
    const one = await found(request, request.params.code)
    if (!one) return none(request, reply, request.params.code)
    const { moi, da } = request.query
    const told = moi === undefined ? undefined : unseal(own, moi, now())
    const { code, name, hotline } = one.corporation
    return send(
      reply,
      trackPage(frameOf(request, now(), { code, name, hotline: hotline ?? '' }), {
        request: one,
        sent: told === undefined ? null : { answer: told },
        noted: da === '1',
        text,
        errors,
        key: randomBytes(18).toString('base64url'),
      }),
      Object.keys(errors).length > 0 ? 422 : 200,
    )
  }

  app.get(`${prefix}/theo-doi/:code`, (request: Coded, reply) => track(request, reply))

  app.post(`${prefix}/theo-doi/:code/tra-loi`, { onRequest: early }, async (request: Coded, reply) => {
    const form = await readForm(request)
    const one = await found(request, request.params.code)
    if (!one) return none(request, reply, request.params.code)
    if (!form) return track(request, reply, '', { 'doc.': w.plain('form.files-large') })
    const text = (form.fields.text ?? '').replaceAll('\r\n', '\n')
    const errors = cutFiles(form.files, w)
    if (text.trim() === '' && form.files.length === 0) errors.text = w.plain('track.answer-needed')
    if (Object.keys(errors).length > 0) return track(request, reply, text, errors)
    ration(allowances.sent, request)
    const problem = await answerIn(one.code, form, text)
    return problem ? track(request, reply, text, problem) : to(reply, `/theo-doi/${one.code}?da=1`)
  })

  /** An answer and its files, all of it or none of it, once; what was wrong at its field. */
  const answerIn = async (code: string, { fields, files }: SentForm, text: string): Promise<Errors | undefined> => {
    const k = /^[\w-]{16,64}$/.test(fields.k ?? '') ? fields.k! : randomBytes(18).toString('base64url')
    let field = 'text'
    try {
      await within((ctx) =>
        once(ctx, `portal:${code}:${k}`, requestHash('POST', code, text), false, async () => {
          const tracked = await byCode(ctx, code)
          for (const file of files) {
            field = file.field
            await attachTo(ctx, code, file, tracked.lacking)
          }
          field = 'text'
          const names = files
            .map((file) => file.name)
            .join(', ')
            .slice(0, 500)
          await answer(ctx, code, { channel: 'web', text: text.trim() || w.plain('track.sent-files', { names }) })
          return { status: 200, text: undefined }
        }),
      )
      return undefined
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error
      return { [field]: error.title(lang) }
    }
  }

  app.post(`${prefix}/theo-doi/:code/hoi`, async (request: Coded, reply) => {
    const { fields } = (await readForm(request))!
    const one = await found(request, request.params.code)
    if (!one) return none(request, reply, request.params.code)
    const says = fields.says === 'confirmed' || fields.says === 'denied' ? fields.says : undefined
    const asked = one.asked.find((claim) => String(claim.seq) === fields.seq)
    ration(allowances.sent, request)
    // said twice is said once
    if (says && asked) await within((ctx) => customerSays(ctx, one.code, { says, seq: asked.seq })).catch(saidAlready)
    return to(reply, `/theo-doi/${one.code}?da=1`)
  })
}

const headers = {
  'content-type': 'text/html; charset=utf-8',
  // what was typed, and the address itself, are nobody else's
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
}

const saidAlready = (error: unknown): void => {
  if (!(error instanceof Problem) || error.code !== 'requests/nothing-to-say') throw error
}

const asked = ['customer', 'corporation', 'name', 'phone', 'email'] as const
const take = (draft: Draft, typed: Record<string, string>): void => {
  for (const name of asked) if (typed[name] !== undefined) draft[name] = typed[name].trim().slice(0, 200)
  draft.customer = draft.customer.replaceAll(/\s/g, '').slice(0, 64)
}

/** What can be said of who asks without asking the database. */
function whoErrors(draft: Draft, several: boolean, lang: Lang): Errors {
  const w = wordsOf(lang)
  const errors: Record<string, string> = {}
  const { phone, email } = draft
  if (!draft.customer) {
    if (several && !draft.corporation) errors.corporation = w.plain('who-asks.need-corporation')
    if (!draft.name) errors.name = w.plain('who-asks.need-name')
    if (!phone && !email) errors.phone = w.plain('who-asks.need-way')
  }
  if (phone && !phoneNumber(phone)) errors.phone = w.plain('who-asks.bad-phone', { value: phone })
  if (email && !isEmail(email)) errors.email = w.plain('who-asks.bad-email', { value: email })
  return errors
}

const requestOf = (draft: Draft, offered: Offered, lang: Lang): NewRequest => {
  const { customer, corporation, name, phone, email } = draft
  const form = offered.find((one) => one.corporation === corporation) ?? offered[0]
  return {
    service: draft.service,
    channel: 'web',
    ...(customer ? { customer } : corporation ? { corporation } : {}),
    contact: { name, phone, email, language: lang },
    details: valuesOf(form.form, draft.details),
  }
}

type Tried = { errors: Errors; at: 1 | 2 | undefined; received: Received | undefined }

/** What would come of sending the draft now; what is wrong with it, and on which page. */
async function tryOut(
  within: <T>(use: (ctx: Context) => Promise<T>) => Promise<T>,
  draft: Draft,
  offered: Offered,
  lang: Lang,
): Promise<Tried> {
  try {
    const received = await within((ctx) => rehearse(ctx, requestOf(draft, offered, lang)))
    return { errors: {}, at: undefined, received }
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    return { ...errorsOf(error, lang, draft, offered), received: undefined }
  }
}

function errorsOf(error: Problem, lang: Lang, draft: Draft, offered: Offered): { errors: Errors; at: 1 | 2 } {
  const w = wordsOf(lang)
  const title = error.title(lang)
  if (error.code === 'requests/bad-details') {
    const fields = fieldsOf(offered[0].form, lang)
    const label = (name = '') => fieldLabel(w, fields.find((one) => one.name === name) ?? { name, title: null })
    return {
      at: 2,
      errors: Object.fromEntries(error.refused.map((one) => [`d.${one.field}`, `${label(one.field)}: ${one.reason}`])),
    }
  }
  if (error.code === 'requests/unknown-customer')
    return { at: 1, errors: { customer: w.plain('who-asks.unknown', { code: draft.customer }) } }
  const at = { 'requests/who-asks': 'name', 'requests/which-corporation': 'corporation', 'requests/not-for-customer': 'customer' }[error.code as string] // biome-ignore format: one line
  const field = error.code === 'requests/bad-contact' ? String(error.params.field).replace('contact.', '') : at
  return { at: 1, errors: { [field ?? '']: title } }
}

const cutFiles = (files: readonly Upload[], w: ReturnType<typeof wordsOf>): Record<string, string> =>
  Object.fromEntries(files.filter((f) => f.cut).map((f) => [f.field, w.plain('form.file-cut', { name: f.name.slice(0, 60) })])) // biome-ignore format: one line

const attachTo = (ctx: Context, code: string, file: Upload, documents: readonly { code: string }[]) => {
  const document = documents.find((one) => `doc.${one.code}` === file.field)?.code
  return attach(ctx, code, { name: file.name, body: file.body, channel: 'web', ...(document ? { document } : {}) })
}
