import type { Entry } from './entry.ts'

export const promises = {} as const satisfies Record<string, Entry>
