/** An SMSC for tests and benches: npm `smpp`'s own server on a socket, which treats each number as its first digits say. */
import type { AddressInfo, Server } from 'node:net'
import type { Provider, Treatment } from './kit.ts'
import { Smpp } from './smpp.ts'
import { type LibraryPdu, type LibrarySession, library } from './smpp-library.ts'

const numbers: Record<Treatment, string> = {
  accept: '091',
  refuse: '098',
  unreachable: '093',
  busy: '094',
  slow: '096',
}
const KEY_TLV = String(0x1480)

export interface Submitted {
  key: string
  to: string
  from: string
  id: string
  /** The how-manieth of this server. */
  n: number
  part: number
  total: number
  text: string
  pdu: LibraryPdu
}

export interface Smsc extends Provider {
  readonly submitted: Submitted[]
  /** How often it said "throttled". */
  throttled: number
  /** At most so many a second, then "throttled". 0: no limit. */
  rate: number
  /** Answers nothing, reads on: a provider that hangs. */
  hangs: boolean
  /** Milliseconds before each answer. */
  delay_ms: number
  password: string
  /** command_status for any submission with unknown TLVs. */
  tlvStatus: number
  /** How it writes its message ids, and how its receipts do. */
  ids: { answer: (n: number) => string; receipt: (n: number) => string }
  url(query?: string): string
  sessions(): LibrarySession[]
  /** Sends a deliver_sm; resolves with the status of the answer. */
  deliver(options: object): Promise<number>
}

export function smsc(query = ''): Smsc {
  let server: (Server & { sessions: LibrarySession[] }) | undefined
  let port = 0
  let serial = 0
  let breakIn = Number.POSITIVE_INFINITY
  let second = 0
  let inSecond = 0
  const seen = new Set<string>()
  const self: Smsc = {
    submitted: [],
    throttled: 0,
    rate: 0,
    hangs: false,
    delay_ms: 0,
    password: 'secret',
    tlvStatus: 0,
    ids: { answer: (n) => `m${n}`, receipt: (n) => `m${n}` },
    url: (more = '') => `smpp://sangden:secret@127.0.0.1:${port}?${[query, more].filter(Boolean).join('&')}`,
    sessions: () => server?.sessions ?? [],
    async start() {
      server = library.createServer((session) => accept(session))
      await new Promise<void>((resolve) => server!.listen(port, '127.0.0.1', resolve))
      port = (server.address() as AddressInfo).port
    },
    async stop() {
      for (const session of server?.sessions ?? []) session.destroy()
      await new Promise((resolve) => (server?.listening ? server.close(resolve) : resolve(undefined)))
    },
    channel: () => new Smpp(self.url('patience_ms=900')),
    to: (treatment, n) => numbers[treatment] + String(n).padStart(7, '0'),
    taken() {
      const texts = new Map<string, string[]>()
      for (const { key, part, text } of self.submitted) {
        if (!texts.has(key)) texts.set(key, [])
        texts.get(key)![part - 1] = text
      }
      return self.submitted.filter(({ part }) => part === 1).map(({ key }) => ({ key, text: texts.get(key)!.join('') }))
    },
    breakAfter: (n) => (breakIn = n),
    connections: () => server?.sessions.length ?? 0,
    async deliver(options) {
      const session = self.sessions()[0]
      return new Promise<number>((resolve) => session.deliver_sm(options, (answer) => resolve(answer.command_status)))
    },
    async tell(outcome) {
      await Promise.all(self.submitted.map((one) => receipt(one, self.ids.receipt(one.n), outcome)))
    },
  }

  /** One receipt, brought again until it is confirmed. */
  async function receipt(one: Submitted, id: string, outcome: 'delivered' | 'failed'): Promise<void> {
    const wanted = one.pdu.registered_delivery
    if (wanted === 0 || (wanted === 2 && outcome === 'delivered')) return
    const stat = outcome === 'delivered' ? 'DELIVRD err:000' : 'UNDELIV err:027'
    const text = `id:${id} sub:001 dlvrd:001 submit date:2611240731 done date:2611240732 stat:${stat} text:Tam ngung`
    const options = { esm_class: 4, source_addr: one.to, destination_addr: one.from, short_message: text }
    for (let tries = 0; (await self.deliver(options)) !== 0; tries++) {
      if (tries > 50) throw new Error('a receipt was never confirmed')
    }
  }

  function accept(session: LibrarySession): void {
    session.on('error', () => {})
    session.on('bind_transceiver', (pdu) =>
      session.send(pdu.response({ command_status: pdu.password === self.password ? 0 : 0x0e, system_id: 'smsc' })),
    )
    session.on('enquire_link', (pdu) => self.hangs || session.send(pdu.response()))
    session.on('unbind', (pdu) => {
      session.send(pdu.response())
      session.close()
    })
    session.on('submit_sm', (pdu) => {
      if (self.hangs) return
      const wait = Math.max(self.delay_ms, pdu.destination_addr.startsWith('8496') ? 30 : 0)
      if (wait > 0) setTimeout(() => answer(session, pdu), wait)
      else answer(session, pdu)
    })
  }

  function answer(session: LibrarySession, pdu: LibraryPdu): void {
    const code = judge(pdu)
    if (code !== 0) {
      session.send(pdu.response({ command_status: code }))
      return
    }
    const id = self.ids.answer(++serial)
    const body = pdu.message_payload ?? pdu.short_message
    const udh: Buffer | undefined = pdu.short_message?.udh?.[0]
    self.submitted.push({
      key: pdu[KEY_TLV]?.toString('latin1') ?? '',
      to: pdu.destination_addr,
      from: pdu.source_addr,
      id,
      n: serial,
      part: udh?.[4] ?? pdu.sar_segment_seqnum ?? 1,
      total: udh?.[3] ?? pdu.sar_total_segments ?? 1,
      text: body.message,
      pdu,
    })
    if (breakIn-- === 0) session.destroy()
    else session.send(pdu.response({ message_id: id }))
  }

  function judge(pdu: LibraryPdu): number {
    const to: string = pdu.destination_addr
    if (self.tlvStatus && pdu[KEY_TLV]) return self.tlvStatus
    if (to.startsWith('8498')) return 0x0a
    if (to.startsWith('8493')) return 0x0b
    if (to.startsWith('8494') && !seen.has(to)) {
      seen.add(to)
      return 0x14
    }
    if (self.rate === 0) return 0
    const now = Math.floor(performance.now() / 1000)
    if (now !== second) {
      second = now
      inSecond = 0
    }
    if (++inSecond <= self.rate) return 0
    self.throttled += 1
    return 0x58
  }
  return self
}
