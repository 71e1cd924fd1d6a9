import type { Background } from '../kernel/index.ts'

/** Nothing here waits: deadlines are the ledger's (`promises`), messages are `notices`'. */
export const jobs: Background['jobs'] = {}
export const schedule: Background['schedule'] = {}
export const events: Background['events'] = {}
