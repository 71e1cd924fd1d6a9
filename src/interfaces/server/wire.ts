import { iso } from '../../kernel/index.ts'

/**
 * JSON as every door writes it: instants with the +07:00 offset of the people who read them. A replacer function would
 * make JSON.stringify several times slower; dates are put in place first, and only objects that hold one are copied.
 */
export const wire = (value: unknown): string => JSON.stringify(dated(value))

function dated(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Date) return iso(value)
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined
    for (let i = 0; i < value.length; i++) {
      const now = dated(value[i])
      if (now !== value[i]) (copy ??= value.slice())[i] = now
    }
    return copy ?? value
  }
  if ('toJSON' in value) return value
  let copy: Record<string, unknown> | undefined
  for (const key in value) {
    const before = (value as Record<string, unknown>)[key]
    const now = dated(before)
    if (now !== before) (copy ??= { ...value })[key] = now
  }
  return copy ?? value
}
