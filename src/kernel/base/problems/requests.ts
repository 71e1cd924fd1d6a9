import type { Entry } from './entry.ts'

export const requests = {} as const satisfies Record<string, Entry>
