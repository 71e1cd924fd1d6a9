import type { Context } from '../kernel/index.ts'
import { addAudit } from './store.ts'

export interface Deed {
  /** room.verb, the past in the present: 'planned-outages.announce'. */
  verb: string
  /** What it was done to: an id or a code. */
  about: string
  corporation_id?: number | null
  detail?: Record<string, unknown>
}

/** Writes down who did what to what, in the deed's own transaction: no deed without its line, no line without its deed. */
export async function audit(ctx: Context, deed: Deed): Promise<void> {
  await addAudit(ctx, deed)
}
