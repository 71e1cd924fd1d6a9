/** What the tests use of the package, which brings no types. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http'
  export default class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>)
    callback(): RequestListener
    use(
      middleware: (ctx: { path: string; body?: { id_token?: string } }, next: () => Promise<void>) => Promise<void>,
    ): void
  }
}
