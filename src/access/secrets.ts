import { createHash, randomBytes } from 'node:crypto'
import { type Algorithm, hash, verify } from '@node-rs/argon2'

// OWASP's first choice: 19 MiB, 2 passes, 1 lane; about 20 ms here. It runs in the thread pool, four at once at most.
const cost = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** argon2id of a password (composed form, so that ế typed in two ways is one password). */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFC'), cost)

let decoy: Promise<string> | undefined

/**
 * Whether the password fits. Without a hash (unknown login, no password yet, disabled) it works as long on a decoy and
 * says no: the time does not tell who exists.
 */
export async function passwordFits(stored: string | null | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(24).toString('base64url'))
  const fits = await verify(stored ?? (await decoy), password.normalize('NFC'))
  return fits && stored != null
}

/** 256 random bits as text: nobody guesses it, so its plain SHA-256 is what we keep. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is stored instead of a token; looking it up by index tells nothing about the token's letters. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()
