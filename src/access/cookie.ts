/** The session's cookie: scripts cannot read it, other sites' requests do not carry it. */
export const cookieName = 'sangden_session'

export const sessionCookie = (token: string, expires_at: Date, secure: boolean): string =>
  `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Lax; Expires=${expires_at.toUTCString()}${secure ? '; Secure' : ''}`

export const clearedCookie = (secure: boolean): string =>
  `${cookieName}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${secure ? '; Secure' : ''}`

/** The token in a Cookie header, if there is one. */
export const tokenIn = (header: string | undefined): string | undefined => cookieIn(header, cookieName)

/** The value of one cookie in a Cookie header, if it is there and not empty. */
export function cookieIn(header: string | undefined, wanted: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [name, value] = part.split('=', 2)
    if (name?.trim() === wanted && value) return value.trim()
  }
  return undefined
}
