import { because, type Wrong } from '../kernel/index.ts'

/** What a care centre's exchange counted in a month 'YYYY-MM'. */
export type CallsMonth = { month: string; offered: number; answered: number; in_time: number }

const most = 100_000_000

/** Checks one row of calls.csv as text; says the first thing that is wrong with it. */
export function checkCalls(row: {
  corporation: string
  month: string
  offered: string
  answered: string
  in_time: string
}): CallsMonth | Wrong {
  if (!/^[A-Z][A-Z0-9_-]{1,15}$/.test(row.corporation))
    return {
      field: 'corporation',
      reason: because('not-corporation-code', { value: row.corporation }),
    }
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(row.month) || row.month < '1900')
    return { field: 'month', reason: because('not-month', { value: row.month }) }
  const found: CallsMonth = { month: row.month, offered: 0, answered: 0, in_time: 0 }
  for (const field of ['offered', 'answered', 'in_time'] as const) {
    if (/^-\d/.test(row[field])) return { field, reason: because('negative', { value: row[field] }) }
    if (!/^\d+$/.test(row[field])) return { field, reason: because('not-whole', { value: row[field] }) }
    found[field] = Number(row[field])
    if (found[field] > most) return { field, reason: because('beyond', { value: row[field], limit: most }) }
  }
  if (found.answered > found.offered)
    return {
      field: 'answered',
      reason: because('sum.more', { value: row.answered, field: 'offered', other: row.offered }),
    }
  if (found.in_time > found.answered)
    return {
      field: 'in_time',
      reason: because('sum.more', { value: row.in_time, field: 'answered', other: row.answered }),
    }
  return found
}
