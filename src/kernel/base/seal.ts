/**
 * A text that goes out and comes back unread and unchanged (a link, a cookie): encrypted and signed (AES-256-GCM), with
 * a time after which it is dead.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const nonceLength = 12
const tagLength = 16

/** @param key 32 bytes: `installationSecret` under a name of its own for each purpose */
export function seal(key: Buffer, text: string, until: Date): string {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(`${until.getTime().toString(36)} ${text}`, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
}

/** The text; undefined when it is not ours, was changed, or is over. */
export function unseal(key: Buffer, token: string, now: Date): string | undefined {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length <= nonceLength + tagLength) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength))
    decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength))
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()]).toString()
    const [until, sealed] = [text.slice(0, text.indexOf(' ')), text.slice(text.indexOf(' ') + 1)]
    return Number.parseInt(until, 36) > now.getTime() ? sealed : undefined
  } catch {
    return undefined
  }
}
