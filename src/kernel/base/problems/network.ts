import type { Entry } from './entry.ts'

export const network = {} as const satisfies Record<string, Entry>
