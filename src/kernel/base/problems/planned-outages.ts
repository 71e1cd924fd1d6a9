import type { Entry } from './entry.ts'

export const plannedOutages = {} as const satisfies Record<string, Entry>
