/** `/theo-doi`: a request followed by its code; answers, papers, "were you asked?". */
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem, unseal } from '../../kernel/index.ts'
import { answer, byCode, customerSays, readTrackingCode } from '../../requests/index.ts'
import { once, requestHash } from '../server/idempotency.ts'
import { type Asking, attachTo, cutFiles } from './ask-context.ts'
import { codeHelp } from './code-help.ts'
import type { Errors } from './pages/form-parts.ts'
import { type FindView, findPage, trackPage } from './pages/track.ts'
import { early, readForm, type SentForm } from './uploads.ts'

type Coded = FastifyRequest<{ Params: { code: string }; Querystring: Record<string, string | undefined> }>

export function trackPages({
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
  ration,
}: Asking): void {
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

const saidAlready = (error: unknown): void => {
  if (!(error instanceof Problem) || error.code !== 'requests/nothing-to-say') throw error
}
