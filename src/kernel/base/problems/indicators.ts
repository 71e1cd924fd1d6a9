import type { Entry } from './entry.ts'

export const indicators = {} as const satisfies Record<string, Entry>
