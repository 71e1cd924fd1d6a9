/** npm `smpp` as the tests use it: it has no types of its own. Only tests and benches import this file. */
import { createRequire } from 'node:module'
import type { Server as NetServer, Socket } from 'node:net'

/** A PDU of the library: the header's fields, the parameters by name, unknown TLVs under their decimal tag. */
// biome-ignore lint/suspicious/noExplicitAny: the library puts whatever came under whatever name
export type LibraryPdu = Record<string, any> & {
  command: string
  sequence_number: number
  response(options?: object): LibraryPdu
}

export interface LibrarySession {
  socket: Socket
  on(event: string, listener: (pdu: LibraryPdu) => void): void
  send(pdu: LibraryPdu): boolean
  deliver_sm(options: object, answered?: (pdu: LibraryPdu) => void): boolean
  submit_sm(options: object, answered?: (pdu: LibraryPdu) => void): boolean
  bind_transceiver(options: object, answered?: (pdu: LibraryPdu) => void): boolean
  enquire_link(answered?: (pdu: LibraryPdu) => void): boolean
  unbind(answered?: (pdu: LibraryPdu) => void): boolean
  close(): void
  destroy(): void
}

export const library = createRequire(import.meta.url)('smpp') as {
  createServer(listener: (session: LibrarySession) => void): NetServer & { sessions: LibrarySession[] }
  connect(options: object, listener: () => void): LibrarySession
}
