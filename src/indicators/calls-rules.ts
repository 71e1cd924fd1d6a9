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
}): CallsMonth | { field: string; reason: string } {
  if (!/^[A-Z][A-Z0-9_-]{1,15}$/.test(row.corporation))
    return {
      field: 'corporation',
      reason: row.corporation === '' ? 'is empty' : `"${row.corporation}" is not the code of a corporation`,
    }
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(row.month) || row.month < '1900')
    return { field: 'month', reason: `"${row.month}" is not a month (for example 2017-03)` }
  const found: CallsMonth = { month: row.month, offered: 0, answered: 0, in_time: 0 }
  for (const field of ['offered', 'answered', 'in_time'] as const) {
    if (/^-\d/.test(row[field])) return { field, reason: `${row[field]} is negative` }
    if (!/^\d+$/.test(row[field])) return { field, reason: `"${row[field]}" is not a whole number` }
    found[field] = Number(row[field])
    if (found[field] > most) return { field, reason: `${row[field]} is beyond what can be (${most})` }
  }
  if (found.answered > found.offered)
    return { field: 'answered', reason: `${row.answered} answered is more than ${row.offered} that came in` }
  if (found.in_time > found.answered)
    return { field: 'in_time', reason: `${row.in_time} in time is more than ${row.answered} answered` }
  return found
}
