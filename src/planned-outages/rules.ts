import { day_ms } from '../kernel/index.ts'

export const states = ['planned', 'approved', 'announced', 'started', 'restored', 'cancelled'] as const
export type State = (typeof states)[number]

/** Which states each verb may start from. The console reads this table to grey a button out and to say why. */
export const verbs = {
  approve: ['planned'],
  announce: ['approved'],
  start: ['announced'],
  step: ['started'],
  restore: ['started'],
  postpone: ['planned', 'approved', 'announced'],
  cancel: ['planned', 'approved', 'announced'],
  correct: ['started', 'restored'],
} as const satisfies Record<string, readonly State[]>
export type Verb = keyof typeof verbs

/** The state that each verb leads to; a postponed outage that nobody was told of needs a new approval. */
export const leadsTo = {
  approve: 'approved',
  announce: 'announced',
  start: 'started',
  step: 'started',
  restore: 'restored',
  cancel: 'cancelled',
} as const satisfies Partial<Record<Verb, State>>

export const allowedIn = (state: State): Verb[] =>
  (Object.keys(verbs) as Verb[]).filter((verb) => (verbs[verb] as readonly State[]).includes(state))

/** No cut lasts longer; looking for those of a day may rest on it. */
export const window_days_max = 31

/** What is wrong with a window, undefined when nothing is. */
export function wrongWindow(
  window: { out_from: Date; back_at: Date },
  now: Date,
): 'backwards' | 'past' | 'too-long' | undefined {
  if (!(window.back_at > window.out_from)) return 'backwards'
  if (window.out_from < now) return 'past'
  if (window.back_at.getTime() - window.out_from.getTime() > window_days_max * day_ms) return 'too-long'
  return undefined
}

/** Lead times and limits of one rule set, as far as deadlines look at them. */
export interface Rules {
  notice_days: number
  change_notice_hours: number | null
  urgent_told_hours: number
}

const hour_ms = 3_600_000

/** Seconds from the deadline to now, 0 while it has not passed. */
const lateBy = (deadline: Date, now: Date): number =>
  Math.max(0, Math.ceil((now.getTime() - deadline.getTime()) / 1000))

/**
 * The latest moment to tell customers of a planned outage, and by how much `now` misses it.
 * Not urgent: Electricity Law 61/2024/QH15 art. 49 (before: Law 2004 art. 27(1)): `notice_days` before it. Urgent (Law
 * 2004 art. 27(2), the same hours kept): cause and expected restoration within `urgent_told_hours` of the cut.
 * @returns `late_s` in seconds, 0 when told in time
 */
export function noticeDeadline(
  rules: Rules,
  outage: { out_from: Date; urgent: boolean },
  now: Date,
): { tell_by: Date; late_s: number } {
  const tell_by = outage.urgent
    ? new Date(outage.out_from.getTime() + rules.urgent_told_hours * hour_ms)
    : new Date(outage.out_from.getTime() - rules.notice_days * day_ms)
  return { tell_by, late_s: lateBy(tell_by, now) }
}

/**
 * The latest moment to tell that an announced outage will not be as announced: Circular 04/2025/TT-BCT art. 8, 24 hours
 * before the notified time; before the new one where that comes first. Rule sets without such a clause (until 2025) ask
 * for the full notice of the new window. A cancelled outage has no new window.
 */
export function changeDeadline(
  rules: Rules,
  notified: { out_from: Date; urgent: boolean },
  changed: { out_from: Date } | undefined,
  now: Date,
): { tell_by: Date; late_s: number } {
  if (rules.change_notice_hours === null)
    return changed
      ? noticeDeadline(rules, { out_from: changed.out_from, urgent: notified.urgent }, now)
      : { tell_by: notified.out_from, late_s: lateBy(notified.out_from, now) }
  const first = Math.min(notified.out_from.getTime(), changed?.out_from.getTime() ?? Infinity)
  const tell_by = new Date(first - rules.change_notice_hours * hour_ms)
  return { tell_by, late_s: lateBy(tell_by, now) }
}

/** A switching programme: what opens and closes in each step; the first one takes the power away. */
export interface ProgrammeStep {
  open: string[]
  close: string[]
}

/** What is wrong with a programme, undefined when nothing is. */
export function wrongProgramme(
  steps: readonly ProgrammeStep[],
): { problem: 'no-devices' | 'open-and-close'; device?: string; step: number } | undefined {
  for (const [i, { open, close }] of steps.entries()) {
    if (open.length + close.length === 0) return { problem: 'no-devices', step: i + 1 }
    const both = open.find((d) => close.includes(d))
    if (both !== undefined) return { problem: 'open-and-close', device: both, step: i + 1 }
  }
  if (steps.length === 0 || steps[0]!.open.length === 0) return { problem: 'no-devices', step: 1 }
  return undefined
}

/** Each device once in each list, in the order given. */
export const tidy = (steps: readonly { open?: readonly string[]; close?: readonly string[] }[]): ProgrammeStep[] =>
  steps.map(({ open = [], close = [] }) => ({ open: [...new Set(open)], close: [...new Set(close)] }))

/** What puts back all that was operated so far: opened devices close, closed ones open; what was put back already stays. */
export function reversal(operated: readonly ProgrammeStep[]): ProgrammeStep {
  const net = new Map<string, { first: boolean; last: boolean }>()
  for (const { open, close } of operated) {
    for (const d of open) net.set(d, { first: net.get(d)?.first ?? true, last: true })
    for (const d of close) net.set(d, { first: net.get(d)?.first ?? false, last: false })
  }
  const back: ProgrammeStep = { open: [], close: [] }
  // `first` opened it: it was closed before; it is put back when the last move left it open.
  for (const [d, { first, last }] of net) if (first === last) (last ? back.close : back.open).push(d)
  return back
}
