import { type Context, checkRollUps as check } from '../kernel/index.ts'
import { rollUps } from './store.ts'

/** Proves the roll-ups against a full recomputation from the steps, and repairs them where they differ. */
export const checkRollUps = (ctx: Context): Promise<{ differing: number; rebuilt: number }> => check(ctx, rollUps)
