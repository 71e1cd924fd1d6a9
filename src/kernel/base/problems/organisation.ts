import type { Entry } from './entry.ts'

export const organisation = {} as const satisfies Record<string, Entry>
