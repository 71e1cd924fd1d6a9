/** Forms with files, read with their limits kept while they come in: what is too large is refused before it is read. */
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../../kernel/index.ts'
import { attachment_bytes_max } from '../../requests/index.ts'

/** Of a whole form, in bytes: two files of the largest size and some photographs. */
export const form_bytes_max = 25 * 1024 * 1024
export const files_max = 10
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
  /** Fields that came more than once, with all of their values. */
  repeated: Record<string, string[]>
  files: Upload[]
}

/** @param fields_max beside the files */
export const uploads = (scope: FastifyInstance, fields_max = 20) =>
  scope.register(multipart, {
    limits: {
      fileSize: attachment_bytes_max,
      files: files_max,
      fields: fields_max,
      fieldSize: 65_536,
      headerPairs: 50,
    },
    throwFileSizeLimit: false,
  })

const limits = new Set(['FST_FILES_LIMIT', 'FST_PARTS_LIMIT', 'FST_FIELDS_LIMIT'])

let underWay = 0
const tooMany = (): boolean => underWay >= atOnce_max

/** By its own word; what says nothing is counted while it is read. */
const tooLarge = (request: FastifyRequest): boolean => Number(request.headers['content-length'] ?? 0) > form_bytes_max

/**
 * Before a byte of it is read.
 * @throws Problem kernel/too-large, kernel/too-many
 */
export const early = async (request: FastifyRequest): Promise<void> => {
  if (tooLarge(request)) throw new Problem('kernel/too-large', { max: '25 MB' })
  if (request.headers['content-type']?.startsWith('multipart/') && tooMany())
    throw new Problem('kernel/too-many', { seconds: 60 })
}

/**
 * Reads a form with files, or one without; files left empty are none. Undefined when all together is too large, or too many.
 * @param beforeFile asked before the first file is read, with the fields that came ahead of it: what it throws ends the reading
 */
export async function readForm(
  request: FastifyRequest,
  beforeFile?: (fields: Record<string, string>) => Promise<void>,
): Promise<SentForm | undefined> {
  const form: SentForm = { fields: {}, repeated: {}, files: [] }
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
        const before = form.fields[part.fieldname]
        const value = String(part.value)
        if (before !== undefined) (form.repeated[part.fieldname] ??= [before]).push(value)
        form.fields[part.fieldname] = value
        continue
      }
      if (form.files.length === 0) await beforeFile?.(form.fields)
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
  } catch (error) {
    if (limits.has((error as { code?: string }).code ?? '')) return undefined
    throw error
  } finally {
    underWay--
  }
}
