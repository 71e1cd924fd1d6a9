import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Context } from '../base/context.ts'

/**
 * Random bytes of this installation, made when they are first asked for and the same for all its processes ever after.
 * @param name what they are for: `portal.links`
 */
export async function installationSecret({ tx }: Context, name: string, bytes = 32): Promise<Buffer> {
  const made = JSON.stringify(randomBytes(bytes).toString('base64url'))
  await sql`insert into kernel.setting (name, value) values (${name}, ${made}::jsonb) on conflict (name) do nothing`.execute(
    tx,
  )
  const { rows } = await sql<{ value: string }>`select value from kernel.setting where name = ${name}`.execute(tx)
  return Buffer.from(rows[0]!.value, 'base64url')
}
