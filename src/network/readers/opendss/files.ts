import { isUtf8 } from 'node:buffer'
import { readdirSync, realpathSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { Problem, requireFile } from '../../../kernel/index.ts'

const file_bytes_max = 512 * 1024 * 1024
const depth_max = 50
const files_max = 5_000

/** A file that is being read, inside those that redirect to it. */
export interface Place {
  /** Real path. */
  path: string
  /** As reports name it: relative to the folder of the first file. */
  name: string
  line: number
  /** Where relative names are looked up. */
  folder: string
  parent?: Place
}

export interface Folder {
  /** Real path; nothing outside it is read. */
  root: string
  /** Files read so far; an import that redirects to one file a million times must end. */
  opened: number
}

/** The first file. @throws Problem `imports/no-file` */
export function firstPlace(path: string): { folder: Folder; place: Place } {
  requireFile(path)
  const real = realpathSync(path)
  const root = dirname(real)
  return { folder: { root, opened: 1 }, place: { path: real, name: basename(real), line: 0, folder: root } }
}

/**
 * The file that `target` names in a file at `at`: Windows or other separators, any letter case, inside the folder of
 * the first file.
 * @throws Problem `network/redirect-missing`, `-outside`, `-loop`, `-too-many`
 */
export function follow(folder: Folder, at: Place, target: string): Place {
  const where = { file: at.name, line: at.line, target }
  const wanted = target.trim().replaceAll('\\', '/')
  if (isAbsolute(wanted) || /^[a-z]:/i.test(wanted)) throw new Problem('network/redirect-outside', where)
  const found = resolveAnyCase(folder.root, at.folder, wanted) ?? resolveAnyCase(folder.root, folder.root, wanted)
  if (found === 'outside') throw new Problem('network/redirect-outside', where)
  if (found === undefined || !statSync(found).isFile()) throw new Problem('network/redirect-missing', where)
  const chain: string[] = []
  for (let p: Place | undefined = at; p; p = p.parent) {
    chain.unshift(p.name)
    if (p.path === found)
      throw new Problem('network/redirect-loop', { ...where, chain: [...chain, target].join(' → ') })
  }
  folder.opened += 1
  if (chain.length >= depth_max || folder.opened > files_max) throw new Problem('network/redirect-too-many', where)
  return { path: found, name: relative(folder.root, found), line: 0, folder: dirname(found), parent: at }
}

/** A folder named by `cd`. */
export function enter(folder: Folder, at: Place, target: string): string {
  const wanted = target.trim().replaceAll('\\', '/')
  const found = isAbsolute(wanted) ? 'outside' : resolveAnyCase(folder.root, at.folder, wanted)
  if (found === 'outside') throw new Problem('network/redirect-outside', { file: at.name, line: at.line, target })
  return found !== undefined && statSync(found).isDirectory() ? found : at.folder
}

/**
 * The lines of a text file: UTF-8 (with or without byte order mark), UTF-16 with one, or else Windows-1252, in which
 * many of these files were written.
 * @throws Problem `network/not-text` when it is none of these or too large
 */
export async function linesOf(place: Place): Promise<{ lines: string[]; endsWithNewline: boolean }> {
  if (statSync(place.path).size > file_bytes_max) throw new Problem('network/not-text', { file: place.name })
  const bytes = await readFile(place.path)
  const utf16 = bytes.length > 1 && bytes[0] === 0xff && bytes[1] === 0xfe
  let text = new TextDecoder(utf16 ? 'utf-16le' : isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes)
  if (text.includes('\0')) {
    // Published feeders hold a stray zero byte here and there (LineGeometry of EPRI circuit 5): it parts words.
    // A file with many is no text.
    const cleaned = text.replaceAll('\0', '')
    if (text.length - cleaned.length > text.length / 100 + 3)
      throw new Problem('network/not-text', { file: place.name })
    text = text.replaceAll('\0', ' ')
  }
  const lines = text.split(/\r\n|\n|\r/)
  const endsWithNewline = lines.at(-1) === ''
  if (endsWithNewline) lines.pop()
  return { lines, endsWithNewline }
}

function resolveAnyCase(root: string, from: string, wanted: string): string | 'outside' | undefined {
  let at = from
  for (const part of wanted.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      at = dirname(at)
      if (!isInside(root, at)) return 'outside'
      continue
    }
    let names: string[]
    try {
      names = readdirSync(at)
    } catch {
      return undefined
    }
    const match = names.includes(part) ? part : names.find((n) => n.toLowerCase() === part.toLowerCase())
    if (match === undefined) return undefined
    try {
      at = realpathSync(join(at, match)) // a symbolic link must not lead out either
    } catch {
      return undefined
    }
    if (!isInside(root, at)) return 'outside'
  }
  return at
}

const isInside = (root: string, path: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
