import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Writes rows to a file of that name in a folder, in pieces of 64 KiB: memory stays flat however many there are. */
export async function writeCsv(folder: string, name: string, columns: string, rows: Iterable<string>): Promise<string> {
  const path = join(folder, name)
  await pipeline(pieces(columns, rows), createWriteStream(path))
  return path
}

function* pieces(columns: string, rows: Iterable<string>): Generator<string> {
  let text = `${columns}\n`
  for (const row of rows) {
    text += row
    text += '\n'
    if (text.length < 65_536) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}

/** A cell as RFC 4180 wants it. */
export const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
