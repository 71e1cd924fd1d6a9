import { performance } from 'node:perf_hooks'

export const as = { actor: 'bench', corporations: '*' as const }

/** How long something took, in ms. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

export const share = (took: readonly number[], part: number): number =>
  [...took].sort((a, b) => a - b)[Math.floor((took.length - 1) * part)]!

export const median = (took: readonly number[]): number => share(took, 0.5)
