import type { Entry } from './entry.ts'

export const customers = {} as const satisfies Record<string, Entry>
