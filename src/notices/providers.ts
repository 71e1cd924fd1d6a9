import { join } from 'node:path'
import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import type { Channel } from './channels/channel.ts'
import { Smpp } from './channels/smpp.ts'
import { Smtp, smtpSettings } from './channels/smtp.ts'
import { Spool } from './channels/spool.ts'
import { WebPush } from './channels/webpush.ts'
import { newVapidKeys, type VapidKeys } from './channels/webpush-crypto.ts'
import type { Settings } from './templates.ts'

/** What is configured speaks to its provider; where nothing is, messages are files in `<data>/outbox`. */
export function channelsOf(env: NodeJS.ProcessEnv, dataDir: string, vapid: VapidKeys): Channel[] {
  const outbox = join(dataDir, 'outbox')
  return [
    env.SMPP_URL ? new Smpp(env.SMPP_URL) : new Spool('sms', outbox),
    emailOf(env, dataDir),
    env.WEBPUSH === 'off'
      ? new Spool('push', outbox)
      : new WebPush({ vapid, subject: env.WEBPUSH_SUBJECT ?? `mailto:${settingsOf(env).mail_from}` }),
  ]
}

/** E-mail alone: what staff get does not go through the messages to customers. */
export const emailOf = (env: NodeJS.ProcessEnv, dataDir: string): Channel =>
  env.SMTP_URL ? new Smtp(env.SMTP_URL) : new Spool('email', join(dataDir, 'outbox'))

/** How texts are written: PUBLIC_URL, SMS_ACCENTS=1 (marks in Vietnamese SMS: 70 characters a part instead of 160), MAIL_FROM. */
export const settingsOf = (env: NodeJS.ProcessEnv): Settings => ({
  public_url: env.PUBLIC_URL?.replace(/\/+$/, ''),
  sms_accents: env.SMS_ACCENTS === '1',
  mail_from: env.MAIL_FROM ?? (env.SMTP_URL ? smtpSettings(env.SMTP_URL).from.address : 'thong-bao@sangden.invalid'),
})

/** The keys by which push services know this installation: made once, kept in the database. */
export async function vapidKeys(ctx: Context): Promise<VapidKeys> {
  const made = JSON.stringify(newVapidKeys())
  const { rows } = await sql<{ value: VapidKeys }>`
    with new as (insert into kernel.setting (name, value) values ('vapid', ${made}::jsonb) on conflict (name) do nothing returning value)
    select value from new union all select value from kernel.setting where name = 'vapid' limit 1`.execute(ctx.tx)
  return rows[0]!.value
}
