import type { Entry } from './entry.ts'

export const surveys = {} as const satisfies Record<string, Entry>
