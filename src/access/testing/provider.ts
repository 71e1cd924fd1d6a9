import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

type Claims = Record<string, unknown>

/** Changes what an ID token says before it goes out, signed anew with the provider's key (or another's). */
export interface Lie {
  change: (claims: Claims) => Claims
  otherKey?: boolean
}

const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

/** A company's sign-in as they run it: a certified OpenID provider on a socket, its people in the test's hand. */
export class CompanySignIn {
  readonly issuer: string
  /** By the word typed at its login form, which is the subject too: what it says of them. */
  readonly people = new Map<string, Claims>()
  lie: Lie | undefined
  readonly #server: Server
  readonly #key = newKey()
  readonly #kid = randomUUID()

  private constructor(server: Server) {
    this.#server = server
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  /**
   * @param client.origin of Sáng Đèn
   * @param options.userinfo claims of roles are told at /userinfo only, not in the ID token
   */
  static async start(client: { id: string; secret?: string; origin: string }, options: { userinfo?: boolean } = {}) {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const company = new CompanySignIn(server)
    const warn = console.warn
    console.warn = () => {} // of its own login page, which no real company uses
    try {
      server.on('request', company.#provider(client, options).callback())
    } finally {
      console.warn = warn
    }
    return company
  }

  #provider(client: { id: string; secret?: string; origin: string }, options: { userinfo?: boolean }): Provider {
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: client.id,
          ...(client.secret ? { client_secret: client.secret } : { token_endpoint_auth_method: 'none' }),
          redirect_uris: [`${client.origin}/api/v1/sign-in/company/callback`],
          post_logout_redirect_uris: [`${client.origin}/console/sign-in`],
        },
      ],
      jwks: { keys: [{ ...this.#key.export({ format: 'jwk' }), kid: this.#kid, use: 'sig', alg: 'RS256' }] },
      cookies: { keys: [randomUUID()] },
      claims: { profile: ['name', 'preferred_username', 'locale', 'sangden', 'groups'], email: ['email'] },
      conformIdTokenClaims: options.userinfo ?? false,
      pkce: { required: () => true },
      features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
      findAccount: (_: unknown, subject: string) => ({
        accountId: subject,
        claims: () => ({ sub: subject, ...this.people.get(subject) }),
      }),
      ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
    })
    provider.use(async (ctx, next) => {
      await next()
      if (this.lie && ctx.path === '/token' && ctx.body?.id_token) ctx.body.id_token = this.#lied(ctx.body.id_token)
    })
    return provider
  }

  #lied(token: string): string {
    const { change, otherKey } = this.lie!
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Claims
    const said = `${part({ alg: 'RS256', kid: this.#kid })}.${part(change(claims))}`
    return `${said}.${sign('sha256', Buffer.from(said), otherKey ? newKey() : this.#key).toString('base64url')}`
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }
}

/** A browser without a screen: cookies of each host, and one step of redirection at a time. */
export class Visitor {
  readonly #cookies = new Map<string, Map<string, string>>()

  cookie(url: string): string {
    return [...(this.#cookies.get(new URL(url).host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async ask(url: string, form?: Record<string, string>): Promise<Response> {
    const { host } = new URL(url)
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: this.cookie(url), accept: form || /interaction/.test(url) ? 'text/html' : 'application/json' },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    })
    const jar = this.#cookies.get(host) ?? new Map<string, string>()
    this.#cookies.set(host, jar)
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0]!.split(/=(.*)/s) as [string, string]
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }

  /** From our button to the address to which the provider sends the browser back, its forms filled in on the way. */
  async throughProvider(begin: string, typed: string): Promise<string> {
    let url = begin
    for (let steps = 0; steps < 20; steps += 1) {
      const response = await this.ask(url)
      let to = response.headers.get('location')
      if (!to) {
        const page = await response.text()
        const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1]
        if (!action) throw new Error(`${url}: ${response.status} ${page.slice(0, 500)}`)
        const prompt = /name="prompt" value="(\w+)"/.exec(page)![1]!
        const sent = await this.ask(new URL(action, url).href, { prompt, login: typed, password: 'x' })
        to = sent.headers.get('location')!
      }
      url = new URL(to, url).href
      if (url.includes('/sign-in/company/callback')) return url
    }
    throw new Error('the provider never sends the browser back')
  }
}
