import Type, { type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import Format from 'typebox/format'
import Value from 'typebox/value'
import type { Route } from '../../access/index.ts'
import { isDay, type Language, Problem, parseInstant, type Refusal, say } from '../../kernel/index.ts'

// Our own two: an instant needs an offset and an existing time (seconds may be left out), a day must exist.
Format.Set('date-time', (text) => parseInstant(text) !== undefined)
Format.Set('date', isDay)

type Loose = Record<string, unknown> & { properties?: Record<string, Loose>; items?: Loose; anyOf?: Loose[] }
type Part = 'params' | 'query' | 'body'
type Checker = (value: unknown, language: Language) => unknown

/**
 * Makes the check of one part of a route's input: fills defaults in, turns the texts of urls into numbers, refuses what
 * the schema does not know (a mistyped field is not silently left out), turns instants into `Date`. Schemas are compiled
 * when first used: 2 ms each, which a start with a hundred routes should not pay.
 * @throws Problem `kernel/invalid` naming the first field, with all of them in `refused`
 */
export function checker(schema: TSchema, part: Part): Checker {
  const texts = part !== 'body'
  let compiled: ReturnType<typeof Compile> | undefined
  let dates: ((value: unknown) => unknown) | undefined
  return (given, language) => {
    if (!compiled) {
      const closed = close(schema as unknown as Loose)
      compiled = Compile(closed as unknown as TSchema)
      dates = datesIn(closed)
    }
    requireText(given, '', language)
    let value = given
    if (texts) value = Value.Convert(compiled.Type() as TSchema, { ...(value as object) })
    value = Value.Default(compiled.Type() as TSchema, value ?? (part === 'body' ? undefined : {}))
    if (!compiled.Check(value)) throw refusal(compiled.Errors(value) as Fault[], part, language)
    return dates ? dates(value) : value
  }
}

/** The params of a route that names none: each `:name` of its url, as text. */
export const paramsOf = (route: Route): TSchema =>
  route.params ??
  Type.Object(
    Object.fromEntries([...route.url.matchAll(/:(\w+)/g)].map(([, name]) => [name!, Type.String({ maxLength: 200 })])),
  )

/** A copy in which objects take no further fields (TypeBox marks its kinds in hidden properties: they are copied too). */
function close(schema: Loose): Loose {
  const copy = copyOf(schema) as Loose
  const visit = (s: Loose) => {
    if (s.properties) {
      if (s.additionalProperties === undefined) Object.assign(s, { additionalProperties: false })
      for (const p of Object.values(s.properties)) visit(p)
    }
    if (s.items && !Array.isArray(s.items)) visit(s.items)
    for (const one of s.anyOf ?? []) visit(one)
  }
  visit(copy)
  return copy
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf)
  if (value === null || typeof value !== 'object') return value
  const copy = {}
  for (const [key, d] of Object.entries(Object.getOwnPropertyDescriptors(value)))
    Object.defineProperty(copy, key, d.enumerable ? { ...d, value: copyOf(d.value) } : d)
  return copy
}

/** Turns the instants of a checked value into `Date`; undefined when its schema has none. */
function datesIn(schema: Loose): ((value: unknown) => unknown) | undefined {
  if (schema.format === 'date-time') return (v) => (typeof v === 'string' ? (parseInstant(v) ?? v) : v)
  if (schema.anyOf) {
    const each = schema.anyOf.map(datesIn).filter((f) => f !== undefined)
    return each.length === 0 ? undefined : (v) => each.reduce((now, f) => f(now), v)
  }
  if (schema.items && !Array.isArray(schema.items)) {
    const one = datesIn(schema.items)
    return one && ((v) => (Array.isArray(v) ? v.map(one) : v))
  }
  if (schema.properties) {
    const fields = Object.entries(schema.properties).flatMap(([name, s]) => {
      const f = datesIn(s)
      return f ? [[name, f] as const] : []
    })
    if (fields.length === 0) return undefined
    return (v) => {
      if (v === null || typeof v !== 'object') return v
      const copy: Record<string, unknown> = { ...v }
      for (const [name, f] of fields) if (copy[name] !== undefined) copy[name] = f(copy[name])
      return copy
    }
  }
  return undefined
}

/** PostgreSQL holds no NUL in a text, and half a surrogate pair is no letter: refused here, in words. */
function requireText(value: unknown, path: string, language: Language): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed())
      throw new Problem('kernel/invalid', {
        field: path.slice(1) || 'body',
        reason: say('server', language)('invalid.text'),
      })
  } else if (Array.isArray(value)) {
    for (const [i, v] of value.entries()) requireText(v, `${path}.${i}`, language)
  } else if (value !== null && typeof value === 'object') {
    for (const [key, v] of Object.entries(value)) {
      requireText(key, path, language)
      requireText(v, `${path}.${key}`, language)
    }
  }
}

interface Fault {
  keyword: string
  instancePath: string
  params: Record<string, unknown>
}

/** Keywords in which a person reads the reason; the others (boolean, const beside its anyOf) say the same again. */
const told = [
  'required',
  'additionalProperties',
  'type',
  'enum',
  'format',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'anyOf',
]

function refusal(faults: readonly Fault[], part: Part, language: Language): Problem {
  const words = say('server', language)
  const refused: Refusal[] = []
  const alternatives = faults.filter((f) => f.keyword === 'anyOf').map((f) => f.instancePath)
  for (const fault of faults) {
    if (!told.includes(fault.keyword)) continue
    // inside an anyOf each branch complains; the anyOf itself says it once
    if (fault.keyword !== 'anyOf' && alternatives.includes(fault.instancePath)) continue
    const path = fault.instancePath.slice(1).replaceAll('/', '.')
    const names = (fault.params.requiredProperties ?? fault.params.additionalProperties) as string[] | undefined
    const params = { ...fault.params, allowed: (fault.params.allowedValues as unknown[] | undefined)?.join(', ') }
    const reason = words(`invalid.${fault.keyword === 'format' ? formatKey(fault) : fault.keyword}`, params)
    for (const name of names ?? [undefined]) {
      const field = [path, name].filter((p) => p).join('.') || part
      if (!refused.some((r) => r.field === field)) refused.push({ field, reason })
    }
  }
  const first = refused[0] ?? { field: part, reason: words('invalid.anyOf') }
  return new Problem('kernel/invalid', { field: first.field!, reason: first.reason }, { refused })
}

const formatKey = (fault: Fault): string => {
  const format = String(fault.params.format)
  return ['date-time', 'date', 'uuid', 'email'].includes(format) ? `format.${format}` : 'pattern'
}
