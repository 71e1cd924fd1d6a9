import {
  createCipheriv,
  createECDH,
  createHmac,
  createPrivateKey,
  type ECDH,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'

/** Encryption of a push message (RFC 8291 over RFC 8188, aes128gcm) and who sends it (VAPID, RFC 8292). */

/** What a browser gives a page that may push to it (W3C Push API, `PushSubscription.toJSON()`). */
export interface Subscription {
  endpoint: string
  keys: { p256dh: string; auth: string }
}

/** Made once for an installation; a browser's subscription is bound to the public key. Both base64url. */
export interface VapidKeys {
  public_key: string
  private_key: string
}

export function newVapidKeys(): VapidKeys {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  // OpenSSL leaves leading zero octets out, and one key in 256 has one; a JWK wants all 32
  const d = pair.getPrivateKey()
  const whole = Buffer.concat([Buffer.alloc(32 - d.length), d])
  return { public_key: pair.getPublicKey('base64url'), private_key: whole.toString('base64url') }
}

const RECORD_SIZE = 4096
/** A push service need not take more than 4096 octets (RFC 8030 §7.2); header, delimiter and tag take 103 of them. */
export const PLAIN_MAX = RECORD_SIZE - 86 - 1 - 16

/**
 * @param plain at most `PLAIN_MAX` octets
 * @param known salt and key pair, for the published vector only; else fresh for each message
 * @throws RangeError when it is too long or the subscription's keys are none
 */
export function encrypt(
  plain: Buffer,
  { p256dh, auth }: Subscription['keys'],
  known?: { salt: Buffer; pair: ECDH },
): Buffer {
  if (plain.length > PLAIN_MAX) throw new RangeError(`a push of ${plain.length} octets`)
  const theirs = Buffer.from(p256dh, 'base64url')
  const secret = Buffer.from(auth, 'base64url')
  if (theirs.length !== 65 || theirs[0] !== 4 || secret.length < 16)
    throw new RangeError('not the keys of a subscription')
  const salt = known?.salt ?? randomBytes(16)
  const pair = known?.pair ?? createECDH('prime256v1')
  if (!known) pair.generateKeys()
  const ours = pair.getPublicKey()
  let shared: Buffer
  try {
    shared = pair.computeSecret(theirs)
  } catch {
    throw new RangeError('not a point of the curve')
  }
  // RFC 8291 §3.4: both public keys go into the key, so that nobody can pass a message on to another
  const ikm = expand(hmac(secret, shared), Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours]), 32)
  const prk = hmac(salt, ikm)
  const key = expand(prk, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = expand(prk, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const head = Buffer.alloc(21)
  salt.copy(head)
  head.writeUInt32BE(RECORD_SIZE, 16)
  head[20] = ours.length
  // 2 marks the last record, and there is only one
  return Buffer.concat([
    head,
    ours,
    cipher.update(plain),
    cipher.update(Buffer.from([2])),
    cipher.final(),
    cipher.getAuthTag(),
  ])
}

/** HKDF-Expand of one block (RFC 5869). */
const expand = (prk: Buffer, info: Buffer, length: number): Buffer =>
  hmac(prk, Buffer.concat([info, Buffer.from([1])])).subarray(0, length)
const hmac = (key: Buffer, data: Buffer): Buffer => createHmac('sha256', key).update(data).digest()

/**
 * The Authorization header for one push service.
 * @param audience the endpoint's origin
 * @param subject whom the service may write to: `mailto:` or `https:`
 */
export function vapid({
  audience,
  subject,
  expires,
  keys,
}: {
  audience: string
  subject: string
  expires: Date
  keys: VapidKeys
}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud: audience, exp: Math.floor(expires.getTime() / 1000), sub: subject })}`
  const signature = sign('sha256', Buffer.from(token), { key: privateKey(keys), dsaEncoding: 'ieee-p1363' })
  return `vapid t=${token}.${signature.toString('base64url')}, k=${keys.public_key}`
}

function privateKey({ public_key, private_key }: VapidKeys): KeyObject {
  const point = Buffer.from(public_key, 'base64url')
  if (point.length !== 65) throw new RangeError('not a VAPID key')
  const x = point.subarray(1, 33).toString('base64url')
  const y = point.subarray(33).toString('base64url')
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', x, y, d: private_key }, format: 'jwk' })
}
