import { finished } from 'node:stream/promises'
import type { Transaction } from 'kysely'
import type pg from 'pg'
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams'
import { clientUnder } from './connect.ts'
import type { DB } from './schema.gen.ts'

/**
 * Opens `COPY target FROM STDIN` (text format) inside the transaction. `write` takes lines that are already encoded
 * (`copyLine`), and waits when the server is behind, so memory stays flat; `end` must be called before the next query
 * of the transaction: one that comes earlier ends the COPY and throws.
 */
export async function copyInto(
  tx: Transaction<DB>,
  target: string,
): Promise<{ write: (lines: string | Buffer) => Promise<void>; end: () => Promise<void> }> {
  const client = await clientUnder(tx)
  const stream = client.query(copyFrom(`copy ${target} from stdin`))
  const release = guard(client, stream, target)
  let failed: Error | undefined
  stream.on('error', (error) => {
    failed = error
  })
  return {
    write: async (lines) => {
      if (failed) throw failed
      if (stream.write(lines)) return
      await new Promise<void>((resolve) => {
        const go = () => {
          stream.off('drain', go).off('close', go)
          resolve()
        }
        stream.once('drain', go).once('close', go)
      })
    },
    end: async () => {
      if (failed) throw failed
      stream.end()
      await finished(stream).finally(release)
    },
  }
}

/**
 * The driver would keep a query waiting behind an open COPY for ever, also the rollback of a use case that has failed
 * meanwhile (a file that turns out bad in its middle). The COPY is broken off instead: a rollback goes through, any other
 * query is told why it cannot.
 */
function guard(client: pg.Client, stream: CopyStreamQuery, target: string): () => void {
  const query = client.query
  const release = () => {
    client.query = query
  }
  const instead = (...args: unknown[]) => {
    release()
    const error = new Error(`COPY into ${target} is open: end it before another query on its connection`)
    stream.destroy(error) // CopyFail: the server forgets what came
    return String(args[0]).startsWith('rollback') ? Reflect.apply(query, client, args) : Promise.reject(error)
  }
  client.query = instead as typeof query
  return release
}

/** One line of COPY text: null is \N; tab, line feed, return and backslash escaped. */
export function copyLine(values: readonly (string | number | boolean | null)[]): string {
  let line = ''
  for (let i = 0; i < values.length; i++) {
    if (i > 0) line += '\t'
    const v = values[i]
    if (v === null || v === undefined) line += '\\N'
    else if (typeof v === 'string') line += needsEscape.test(v) ? v.replace(escapes, (c) => escaped[c]!) : v
    else if (typeof v === 'boolean') line += v ? 't' : 'f'
    else line += v
  }
  return `${line}\n`
}

const needsEscape = /[\\\t\n\r]/
const escapes = /[\\\t\n\r]/g
const escaped: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
