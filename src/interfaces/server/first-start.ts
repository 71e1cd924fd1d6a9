import { randomInt } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addUser, linkPath, oneTimeLink, type Role, roles, setPassword } from '../../access/index.ts'
import { type Context, iso, type Language, say } from '../../kernel/index.ts'
import { corporations } from '../../organisation/index.ts'

const firstLogin = 'admin'

/**
 * The first administrator and the link by which they set their password: made at the first start, and again at each
 * start until a password is set. Undefined once it is.
 */
export async function firstAdministrator(
  ctx: Context,
): Promise<{ login: string; link: string; expires_at: Date } | undefined> {
  const { tx } = ctx
  const found = await tx
    .selectFrom('access.staff')
    .select(['id', 'password_hash', 'disabled_at'])
    .where('login', '=', firstLogin)
    .executeTakeFirst()
  if (found && (found.password_hash !== null || found.disabled_at !== null)) return undefined
  if (!found && (await tx.selectFrom('access.staff').select('id').limit(1).executeTakeFirst())) return undefined
  const name = ctx.language === 'vi' ? 'Quản trị viên' : 'Administrator'
  const made = found
    ? await oneTimeLink(ctx, found.id)
    : await addUser(ctx, { login: firstLogin, name, language: ctx.language, grants: [{ role: 'administrator' }] })
  return { login: firstLogin, link: linkPath(made.token), expires_at: made.expires_at }
}

export interface SignInToTry {
  role: Role
  login: string
  password: string
  scope: string
}

export const signInsFile = (dataDir: string): string => join(dataDir, 'sign-ins.txt')

/**
 * One sign-in a role, to try the demo country with: passwords are drawn for this installation, written to a file that
 * only its owner reads, and never kept anywhere else. Undefined when they were made before.
 */
export async function signInsToTry(ctx: Context, dataDir: string): Promise<SignInToTry[] | undefined> {
  const there = await ctx.tx
    .selectFrom('access.staff')
    .select('id')
    .where('login', 'in', [...roles])
    .execute()
  if (there.length > 0) return undefined
  const all = await corporations(ctx)
  const home = all.find((c) => c.code === 'EVNHANOI') ?? all[0]
  const made: SignInToTry[] = []
  for (const role of roles) {
    const corporation = role === 'analyst' || role === 'administrator' ? undefined : home?.code
    const user = await addUser(ctx, {
      login: role,
      name: say('server', ctx.language)(`role.${role}`),
      language: ctx.language,
      grants: [corporation === undefined ? { role } : { role, corporation }],
    })
    const password = newPassword()
    await setPassword(ctx, user, password)
    made.push({ role, login: user.login, password, scope: corporation ?? '*' })
  }
  const file = signInsFile(dataDir)
  const head = say('server', ctx.language)('serve.sign-ins-head')
  await writeFile(`${file}.new`, `${head}\n\n${signInsTable(made, ctx.language)}`, { mode: 0o600 })
  await rename(`${file}.new`, file)
  return made
}

/** The table that the terminal and the file show: login, password, where, what to look at first. */
export function signInsTable(made: readonly SignInToTry[], language: Language): string {
  const words = say('server', language)
  const rows = made.map((s) => [
    s.login,
    s.password,
    s.scope === '*' ? words('scope.group') : s.scope,
    words(`look.${s.role}`),
  ])
  const width = [0, 1, 2].map((i) => Math.max(...rows.map((r) => r[i]!.length)))
  return rows.map((r) => `  ${r.map((cell, i) => cell.padEnd(width[i] ?? 0)).join('  ')}`.trimEnd()).join('\n') + '\n'
}

/** What the terminal says of the first administrator. */
export const firstLinkText = (
  made: { login: string; link: string; expires_at: Date },
  url: string,
  language: Language,
) =>
  `${say('server', language)('serve.first-link', { login: made.login, expires: iso(made.expires_at).slice(0, 16).replace('T', ' ') })}\n  ${url}${made.link}`

// letters that are not taken for each other when read from a screen and typed
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Four groups of four: 79 bits. */
const newPassword = (): string =>
  [0, 1, 2, 3].map(() => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')).join('-')
