/** Years and months as figures count them: 'YYYY-MM' by the clock of Viet Nam. */

const here = (): Date => new Date(Date.now() + 7 * 3_600_000)

export const thisYear = (): number => here().getUTCFullYear()

/** This year and the eleven before it, for a choice. */
export const years = (): string[] => Array.from({ length: 12 }, (_, i) => String(thisYear() - i))

export const monthNow = (): string => here().toISOString().slice(0, 7)

/** The month so many after another; before it for a negative number. */
export const monthAfter = (month: string, n: number): string =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + n, 1)).toISOString().slice(0, 7)

/** This month and those before it, the newest first. */
export const months = (count: number): string[] => Array.from({ length: count }, (_, i) => monthAfter(monthNow(), -i))
