/** Secrets and signatures of the Standard Webhooks specification. */
import { createHmac, randomBytes } from 'node:crypto'

/** §"Signature scheme": symmetric secrets are base64 of 24 to 64 bytes behind `whsec_`. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`
export function isSecret(text: string): boolean {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? []
  if (base64 === undefined || base64.length % 4 !== 0) return false
  const { length } = Buffer.from(base64, 'base64')
  return length >= 24 && length <= 64
}

/** The three headers of a delivery: HMAC-SHA256 over `id.seconds.body`. @param at of the attempt, so that old ones cannot be played again */
export function signedHeaders({ id, secret, body, at }: { id: string; secret: string; body: string; at: Date }) {
  const seconds = Math.floor(at.getTime() / 1000)
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const mac = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${mac}` }
}
