import { audit } from '../../../access/index.ts'
import { addJob, type Context, Problem } from '../../../kernel/index.ts'
import { corporationNamed, requireMine } from '../../../organisation/index.ts'
import { type Allowed, webhookUrl } from './address.ts'
import { bodyOf, testType } from './rules.ts'
import { isSecret, newSecret } from './sign.ts'
import * as store from './store.ts'

/** The job that sends what is due, once this is committed; one that waits already is enough. */
export const kick = (ctx: Context): Promise<void> => addJob(ctx, 'webhooks_send', {}, { key: 'webhooks_send' })

export interface NewWebhook {
  corporation: string
  url: string
  events: readonly string[]
  /** `whsec_…`; made by us without it. */
  secret?: string
}

/**
 * Registers an address. The secret is told this once.
 * @throws Problem `exchange/webhook-address`, `exchange/webhook-secret`, `organisation/unknown-corporation`, `organisation/not-yours`
 */
export async function register(
  ctx: Context,
  given: NewWebhook,
  allowed: Allowed,
): Promise<{ id: string; secret: string }> {
  const corporation = await corporationNamed(ctx, given.corporation)
  requireMine(ctx, corporation)
  const url = webhookUrl(given.url, allowed)
  if (given.secret !== undefined && !isSecret(given.secret)) throw new Problem('exchange/webhook-secret')
  const secret = given.secret ?? newSecret()
  const id = ctx.newId()
  const row = {
    corporation_id: corporation.id,
    id,
    url: url.href,
    secret,
    made_at: ctx.now,
    made_by: String(ctx.actor),
  }
  await store.insertWebhook(ctx, { ...row, events: [...new Set(given.events)] })
  await say(ctx, row, 'register', { url: url.origin, events: given.events })
  return { id, secret }
}

/** Ends a webhook: nothing goes there any more, and its record goes with it. */
export async function end(ctx: Context, id: string): Promise<void> {
  const webhook = await known(ctx, id)
  await store.remove(ctx, webhook)
  await say(ctx, webhook, 'end', { url: new URL(webhook.url).origin })
}

/** Goes on after a pause: what waited is sent, each with a day of its own again. */
export async function resume(ctx: Context, id: string): Promise<void> {
  const webhook = await known(ctx, id)
  await store.change(ctx, webhook, { paused_at: null, paused_because: null, given_up: 0 })
  await store.renew(ctx, webhook)
  await say(ctx, webhook, 'resume')
  await kick(ctx)
}

/** Sends a test, as any event is sent; `deliveries` says what came of it. @throws Problem `exchange/webhook-paused` */
export async function test(ctx: Context, id: string): Promise<{ delivery: string }> {
  const webhook = await known(ctx, id)
  if (webhook.paused_at) throw new Problem('exchange/webhook-paused')
  const corporation = (await corporationNamed(ctx, webhook.corporation_id)).code
  const delivery = ctx.newId()
  await store.insertDeliveries(ctx, [
    {
      corporation_id: webhook.corporation_id,
      id: delivery,
      webhook_id: id,
      type: testType,
      body: bodyOf(testType, { about: id, corporation, at: ctx.now, payload: {} }),
      made_at: ctx.now,
      next_at: ctx.now,
    },
  ])
  await kick(ctx)
  return { delivery }
}

/** @throws Problem `exchange/no-webhook`, for another corporation's too */
export async function known(ctx: Context, id: string): Promise<store.WebhookRow> {
  const webhook = await store.lock(ctx, id)
  if (!webhook) throw new Problem('exchange/no-webhook', { id })
  return webhook
}

const say = (ctx: Context, { corporation_id, id }: store.Key, verb: string, detail?: Record<string, unknown>) =>
  audit(ctx, { verb: `exchange.webhook-${verb}`, about: id, corporation_id, ...(detail ? { detail } : {}) })
