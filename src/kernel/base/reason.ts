import { type Language, say } from './text.ts'

/** The keys of `locales/<language>/imports.json`. */
export type ReasonKey = keyof typeof import('../../../locales/vi/imports.json')

/** Why a row is refused, or what an import notices, before it is in anybody's language. Made by `because`. */
export interface Reason {
  readonly key: ReasonKey
  readonly params: Record<string, unknown>
}

/** What is wrong with a row: the column, and why. */
export interface Wrong {
  field: string
  reason: Reason
}

const value_length_max = 60

/**
 * A reason with what it names. A `value` that is empty is said to be so (unless the reason lists what it may be), and a
 * long one is cut, so that a file full of nonsense does not fill the report.
 */
export function because(key: ReasonKey, params: Record<string, unknown> = {}): Reason {
  const { value, of } = params
  if (value === '' && of === undefined) return { key: 'empty', params: {} }
  if (typeof value !== 'string' || value.length <= value_length_max) return { key, params }
  return { key, params: { ...params, value: `${value.slice(0, value_length_max)}…` } }
}

/** The words of a reason. */
export const reasonText = ({ key, params }: Reason, language: Language): string => say('imports', language)(key, params)
