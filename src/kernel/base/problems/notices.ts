import type { Entry } from './entry.ts'

export const notices = {} as const satisfies Record<string, Entry>
