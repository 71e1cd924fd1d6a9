/** The addresses of the questions. Holds no rule: reads the link, asks the room, sends a page. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Context, type Database, Problem, transaction } from '../../kernel/index.ts'
import { readPersonalToken } from '../../notices/index.ts'
import { answer_path, answerByLink, type Invitation, invitation, type Link } from '../../surveys/index.ts'
import { type Sent, type SurveyView, surveyPage, surveyPolicy } from './survey-page.ts'
import { type Lang, langs } from './words.ts'

type Asked = FastifyRequest<{ Params: { token: string }; Body: Record<string, unknown> | null }>

/** Mounts `/danh-gia/<link>` beside the portal, in both languages. @param key of personal links (`linkKey`) */
export function surveyPages(
  app: FastifyInstance,
  { db, now, key }: { db: Database; now: () => Date; key: Buffer },
): void {
  const within = <T>(use: (ctx: Context) => Promise<T>) =>
    transaction(db, { actor: 'customer', corporations: '*', now: now() }, use)

  const send = (request: Asked, reply: FastifyReply, lang: Lang, view: SurveyView, of?: Invitation) => {
    const { code = '', name, name_en, hotline = null } = of?.corporation ?? {}
    const frame = {
      lang,
      path: lang === 'vi' ? request.url : request.url.replace(/^\/en/, ''),
      now: now(),
      as_of: now(),
      corporation: hotline ? { code, name: (lang === 'vi' ? name : name_en)!, hotline } : null,
    }
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': surveyPolicy,
      // the address is a key: neither kept nor told to anybody
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    }
    return reply.code(statusOf(view)).headers(headers).send(surveyPage(frame, view).text)
  }
  const form = (request: Asked, reply: FastifyReply, lang: Lang, of: Invitation, sent?: Sent) =>
    send(
      request,
      reply,
      lang,
      { kind: 'form', invitation: of, action: `${answer_path}/${request.params.token}`, sent },
      of,
    )

  /** The link's invitation, or the page that says why there is none. */
  const found = async (request: Asked, reply: FastifyReply, lang: Lang) => {
    const link = readPersonalToken(key, request.params.token)
    const of = link && (await within((ctx) => invitation(ctx, link)).catch(unknown))
    if (link && of) return { link, of }
    send(request, reply, lang, { kind: 'unknown' })
    return undefined
  }

  for (const lang of langs) {
    const url = `${lang === 'vi' ? '' : '/en'}${answer_path}/:token`

    app.get(url, async (request: Asked, reply) => {
      const { of } = (await found(request, reply, lang)) ?? {}
      if (!of) return reply
      if (of.state === 'open') return form(request, reply, lang, of)
      const view: SurveyView = of.answered_at
        ? { kind: 'thanks', answered_at: of.answered_at }
        : { kind: 'closed', closes_at: of.closes_at }
      return send(request, reply, lang, view, of)
    })

    app.post(url, async (request: Asked, reply) => {
      const { link, of } = (await found(request, reply, lang)) ?? {}
      if (!link || !of) return reply
      const sent = readForm(request.body ?? {}, of)
      if (of.state === 'open' && sent.scores.score === undefined) return form(request, reply, lang, of, sent)
      const refused = await within((ctx) => answerByLink(ctx, link, answerOf(sent, of))).then(() => undefined, refusal)
      if (!refused) return reply.redirect(request.url, 303)
      const again = await within((ctx) => invitation(ctx, link satisfies Link))
      const view: SurveyView =
        refused === 'surveys/link-closed'
          ? { kind: 'closed', closes_at: again.closes_at }
          : { kind: 'twice', answered_at: again.answered_at ?? now() }
      return send(request, reply, lang, view, of)
    })
  }
}

const statusOf = (view: SurveyView): number =>
  view.kind === 'form' ? (view.sent ? 422 : 200) : { thanks: 200, twice: 409, closed: 410, unknown: 404 }[view.kind]

/** What the form holds, as far as it can be a score; anything else in it is nobody's. */
function readForm(body: Record<string, unknown>, of: Invitation): Sent {
  const names = ['score', ...of.factors.map((_, i) => `q${i + 1}`)]
  const scores = names.flatMap((name): [string, number][] => {
    const text = String(body[name] ?? '')
    return /^(10|\d)$/.test(text) ? [[name, Number(text)]] : []
  })
  return { scores: Object.fromEntries(scores), words: String(body.words ?? '').slice(0, 4000) }
}

const answerOf = ({ scores, words }: Sent, of: Invitation) => ({
  score: scores.score ?? Number.NaN,
  words,
  answers: of.factors.map((_, i) => scores[`q${i + 1}`] ?? null),
})

const unknown = (error: unknown): undefined => {
  if (error instanceof Problem && error.code === 'surveys/unknown-link') return undefined
  throw error
}

/** A refusal that has a page of its own. */
const refusal = (error: unknown): 'surveys/link-closed' | 'surveys/answered-already' => {
  if (error instanceof Problem && (error.code === 'surveys/link-closed' || error.code === 'surveys/answered-already'))
    return error.code
  throw error
}
