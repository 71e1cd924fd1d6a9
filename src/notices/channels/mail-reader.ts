/** Reads a mail as far as the tests need: RFC 5322 headers, RFC 2047 words, RFC 2045 parts. Not used by the product. */
export interface Mail {
  /** Lower-case names; unfolded, encoded words decoded. */
  headers: Record<string, string>
  parts: { type: string; parameters: string; text: string }[]
}

export function read(raw: string): Mail {
  const { headers, body } = cut(raw)
  const type = headers['content-type'] ?? 'text/plain'
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1]
  if (!boundary)
    return {
      headers,
      parts: [{ type: type.split(';')[0].trim().toLowerCase(), parameters: type, text: decode(body, headers) }],
    }
  const pieces = body.split(
    new RegExp(`(?:^|\\r?\\n)--${boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:--)?[ \\t]*(?:\\r?\\n|$)`),
  )
  return { headers, parts: pieces.slice(1, -1).flatMap((piece) => read(piece).parts) }
}

function cut(raw: string): { headers: Record<string, string>; body: string } {
  const end = /\r?\n\r?\n/.exec(raw)
  const head = (end ? raw.slice(0, end.index) : raw).replace(/\r?\n[ \t]+/g, ' ')
  const headers: Record<string, string> = {}
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = words(line.slice(colon + 1).trim())
  }
  return { headers, body: end ? raw.slice(end.index + end[0].length) : '' }
}

function decode(body: string, headers: Record<string, string>): string {
  const encoding = (headers['content-transfer-encoding'] ?? '7bit').toLowerCase()
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding === 'quoted-printable') return quoted(body.replace(/=\r?\n/g, ''))
  return body
}

const quoted = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

/** RFC 2047: neighbouring encoded words join without the space between them, and before their octets are decoded. */
function words(text: string): string {
  const octets = (kind: string, word: string) =>
    kind.toUpperCase() === 'B'
      ? Buffer.from(word, 'base64')
      : Buffer.from(
          word
            .replaceAll('_', ' ')
            .replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        )
  return text.replace(/=\?utf-8\?([BQ])\?([^?]*)\?=(?:\s+=\?utf-8\?[BQ]\?[^?]*\?=)*/gi, (run) =>
    Buffer.concat(
      [...run.matchAll(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi)].map(([, kind, word]) => octets(kind, word)),
    ).toString('utf8'),
  )
}
