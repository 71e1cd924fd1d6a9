import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { addUser, type GrantByName, makeKey, type Route, setPassword } from '../../access/index.ts'
import { type Database, transaction } from '../../kernel/index.ts'
import { ensureCorporation } from '../../organisation/index.ts'
import { buildServer, type ServerOptions } from './build.ts'

export const password = 'mật khẩu đủ dài'

/** A listening server on a committed copy of the database, its clock in the test's hand, two corporations AA and BB. */
export async function testServer(db: Database, options: Partial<ServerOptions> & { extra?: Route[] } = {}) {
  const clock = { now: new Date('2026-11-24T02:00:00Z') }
  const { roomRoutes } = await import('./rooms.ts')
  const app = await buildServer({
    db,
    dataDir: options.dataDir ?? '/nonexistent',
    now: () => clock.now,
    logger: { level: 'silent' },
    routes: [...roomRoutes, { room: 'test', routes: options.extra ?? [] }],
    ...options,
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const all = { actor: 'test', corporations: '*' as const, now: clock.now }
  const corporations = await transaction(db, all, async (ctx) => ({
    AA: (await ensureCorporation(ctx, 'AA')).id,
    BB: (await ensureCorporation(ctx, 'BB')).id,
  }))

  /** A person with a password and an API key. */
  const person = (login: string, ...grants: GrantByName[]) =>
    transaction(db, { ...all, now: clock.now }, async (ctx) => {
      const { id } = await addUser(ctx, { login, name: login, grants })
      await setPassword(ctx, { id, login }, password)
      return { id, login, key: (await makeKey(ctx, id, 'test')).key }
    })

  const ask = async (
    method: string,
    path: string,
    given: { key?: string; cookie?: string; body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(given.key ? { authorization: `Bearer ${given.key}` } : {}),
        ...(given.cookie ? { cookie: given.cookie } : {}),
        ...given.headers,
      },
      ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
    })
    const text = await response.text()
    const json = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined
    return { status: response.status, headers: response.headers, text, json }
  }

  const signIn = async (login: string, typed = password) => {
    const answer = await ask('POST', '/api/v1/sign-in', { body: { login, password: typed } })
    return { ...answer, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' }
  }

  return { app, db, url, port, clock, corporations, person, ask, signIn, close: () => app.close() }
}

/** Sends a body of so many bytes over a real socket and tells what came back, and how much had been sent by then. */
export function sendMuch(url: string, bytes: number, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; text: string; sent: number; ms: number }>((resolve, reject) => {
    const began = performance.now()
    const chunk = Buffer.alloc(1 << 20, 0x20)
    let sent = 0
    let over = false
    const request = httpRequest(
      url,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        let text = ''
        response.on('data', (part) => (text += part))
        response.on('end', () => {
          over = true
          resolve({ status: response.statusCode!, text, sent, ms: performance.now() - began })
          request.destroy()
        })
      },
    )
    request.on('error', (error) => over || reject(error))
    const push = () => {
      while (!over && sent < bytes) {
        sent += chunk.length
        if (!request.write(chunk)) return void request.once('drain', push)
      }
      if (!over) request.end()
    }
    push()
  })
}
