export const states = ['open', 'restored', 'closed'] as const
export type State = (typeof states)[number]

/** Which states each verb may start from. The console reads this table to grey a button out and to say why. */
export const verbs = {
  locate: ['open'],
  estimate: ['open'],
  step: ['open'],
  restore: ['open'],
  cause: ['open', 'restored'],
  correct: ['open', 'restored'],
  close: ['restored'],
} as const satisfies Record<string, readonly State[]>
export type Verb = keyof typeof verbs

export const allowedIn = (state: State): Verb[] =>
  (Object.keys(verbs) as Verb[]).filter((verb) => (verbs[verb] as readonly State[]).includes(state))

const hour_ms = 3_600_000

/**
 * Deadlines after a fault. `told_by`: state and expected restoration are told (Electricity Law 61/2024/QH15 art. 49:
 * within 24 hours of the cut). `back_by`: power is back (service indicator: within 2 hours).
 */
export const deadlines = (
  rules: { told_hours: number; back_hours: number },
  out_at: Date,
): { told_by: Date; back_by: Date } => ({
  told_by: new Date(out_at.getTime() + rules.told_hours * hour_ms),
  back_by: new Date(out_at.getTime() + rules.back_hours * hour_ms),
})

/** A report may reach us a little before the moment that a device is said to have opened: clocks differ. */
export const report_early_ms = 10 * 60_000

/** By which way a customer told us. */
export const channels = ['phone', 'portal', 'office', 'sms', 'app', 'api'] as const
export type Channel = (typeof channels)[number]

export const voltages = ['low', 'medium'] as const
export type Voltage = (typeof voltages)[number]
