import type { Grant, Staff } from './permissions.ts'
import { permissions } from './permissions.ts'

const minute_s = 60
const hour_s = 3600

/** A session ends after this long without use, and after this long in any case. */
export const session = { idle_s: 12 * hour_s, life_s: 7 * 24 * hour_s, seen_every_s: 5 * minute_s } as const

/**
 * One by the company's account ends after a working day: whoever lost a role or left there is asked for anew, and their
 * roles here follow.
 */
export const companySession = { life_s: 12 * hour_s } as const

/** How long a one-time link can be used. */
export const link = { life_s: 72 * hour_s } as const

/** Wrong sign-ins in a row that are free; then each waits twice as long as the one before. */
export const tries = { free: 10, first_wait_s: minute_s, wait_max_s: 15 * minute_s, remembered_s: 24 * hour_s } as const

/** One address that fails this often within `window_s`, on any logins, waits as well: guessing one password on many. */
export const sprayed = { free: 100, window_s: 15 * minute_s } as const

/**
 * Seconds to wait before the next try, given how many wrong ones came in a row and when the last was: 0 for the first
 * ten, then 60 s, 120 s, ... 900 s after the last one.
 */
export function waitAfter(wrong: number, last: Date | undefined, now: Date): number {
  if (wrong < tries.free || !last) return 0
  const pause_s = Math.min(tries.wait_max_s, tries.first_wait_s * 2 ** Math.min(20, wrong - tries.free))
  return Math.max(0, Math.ceil(pause_s - (now.getTime() - last.getTime()) / 1000))
}

/** Logins are compared as people type them: spaces around, case and composed accents do not matter. */
export const loginOf = (typed: string): string => typed.normalize('NFC').trim().toLowerCase()

/** A login: 2 to 64 letters, digits, dots, dashes, underlines, or an e-mail address. */
export const isLogin = (login: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{1,63}$/u.test(login)

/** Why a password is refused; undefined when it is good. Long beats complicated (NIST SP 800-63B). */
export function passwordFault(password: string, login: string): 'short' | 'long' | 'login' | 'plain' | undefined {
  const typed = password.normalize('NFC')
  if ([...typed].length < 12) return 'short'
  if ([...typed].length > 200) return 'long'
  if (typed.toLowerCase().includes(login)) return 'login'
  if (new Set(typed).size < 5) return 'plain'
  return undefined
}

/** True when a grant's scope lies inside another's: a unit in its corporation, anything in the group. */
export const inside = (inner: Omit<Grant, 'role'>, outer: Omit<Grant, 'role'>): boolean =>
  outer.scope === 'group' ||
  (outer.corporation_id === inner.corporation_id && (outer.scope === 'corporation' || outer.unit_id === inner.unit_id))

/**
 * True when `by` administers users over every one of these grants. Whoever sets a person's password can become that
 * person, so all of their grants must lie inside the administrator's own scope.
 */
export const administers = (by: Pick<Staff, 'grants'>, grants: readonly Omit<Grant, 'role'>[]): boolean => {
  const own = by.grants.filter((g) => (permissions['access.users'] as readonly string[]).includes(g.role))
  return own.length > 0 && grants.every((g) => own.some((o) => inside(g, o)))
}
