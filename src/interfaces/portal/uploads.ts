/** Forms with files, read with their limits kept while they come in: what is too large is refused before it is read. */
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { attachment_bytes_max } from '../../requests/index.ts'

/** Of a whole form, in bytes: two files of the largest size and some photographs. */
export const form_bytes_max = 25 * 1024 * 1024
const files_max = 10
/** Forms with files that are in memory at once, in one process. */
const atOnce_max = 8

export interface Upload {
  /** Name of the input. */
  field: string
  name: string
  body: Buffer
  /** It was longer than a file may be; what came is not whole. */
  cut: boolean
}

export interface SentForm {
  fields: Record<string, string>
  files: Upload[]
}

export const uploads = (scope: FastifyInstance) =>
  scope.register(multipart, {
    limits: { fileSize: attachment_bytes_max, files: files_max, fields: 20, fieldSize: 65_536, headerPairs: 50 },
    throwFileSizeLimit: false,
  })

let underWay = 0
export const tooMany = (): boolean => underWay >= atOnce_max

/** By its own word; what says nothing is counted while it is read. */
export const tooLarge = (request: FastifyRequest): boolean =>
  Number(request.headers['content-length'] ?? 0) > form_bytes_max

/** Reads a form with files, or one without; files left empty are none. Undefined when all together is too large. */
export async function readForm(request: FastifyRequest): Promise<SentForm | undefined> {
  const form: SentForm = { fields: {}, files: [] }
  if (!request.isMultipart()) {
    for (const [key, value] of Object.entries((request.body ?? {}) as Record<string, unknown>))
      form.fields[key] = typeof value === 'string' ? value : ''
    return form
  }
  underWay++
  try {
    let bytes = 0
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        form.fields[part.fieldname] = String(part.value)
        continue
      }
      const pieces: Buffer[] = []
      for await (const piece of part.file as AsyncIterable<Buffer>) {
        bytes += piece.length
        if (bytes > form_bytes_max) return undefined
        pieces.push(piece)
      }
      const body = Buffer.concat(pieces)
      if (body.length === 0 && !part.filename) continue
      form.files.push({ field: part.fieldname, name: part.filename ?? '', body, cut: part.file.truncated })
    }
    return form
  } finally {
    underWay--
  }
}
