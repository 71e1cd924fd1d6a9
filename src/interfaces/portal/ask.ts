/** The addresses of asking for a service. Holds no rule: reads what was typed, asks the room, sends a page. */
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Database, day_ms, Problem, seal } from '../../kernel/index.ts'
import { corporations } from '../../organisation/index.ts'
import { type Received, receive, services } from '../../requests/index.ts'
import { once, requestHash } from '../server/idempotency.ts'
import { errorsOf, requestOf, take, tryOut, whoErrors } from './ask-checks.ts'
import { type Asking, allowancesOf, asking, attachTo, cutFiles } from './ask-context.ts'
import { type Draft, draftKey, dropDraft, keepDraft, newDraft, readDraft } from './draft.ts'
import { fieldsOf } from './form-fields.ts'
import { checkPage, detailsPage, type Offered, type StepView, servicePage, servicesPage, whoPage } from './pages/ask.ts'
import type { Errors } from './pages/form-parts.ts'
import { remember } from './remember.ts'
import { trackPages } from './track.ts'
import { early, readForm, type Upload, uploads } from './uploads.ts'
import type { Corporation } from './views.ts'
import { langs } from './words.ts'

const fresh_ms = 60_000

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
    for (const lang of langs) {
      const of = asking(lang, scope, setting)
      askPages(of)
      trackPages(of)
    }
  })
}

function askPages({
  lang,
  app,
  now,
  own,
  allowances,
  prefix,
  w,
  within,
  frameOf,
  send,
  to,
  secure,
  ration,
}: Asking): void {
  const draftOf = (request: FastifyRequest) => readDraft(own, request.headers.cookie, now())

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
}
