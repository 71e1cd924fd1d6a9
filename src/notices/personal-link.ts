/**
 * A link for one customer about one thing, short enough for an SMS: number of the thing, number of the customer, and a
 * code that only this installation can make (HMAC-SHA-256 cut to 80 bits: nobody guesses or forges one). It holds no
 * secret of its own, so nothing is stored; whether it is still open is for whoever made the thing to say.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Context, installationSecret } from '../kernel/index.ts'

const code_bytes = 10

/** The key of this installation's personal links; made when it is first asked for. */
export const linkKey = (ctx: Context): Promise<Buffer> => installationSecret(ctx, 'notices.links')

/** 24 characters of A-Z a-z 0-9 - _. @param number of the thing, @param customer_id both 0 to 2^32 - 1 */
export function personalToken(key: Buffer, { number, customer_id }: { number: number; customer_id: number }): string {
  const body = Buffer.alloc(8)
  body.writeUInt32BE(number, 0)
  body.writeUInt32BE(customer_id, 4)
  return Buffer.concat([body, codeOf(key, body)]).toString('base64url')
}

/** What a token stands for; undefined when we did not make it. */
export function readPersonalToken(key: Buffer, token: string): { number: number; customer_id: number } | undefined {
  if (!/^[\w-]{24}$/.test(token)) return undefined
  const bytes = Buffer.from(token, 'base64url')
  const body = bytes.subarray(0, 8)
  if (!timingSafeEqual(bytes.subarray(8), codeOf(key, body))) return undefined
  return { number: body.readUInt32BE(0), customer_id: body.readUInt32BE(4) }
}

const codeOf = (key: Buffer, body: Buffer): Buffer =>
  createHmac('sha256', key).update(body).digest().subarray(0, code_bytes)
