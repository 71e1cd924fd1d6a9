import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { Problem, requireFile } from '../../kernel/index.ts'

/** What a reader of XML is told, in order. Names come without their prefix. */
export interface XmlHandler {
  open: (name: string, attributes: Map<string, string>, line: number) => void
  /** All text directly inside the element that closes, entities resolved. */
  close: (name: string, text: string, line: number) => void
}

// 64 KiB pieces decode six times as fast as larger ones; a tag may span pieces
const piece = 64 * 1024
const tag_length_max = 1024 * 1024

/**
 * Scans an XML file from beginning to end in bounded memory: comments, CDATA, processing instructions, a document type
 * (whose entities are not expanded: nothing good comes in them), attributes in either quotes.
 * @throws Problem `imports/no-file`, `imports/empty`, `imports/not-utf8`, `network/malformed`, `network/truncated`
 */
export async function scanXml(path: string, handler: XmlHandler): Promise<void> {
  const file = basename(path)
  requireFile(path)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const scan = scanner(file, handler)
  for await (const bytes of createReadStream(path, { highWaterMark: piece }) as AsyncIterable<Uint8Array>) {
    let text: string
    try {
      text = decoder.decode(bytes, { stream: true })
    } catch (error) {
      throw new Problem('imports/not-utf8', { file, line: scan.line() }, { cause: error })
    }
    scan.push(text)
  }
  scan.end()
}

function scanner(file: string, handler: XmlHandler) {
  let rest = ''
  let line = 1
  const open: string[] = []
  const texts: string[] = []
  let any = false
  let roots = 0

  const malformed = (what: string) => new Problem('network/malformed', { file, line, what: what.slice(0, 60) })
  const count = (text: string, from: number, to: number) => {
    for (let p = text.indexOf('\n', from); p !== -1 && p < to; p = text.indexOf('\n', p + 1)) line += 1
  }
  const addText = (text: string) => {
    if (texts.length > 0) texts[texts.length - 1] += text
    else if (text.trim() !== '') throw malformed(text.trim())
  }

  /** Where what begins at `<` ends (past its last letter), or -1 when it goes on in the next piece. */
  const endOf = (text: string, at: number): number => {
    const until = (mark: string, from: number) => {
      const p = text.indexOf(mark, from)
      return p < 0 ? -1 : p + mark.length
    }
    if (text.startsWith('<!--', at)) return until('-->', at + 4)
    if (text.startsWith('<![CDATA[', at)) return until(']]>', at + 9)
    if (text.startsWith('<?', at)) return until('?>', at + 2)
    if (text.startsWith('<!DOCTYPE', at)) {
      const close = text.indexOf('>', at)
      const bracket = text.indexOf('[', at)
      if (close < 0) return -1
      if (bracket < 0 || close < bracket) return close + 1
      const end = text.indexOf(']', bracket)
      return end < 0 ? -1 : until('>', end)
    }
    if (text.length - at < 9 && text.startsWith('<!', at)) return -1
    for (let i = at + 1; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (c === 62) return i + 1
      if (c === 34 || c === 39) {
        i = text.indexOf(text[i]!, i + 1)
        if (i < 0) return -1
      }
    }
    return -1
  }

  const element = (tag: string) => {
    if (tag.charCodeAt(1) === 47) {
      const name = local(tag.slice(2, -1).trim())
      const expected = open.pop()
      if (name !== expected)
        throw malformed(`</${name}> closes ${expected === undefined ? 'nothing' : `<${expected}>`}`)
      handler.close(name, resolved(texts.pop()!), line)
      return
    }
    const empty = tag.endsWith('/>')
    const body = tag.slice(1, empty ? -2 : -1)
    const space = body.search(/\s/)
    const name = local(space < 0 ? body : body.slice(0, space))
    if (!/^[\p{L}_][\p{L}\p{N}._-]*$/u.test(name)) throw malformed(tag)
    const attributes = new Map<string, string>()
    if (space >= 0)
      for (const [, key, double, single] of body.slice(space).matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
        attributes.set(local(key!), resolved(double ?? single!))
    if (open.length === 0) roots += 1
    if (roots > 1) throw malformed(tag)
    handler.open(name, attributes, line)
    if (empty) handler.close(name, '', line)
    else {
      open.push(name)
      texts.push('')
    }
  }

  const push = (piece: string) => {
    const text = rest + piece
    any ||= text.trim() !== ''
    let at = 0
    for (;;) {
      const next = text.indexOf('<', at)
      if (next < 0) break
      if (next > at) {
        addText(text.slice(at, next))
        count(text, at, next)
        at = next
      }
      const end = endOf(text, at)
      if (end < 0) break
      if (text.startsWith('<![CDATA[', at)) addText(text.slice(at + 9, end - 3).replaceAll('&', '&amp;'))
      else if (text.charCodeAt(at + 1) !== 33 && text.charCodeAt(at + 1) !== 63) element(text.slice(at, end))
      count(text, at, end)
      at = end
    }
    rest = text.slice(at)
    if (rest.length > tag_length_max) throw malformed(rest)
  }

  const end = () => {
    if (!any) throw new Problem('imports/empty', { file })
    if (rest.trim() !== '' || open.length > 0)
      throw new Problem('network/truncated', {
        file,
        line,
        what: rest.trim() ? rest.trim().slice(0, 40) : `<${open.at(-1)}>`,
      })
    if (roots === 0) throw malformed('no element')
  }
  return { push, end, line: () => line }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
function resolved(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w+);/gi, (whole, name: string) => {
    if (name[0] !== '#') return entities[name] ?? whole
    const code = name[1] === 'x' || name[1] === 'X' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
