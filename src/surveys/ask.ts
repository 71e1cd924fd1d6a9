import { sql } from 'kysely'
import { type Recipient, recipientsAt } from '../customers/index.ts'
import { find as findFault } from '../faults/index.ts'
import { addJob, type Context, day_ms, iso, type Relation } from '../kernel/index.ts'
import { enqueue } from '../notices/index.ts'
import { find as findOutage } from '../planned-outages/index.ts'
import { type AsksAbout, askingTime, fresh_ms } from './ask-rules.ts'
import * as store from './store-ask.ts'

/** What happened that customers may be asked about. */
export interface Happened {
  corporation_id: number
  about_kind: 'request' | 'planned_outage' | 'fault'
  about: string
  /** What people call it: CD-000123, or the code of a request. */
  code: string | null
  /** Of a request: whose it was. */
  customer_id: number | null
  at: Date
}

/** Where the questions are answered; the portal mounts it. */
export const answer_path = '/danh-gia'

/**
 * Asks about what happened: at once, or in the morning. Asked again about the same it does nothing, and about what is
 * days old neither.
 */
export async function askWhenAwake(ctx: Context, happened: Happened): Promise<void> {
  if (stale(ctx, happened.at)) return
  const rule = await store.askRule(ctx, happened.corporation_id, happened.about_kind)
  if (!rule) return
  const at = askingTime(rule, ctx.now)
  if (at > ctx.now) {
    const key = `surveys:${happened.about}`
    await addJob(ctx, 'surveys_ask', { ...happened, at: happened.at.toISOString() }, { at, key })
  } else await ask(ctx, happened)
}

/**
 * Draws some of those whom it happened to and sends each the one question: a statement for the draw, one for the
 * messages, whatever their number. Undefined: asked before, nobody to ask, or no rule wants it.
 */
export async function ask(ctx: Context, happened: Happened): Promise<store.Drawn | undefined> {
  const to = await concerned(ctx, happened)
  return to && draw(ctx, { ...happened, about_code: happened.code, happened_at: happened.at, wave: 1, to })
}

/** The draw itself, of an event or of a wave of the yearly survey. */
export async function draw(
  ctx: Context,
  given: Omit<store.NewDraw, 'id' | 'seed' | 'rule' | 'closes_at'> & { closes_at?: Date },
): Promise<store.Drawn | undefined> {
  const { corporation_id, about_kind, about, about_code, wave } = given
  await store.lockDraws(ctx, corporation_id)
  const rule = await store.askRule(ctx, corporation_id, about_kind)
  if (!rule || (await store.wasDrawn(ctx, corporation_id, about, wave))) return undefined
  const id = ctx.newId()
  const closes_at = given.closes_at ?? new Date(ctx.now.getTime() + rule.open_days * day_ms)
  const drawn = await store.insertDraw(ctx, { ...given, closes_at, id, seed: id, rule })
  if (drawn.invited > 0)
    await enqueue(ctx, {
      corporation_id,
      kind: about_kind === 'survey' ? 'survey_yearly' : 'survey_question',
      about_kind: 'survey_draw',
      about: id,
      payload: {
        code: about_code,
        asks_about: about_kind satisfies AsksAbout,
        closes_at: iso(closes_at),
        link: { path: answer_path, number: drawn.number },
      },
      to: store.invited(ctx, corporation_id, id),
    })
  return drawn
}

/** Those whom it happened to, with the channel of each. */
async function concerned(ctx: Context, happened: Happened): Promise<Relation<Recipient> | undefined> {
  const { corporation_id, about, customer_id } = happened
  if (happened.about_kind === 'request')
    return customer_id === null
      ? undefined
      : store.channelsOf(ctx, corporation_id, sql`select ${customer_id}::integer as customer_id`)
  if (happened.about_kind === 'planned_outage') {
    const outage = await findOutage(ctx, about)
    if (!outage?.restored_at || stale(ctx, outage.restored_at)) return undefined
    return recipientsAt(ctx, corporation_id, outage.transformers, outage.cut_at ?? outage.out_from)
  }
  const fault = await findFault(ctx, about)
  if (!fault?.restored_at || stale(ctx, fault.restored_at)) return undefined
  return recipientsAt(ctx, corporation_id, fault.transformers, fault.out_at)
}

const stale = (ctx: Context, at: Date): boolean => ctx.now.getTime() - at.getTime() > fresh_ms
