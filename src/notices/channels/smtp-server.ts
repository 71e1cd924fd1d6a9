/** A mail relay for tests: npm `smtp-server` on a socket, which treats each address as its local part says. */
import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { Provider } from './kit.ts'
import { read } from './mail-reader.ts'
import { Smtp } from './smtp.ts'

export interface Relay extends Provider {
  readonly raw: string[]
  readonly recipients: string[][]
  /** `CODE text` for an address; undefined accepts. */
  answers: Record<string, string>
  url(query?: string): string
}

export function relay(query = ''): Relay {
  let server: SMTPServer
  let port = 0
  let breakIn = Number.POSITIVE_INFINITY
  let serial = 0
  const seen = new Set<string>()
  const sockets = (): { id: string; _socket: Socket }[] => [
    ...((server as unknown as { connections: Set<{ id: string; _socket: Socket }> })?.connections ?? []),
  ]
  const fail = (text: string) => Object.assign(new Error(text.slice(4)), { responseCode: Number(text.slice(0, 3)) })
  const self: Relay = {
    raw: [],
    recipients: [],
    answers: {},
    url: (more = '') =>
      `smtp://127.0.0.1:${port}?${[query, more, 'from=EVNHANOI <cskh@evnhanoi.example>'].filter(Boolean).join('&')}`,
    async start() {
      server = new SMTPServer({
        authOptional: true,
        disabledCommands: ['STARTTLS'],
        disableReverseLookup: true,
        closeTimeout: 50,
        onAuth: ({ username, password }, _session, done) =>
          username === 'u' && password === 'p'
            ? done(null, { user: 'u' })
            : done(fail('535 5.7.8 wrong user or password')),
        onRcptTo({ address }, _session, done) {
          const [, kind] = /^([a-z]+)\d/.exec(address) ?? []
          if (self.answers[address]) return done(fail(self.answers[address]))
          if (kind === 'refuse') return done(fail('550 5.7.1 not from you'))
          if (kind === 'unreachable') return done(fail('550 5.1.1 no such user'))
          if (kind === 'busy' && !seen.has(address)) {
            seen.add(address)
            return done(fail('451 4.7.1 greylisted, come again'))
          }
          done()
        },
        onData(stream, session, done) {
          const chunks: Buffer[] = []
          stream.on('data', (chunk: Buffer) => chunks.push(chunk))
          stream.on('end', () => {
            const take = () => {
              self.raw.push(Buffer.concat(chunks).toString('utf8'))
              self.recipients.push(session.envelope.rcptTo.map(({ address }) => address))
              if (breakIn-- === 0)
                sockets()
                  .find(({ id }) => id === (session as SMTPServerSession).id)
                  ?._socket.destroy()
              else done(null, `queued as Q${++serial}`)
            }
            if (session.envelope.rcptTo.some(({ address }) => address.startsWith('slow'))) setTimeout(take, 30)
            else take()
          })
        },
      })
      server.on('error', () => {})
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
      port = (server.server.address() as AddressInfo).port
    },
    async stop() {
      for (const { _socket } of sockets()) _socket.destroy()
      if (server.server.listening) await new Promise<void>((resolve) => server.close(resolve))
    },
    channel: () => new Smtp(self.url()),
    to: (treatment, n) => `${treatment}${n}@khach-hang.example`,
    taken: () =>
      self.raw.map((raw) => {
        const { headers, parts } = read(raw)
        return {
          key: /^<(.+)@/.exec(headers['message-id'])?.[1] ?? '',
          subject: headers.subject,
          text: parts.find(({ type }) => type === 'text/plain')!.text.replace(/\r?\n$/, ''),
        }
      }),
    breakAfter: (n) => (breakIn = n),
    connections: () => sockets().length,
  }
  return self
}
