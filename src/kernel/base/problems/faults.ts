import type { Entry } from './entry.ts'

export const faults = {} as const satisfies Record<string, Entry>
