import type { Context } from '../kernel/index.ts'
import { differences, rebuild } from './store.ts'

/**
 * Proves the roll-ups against a full recomputation from the steps, and repairs them where they differ (never silently: the
 * number of cells is the answer, and the caller says it).
 */
export async function checkRollUps(ctx: Context): Promise<{ differing: number; rebuilt: number }> {
  const differing = await differences(ctx)
  return { differing, rebuilt: differing === 0 ? 0 : await rebuild(ctx) }
}
