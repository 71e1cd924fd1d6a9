/**
 * A link to a customer's answer that does not say the code: for who found it by a phone number. The code is encrypted
 * and signed (AES-256-GCM) with a time after which the link is dead.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const nonceLength = 12
const tagLength = 16

/** @param key 32 bytes */
export function seal(key: Buffer, code: string, until: Date): string {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(`${until.getTime().toString(36)} ${code}`, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
}

/** The code of a link; undefined when it is not ours, was changed, or is over. */
export function unseal(key: Buffer, token: string, now: Date): string | undefined {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length <= nonceLength + tagLength) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength))
    decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength))
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()]).toString()
    const [until, code] = [text.slice(0, text.indexOf(' ')), text.slice(text.indexOf(' ') + 1)]
    return Number.parseInt(until, 36) > now.getTime() ? code : undefined
  } catch {
    return undefined
  }
}

/** `PD01••••••456`: enough for who has the bill in hand, too little for who has not. */
export const masked = (code: string): string =>
  code.length < 8 ? '•'.repeat(code.length) : code.slice(0, 4) + '•'.repeat(code.length - 7) + code.slice(-3)
