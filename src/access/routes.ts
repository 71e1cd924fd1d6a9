import Type from 'typebox'
import { corporations } from '../organisation/index.ts'
import { addUser } from './add-user.ts'
import { endKey, listKeys, makeKey } from './api-key.ts'
import { sessionCookie } from './cookie.ts'
import { disable, enable } from './disable.ts'
import { grantRole, withdrawRole } from './grant.ts'
import { companyRoutes } from './oidc/routes.ts'
import { requireLocal } from './oidc/settings.ts'
import { linkPath, lookAtLink, oneTimeLink, useLink } from './one-time-link.ts'
import { corporationsOf, permissionsOf, roles, type Staff } from './permissions.ts'
import { Answer, Id, Instant, Nullable, OneOf, Page, PageQuery, type Route, route } from './route.ts'
import { changePassword } from './set-password.ts'
import { type SignedIn, signIn } from './sign-in.ts'
import { changeStaff } from './store.ts'
import { deeds, users } from './users.ts'

const Language = OneOf(['vi', 'en'])
const Password = Type.String({ minLength: 1, maxLength: 200 })
const GrantBody = Type.Object({
  role: OneOf(roles),
  corporation: Type.Optional(Type.String({ description: 'code; without it the whole group' })),
  unit: Type.Optional(Type.String({ description: 'code of a unit of that corporation' })),
})
const GrantShown = Type.Object({
  role: OneOf(roles),
  scope: OneOf(['group', 'corporation', 'unit']),
  corporation: Nullable(Type.String()),
  unit: Nullable(Type.String()),
})
const UserShown = Type.Object({
  id: Id(),
  login: Type.String(),
  name: Type.String(),
  language: Language,
  created_at: Instant(),
  disabled_at: Nullable(Instant()),
  has_password: Type.Boolean(),
  company: Type.Boolean({ description: 'they have signed in with the company’s account' }),
  seen_at: Nullable(Instant()),
  grants: Type.Array(
    Type.Object({ ...GrantShown.properties, claimed: Type.Boolean({ description: 'the company’s account says so' }) }),
  ),
})
const Link = Type.Object({ link: Type.String(), expires_at: Instant() })
const Signed = Type.Object({ login: Type.String(), name: Type.String(), language: Language, expires_at: Instant() })

/** The reply of a sign-in: who, and the cookie. The token itself is in the cookie only. */
const signedAnswer = (signed: SignedIn, secure: boolean): Answer => {
  const { login, name, language } = signed.staff
  return new Answer(
    { login, name, language, expires_at: signed.expires_at },
    { headers: { 'set-cookie': sessionCookie(signed.token, signed.expires_at, secure) } },
  )
}

export const routes: Route[] = [
  route({
    method: 'POST',
    url: '/sign-in',
    may: 'public',
    summary: { vi: 'Đăng nhập', en: 'Sign in' },
    body: Type.Object({ login: Type.String({ minLength: 1, maxLength: 64 }), password: Password }),
    reply: Signed,
    outside: async ({ db, now, language }, { body, client }) => {
      requireLocal()
      return signedAnswer(await signIn(db, { ...body, client, now: now(), language }), client.secure)
    },
  }),
  ...companyRoutes,
  route({
    method: 'GET',
    url: '/me',
    may: 'signed-in',
    summary: { vi: 'Tôi là ai, được làm gì, ở đâu', en: 'Who I am, what I may do and where' },
    reply: Type.Object({
      id: Id(),
      login: Type.String(),
      name: Type.String(),
      language: Language,
      group: Type.Boolean({ description: 'some role holds for the whole group' }),
      roles: Type.Array(
        Type.Object({
          role: OneOf(roles),
          scope: OneOf(['group', 'corporation', 'unit']),
          corporation_id: Nullable(Type.Integer()),
          unit_id: Nullable(Type.Integer()),
        }),
      ),
      corporations: Type.Array(
        Type.Object({
          id: Type.Integer(),
          code: Type.String(),
          name: Type.String(),
          name_en: Type.String(),
          hotline: Nullable(Type.String()),
        }),
      ),
      permissions: Type.Array(Type.String()),
    }),
    handle: async (ctx, { staff }) => {
      const own = corporationsOf(staff)
      const all = await corporations(ctx)
      return {
        id: staff.id,
        login: staff.login,
        name: staff.name,
        language: staff.language,
        group: own === '*',
        roles: [...staff.grants],
        corporations: own === '*' ? all : all.filter((c) => own.includes(c.id)),
        permissions: permissionsOf(staff),
      }
    },
  }),
  route({
    method: 'PATCH',
    url: '/me',
    may: 'signed-in',
    summary: { vi: 'Đổi tên hiển thị và ngôn ngữ của tôi', en: 'Change my name and language' },
    body: Type.Object({
      language: Type.Optional(Language),
      name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    }),
    handle: async (ctx, { staff, body }) => {
      if (Object.keys(body).length > 0) await changeStaff(ctx, staff.id, body)
    },
  }),
  route({
    method: 'PUT',
    url: '/me/password',
    may: 'signed-in',
    summary: { vi: 'Đổi mật khẩu của tôi', en: 'Change my password' },
    body: Type.Object({ present: Password, password: Password }),
    handle: (ctx, { staff, body, client }) => changePassword(ctx, staff, { ...body, token: client.token }),
  }),
  route({
    method: 'POST',
    url: '/one-time-link',
    secret: true,
    may: 'public',
    summary: { vi: 'Đặt mật khẩu bằng liên kết dùng một lần', en: 'Set a password by a one-time link' },
    body: Type.Object({ token: Type.String({ maxLength: 100 }), password: Password }),
    reply: Signed,
    handle: async (ctx, { body, client }) => {
      requireLocal()
      return signedAnswer(await useLink(ctx, { ...body, agent: client.agent }), client.secure)
    },
  }),
  route({
    method: 'POST',
    url: '/one-time-link/look',
    may: 'public',
    summary: { vi: 'Liên kết dùng một lần này của ai', en: 'Whose one-time link this is' },
    body: Type.Object({ token: Type.String({ maxLength: 100 }) }),
    reply: Type.Object({ login: Type.String(), name: Type.String(), language: Language }),
    handle: async (ctx, { body }) =>
      (await lookAtLink(ctx, body.token)) as { login: string; name: string; language: 'vi' },
  }),
  route({
    method: 'GET',
    url: '/api-keys',
    may: 'signed-in',
    summary: { vi: 'Khóa API của tôi', en: 'My API keys' },
    reply: Type.Object({
      items: Type.Array(
        Type.Object({ id: Id(), name: Type.String(), made_at: Instant(), revoked_at: Nullable(Instant()) }),
      ),
    }),
    handle: async (ctx, { staff }) => ({ items: await listKeys(ctx, staff.id) }),
  }),
  route({
    method: 'POST',
    url: '/api-keys',
    secret: true,
    may: 'signed-in',
    summary: { vi: 'Tạo khóa API (chỉ hiện một lần)', en: 'Make an API key (shown once)' },
    body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }) }),
    reply: Type.Object({ id: Id(), key: Type.String() }),
    status: 201,
    handle: (ctx, { staff, body }) => makeKey(ctx, staff.id, body.name),
  }),
  route({
    method: 'DELETE',
    url: '/api-keys/:id',
    may: 'signed-in',
    summary: { vi: 'Thu hồi một khóa API của tôi', en: 'Revoke one of my API keys' },
    params: Type.Object({ id: Id() }),
    handle: (ctx, { staff, params }) => endKey(ctx, staff.id, params.id),
  }),
  ...administration(),
]

function administration(): Route[] {
  const params = Type.Object({ id: Id() })
  const linkOf = (made: { token: string; expires_at: Date }, origin: string) => ({
    link: origin + linkPath(made.token),
    expires_at: made.expires_at,
  })
  return [
    route({
      method: 'GET',
      url: '/users',
      may: 'access.users',
      summary: { vi: 'Danh sách người dùng', en: 'List staff accounts' },
      query: PageQuery({ search: Type.Optional(Type.String({ maxLength: 100 })) }),
      reply: Page(UserShown),
      handle: (ctx, { query }) => users(ctx, query),
    }),
    route({
      method: 'POST',
      url: '/users',
      secret: true,
      may: 'access.users',
      summary: { vi: 'Thêm người dùng', en: 'Add a staff account' },
      body: Type.Object({
        login: Type.String({ minLength: 2, maxLength: 64 }),
        name: Type.String({ minLength: 1, maxLength: 100 }),
        language: Type.Optional(Language),
        grants: Type.Array(GrantBody, { minItems: 1, maxItems: 50 }),
      }),
      reply: Type.Object({ id: Id(), login: Type.String(), link: Type.String(), expires_at: Instant() }),
      status: 201,
      handle: async (ctx, { body, staff, client }) => {
        const { id, login, ...made } = await addUser(ctx, body, staff)
        return { id, login, ...linkOf(made, client.origin) }
      },
    }),
    route({
      method: 'POST',
      url: '/users/:id/one-time-link',
      secret: true,
      may: 'access.users',
      summary: { vi: 'Tạo liên kết đặt lại mật khẩu', en: 'Make a link to set a new password' },
      params,
      reply: Link,
      status: 201,
      handle: async (ctx, { params, staff, client }) =>
        linkOf(await oneTimeLink(ctx, params.id, staff as Staff), client.origin),
    }),
    route({
      method: 'POST',
      url: '/users/:id/grants',
      may: 'access.users',
      summary: { vi: 'Trao vai trò', en: 'Give a role' },
      params,
      body: GrantBody,
      handle: (ctx, { params, body, staff }) => grantRole(ctx, params.id, body, staff),
    }),
    route({
      method: 'DELETE',
      url: '/users/:id/grants',
      may: 'access.users',
      summary: { vi: 'Rút vai trò', en: 'Take a role away' },
      params,
      query: GrantBody,
      handle: (ctx, { params, query, staff }) => withdrawRole(ctx, params.id, query, staff),
    }),
    route({
      method: 'POST',
      url: '/users/:id/disabling',
      may: 'access.users',
      summary: { vi: 'Khóa tài khoản', en: 'Disable an account' },
      params,
      handle: (ctx, { params, staff }) => disable(ctx, params.id, staff),
    }),
    route({
      method: 'DELETE',
      url: '/users/:id/disabling',
      may: 'access.users',
      summary: { vi: 'Mở lại tài khoản', en: 'Enable an account again' },
      params,
      handle: (ctx, { params, staff }) => enable(ctx, params.id, staff),
    }),
    route({
      method: 'GET',
      url: '/audit',
      may: 'access.audit',
      summary: { vi: 'Nhật ký: ai đã làm gì', en: 'Audit: who did what' },
      query: PageQuery({
        about: Type.Optional(Type.String({ maxLength: 100 })),
        actor: Type.Optional(Type.String({ maxLength: 64 })),
      }),
      reply: Page(
        Type.Object({
          id: Type.Integer(),
          at: Instant(),
          actor: Type.String(),
          corporation: Nullable(Type.String()),
          verb: Type.String(),
          about: Type.String(),
          detail: Type.Record(Type.String(), Type.Unknown()),
        }),
      ),
      handle: (ctx, { query }) => deeds(ctx, query),
    }),
  ]
}
