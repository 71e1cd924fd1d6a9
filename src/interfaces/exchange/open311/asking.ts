/** What every question to Open311 has: who asks, where, in which words it is refused. */
import type { FastifyRequest } from 'fastify'
import { type Context, dayOf, type say } from '../../../kernel/index.ts'
import { type Corporation, corporations } from '../../../organisation/index.ts'
import { type Service, services } from '../../../requests/index.ts'
import type { Upload } from '../../portal/uploads.ts'
import { type Sent, textOf } from './rules.ts'

/** A refusal in the words of the specification: its number and what to do. */
export class Refused extends Error {
  readonly status: number

  constructor(status: number, text: string) {
    super(text)
    this.status = status
  }
}

export type Asked = FastifyRequest<{ Params: { file?: string }; Querystring: Sent; Body: Sent | undefined }>
export interface Asking {
  ctx: Context
  words: ReturnType<typeof say>
  sent: Sent
  files: readonly Upload[]
}

/** The corporation of a jurisdiction_id, which is its code; it may be left out where there is only one. */
export async function jurisdiction({ ctx, words, sent }: Asking): Promise<Corporation> {
  const all = await corporations(ctx)
  const code = textOf(sent, 'jurisdiction_id')
  if (code === undefined && all.length === 1) return all[0]!
  if (code === undefined) throw new Refused(400, words('open311.jurisdiction-missing', { known: listOf(all) }))
  const found = all.find((c) => c.code === code.toUpperCase())
  if (!found)
    throw new Refused(404, words('open311.jurisdiction-unknown', { id: code.slice(0, 60), known: listOf(all) }))
  return found
}
const listOf = (all: readonly Corporation[]): string => all.map((c) => c.code).join(', ')

/** @throws Refused 404 */
export async function serviceOf({ ctx, words }: Asking, corporation: Corporation, code: string): Promise<Service> {
  const found = (await services(ctx, { corporation, day: dayOf(ctx.now) })).find((s) => s.code === code)
  if (!found) throw new Refused(404, words('open311.unknown-service', { code: code.slice(0, 60) }))
  return found
}
