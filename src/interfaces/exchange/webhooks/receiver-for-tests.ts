/** For tests: a receiver on a real socket that behaves well, or not, and writes down what it was sent. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
}
type Answer = (response: ServerResponse, request: IncomingMessage, received: Received) => void

export async function receiver() {
  const received: Received[] = []
  const one = { answer: ((response) => response.writeHead(204).end()) as Answer }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => (body += part))
    request.on('end', () => {
      const what = { path: request.url ?? '', headers: request.headers, body }
      received.push(what)
      one.answer(response, request, what)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    received,
    url: `http://127.0.0.1:${port}/hook`,
    port,
    /** How the next ones are answered. */
    answers: (answer: Answer) => (one.answer = answer),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
