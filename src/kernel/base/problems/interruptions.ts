import type { Entry } from './entry.ts'

export const interruptions = {} as const satisfies Record<string, Entry>
