import Type from 'typebox'
import { Problem, transaction } from '../../kernel/index.ts'
import { clearedCookie, sessionCookie } from '../cookie.ts'
import { corporationsOf } from '../permissions.ts'
import { Answer, type Client, Nullable, type Place, type Route, route } from '../route.ts'
import { signOut } from '../sign-out.ts'
import { begin } from './begin.ts'
import { cleared, type Refusal, refusalCookie, refusalIn } from './cookies.ts'
import { finish } from './finish.ts'
import { endAtProvider } from './leave.ts'
import { provider } from './provider.ts'
import { oidcSettings } from './settings.ts'

const Told = Type.Object({ code: Type.String(), title: Type.String() })

/** Signing in with the company's account, and out of any session. Outside of transactions: the provider may be slow, and spent is spent. */
export const companyRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/sign-in',
    may: 'public',
    summary: { vi: 'Đăng nhập được bằng cách nào', en: 'In which ways one can sign in' },
    reply: Type.Object({
      local: Type.Boolean({ description: 'with a password of this installation' }),
      company: Nullable(
        Type.Object({
          issuer: Type.String(),
          fault: Nullable(Told),
        }),
      ),
      refused: Nullable(Told),
    }),
    outside: async (place, { client }) => {
      const settings = oidcSettings(process.env)
      const fault = settings && (await provider(settings).then(() => undefined, told(place)))
      const held = client.cookies?.includes('sangden_oidc_refusal')
        ? await transaction(place.db, system(place), (ctx) => refusalIn(ctx, client.cookies))
        : undefined
      return {
        local: !settings?.only,
        company: settings ? { issuer: settings.issuer, fault: fault ?? null } : null,
        refused: held ? told(place)(new Problem(held.code as Problem['code'], held.params)) : null,
      }
    },
  }),
  route({
    method: 'GET',
    url: '/sign-in/company',
    may: 'public',
    summary: {
      vi: 'Đăng nhập bằng tài khoản công ty: chuyển trình duyệt sang đó',
      en: 'Sign in with the company account: sends the browser there',
    },
    query: Type.Object({
      next: Type.Optional(Type.String({ maxLength: 1000, description: 'page of the console to go to afterwards' })),
    }),
    status: 302,
    outside: (place, { query, client }) =>
      orSaid(place, client, async () => {
        const { go_to, cookie } = await begin(place, oidcSettings(process.env), { next: query.next, client })
        return moved(302, go_to, [cookie, cleared('refusal', client.secure)])
      }),
  }),
  route({
    method: 'GET',
    url: '/sign-in/company/callback',
    may: 'public',
    summary: {
      vi: 'Trình duyệt quay về từ tài khoản công ty (OIDC redirect URI)',
      en: 'The browser comes back from the company account (OIDC redirect URI)',
    },
    query: Type.Object(
      {
        state: Type.Optional(Type.String({ maxLength: 500 })),
        code: Type.Optional(Type.String({ maxLength: 8000 })),
        error: Type.Optional(Type.String({ maxLength: 500 })),
      },
      { additionalProperties: true }, // each provider adds its own: iss, session_state
    ),
    status: 303,
    outside: (place, { query, client }) =>
      orSaid(place, client, async () => {
        const { signed, next } = await finish(place, oidcSettings(process.env), { query, client })
        return moved(303, next, [
          sessionCookie(signed.token, signed.expires_at, client.secure),
          cleared('attempt', client.secure),
          cleared('refusal', client.secure),
        ])
      }),
  }),
  route({
    method: 'POST',
    url: '/sign-out',
    may: 'signed-in',
    summary: {
      vi: 'Đăng xuất (200 khi còn phải kết thúc phiên của tài khoản công ty, nếu không 204)',
      en: 'Sign out (200 when the company account’s own session is to be ended as well, else 204)',
    },
    reply: Type.Object({
      continue_at: Type.String({ description: 'where the browser ends the company account’s session' }),
    }),
    // our session ends in its own transaction; then the provider is asked where its own ends
    outside: async ({ db, now, language }, { staff, client }) => {
      const as = { actor: staff.login, corporations: corporationsOf(staff), now: now(), language }
      const { token, origin } = client
      const id_token = token && (await transaction(db, as, (ctx) => signOut(ctx, token, staff.id)))
      const continue_at = id_token && (await endAtProvider(oidcSettings(process.env), { id_token, origin }))
      const headers = { 'set-cookie': clearedCookie(client.secure) }
      return continue_at ? new Answer({ continue_at }, { headers }) : new Answer(undefined, { status: 204, headers })
    },
  }),
]

const system = ({ now, language }: Place) => ({ actor: 'system', corporations: '*' as const, now: now(), language })

const moved = (status: number, location: string, cookies: string[]): Answer =>
  new Answer(undefined, { status, headers: { location, 'set-cookie': cookies } })

const told =
  ({ language }: Place) =>
  (error: unknown) => {
    if (!(error instanceof Problem)) throw error
    return { code: error.code, title: error.title(language) }
  }

/** A person in a browser reads what went wrong on the sign-in page, in its language; a program gets the problem itself. */
async function orSaid(place: Place, client: Client, use: () => Promise<Answer>): Promise<Answer> {
  try {
    return await use()
  } catch (error) {
    if (!(error instanceof Problem) || !client.page) throw error
    const refusal = { code: error.code, params: error.params as Refusal['params'] }
    const cookie = await transaction(place.db, system(place), (ctx) => refusalCookie(ctx, refusal, client.secure))
    return moved(303, '/console/sign-in', [cookie, cleared('attempt', client.secure)])
  }
}
