import type { Entry } from './entry.ts'

export const reliability = {} as const satisfies Record<string, Entry>
