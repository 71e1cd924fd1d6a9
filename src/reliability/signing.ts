import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { type Context, installationSecret } from '../kernel/index.ts'

// DER around 32 raw bytes (RFC 8410): a private key from its seed, a public key from its point.
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicHead = Buffer.from('302a300506032b6570032100', 'hex')

/** The installation's own key (Ed25519): its seed is made when it is first asked for and kept with the other secrets. */
async function keyOf(ctx: Context): Promise<{ secret: KeyObject; open: KeyObject; raw: Buffer }> {
  const seed = await installationSecret(ctx, 'reliability.closing')
  const secret = createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: 'der', type: 'pkcs8' })
  const open = createPublicKey(secret)
  return { secret, open, raw: open.export({ format: 'der', type: 'spki' }).subarray(publicHead.length) }
}

/** Signs a hash (RFC 8032). @returns the signature, 64 bytes, and the public key that checks it, 32 bytes */
export async function signed(ctx: Context, sha256: Buffer): Promise<{ signature: Buffer; public_key: Buffer }> {
  const { secret, raw } = await keyOf(ctx)
  return { signature: sign(null, sha256, secret), public_key: raw }
}

export const isSignedBy = (public_key: Buffer, sha256: Buffer, signature: Buffer): boolean =>
  verify(
    null,
    sha256,
    createPublicKey({ key: Buffer.concat([publicHead, public_key]), format: 'der', type: 'spki' }),
    signature,
  )

/** The public key of this installation: what outsiders check a closed month by. `pem` is for `openssl pkeyutl`. */
export async function closingKey(ctx: Context): Promise<{ public_key: string; pem: string }> {
  const { open, raw } = await keyOf(ctx)
  return { public_key: raw.toString('hex'), pem: open.export({ format: 'pem', type: 'spki' }) as string }
}
