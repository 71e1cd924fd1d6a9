import { Compile } from 'typebox/schema'
import { Problem, type Refusal, say } from '../kernel/index.ts'

type Schema = Record<string, unknown>
type Fault = { keyword: string; instancePath: string; params: Record<string, unknown> }

/** Keywords that a person reads a reason for; the others say the same again. */
const told = [
  'required',
  'additionalProperties',
  'type',
  'enum',
  'const',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'anyOf',
  'oneOf',
] // prettier-ignore

const bytes_max = 32_768
const compiled = new Map<string, ReturnType<typeof Compile>>()

/**
 * Checks what was filled in against a service's form (JSON Schema). A form that names its fields takes no others, unless
 * it says so: a mistyped field is not silently left out.
 * @throws Problem requests/bad-details naming the first field, with all of them in `refused`
 */
export function checkForm(form: Schema, details: Record<string, unknown>, language: 'vi' | 'en'): void {
  const words = say('requests', language)
  const refuse = (refused: Refusal[]) =>
    new Problem('requests/bad-details', { field: refused[0]!.field, reason: refused[0]!.reason }, { refused })
  const text = JSON.stringify(details)
  if (text.length > bytes_max)
    throw refuse([{ field: 'details', reason: words('form.maxLength', { limit: bytes_max }) }])
  if (/\\u0000|\\ud[89a-f]/i.test(text)) throw refuse([{ field: 'details', reason: words('form.pattern') }])
  const check = checkerOf(form)
  if (check.Check(details)) return
  const refused: Refusal[] = []
  for (const fault of check.Errors(details)[1] as unknown as Fault[]) {
    if (!told.includes(fault.keyword)) continue
    const path = fault.instancePath.slice(1).replaceAll('/', '.')
    const names = (fault.params.requiredProperties ?? fault.params.additionalProperties) as string[] | undefined
    const allowed = (fault.params.allowedValues as unknown[] | undefined)?.join(', ')
    const key = ['format', 'const', 'oneOf'].includes(fault.keyword) ? 'pattern' : fault.keyword
    const reason = words(`form.${key}`, { type: '', limit: 0, ...fault.params, allowed })
    for (const name of names ?? [undefined])
      refused.push({ field: [path, name].filter((p) => p).join('.') || 'details', reason })
  }
  throw refuse(refused.length > 0 ? refused : [{ field: 'details', reason: words('form.anyOf') }])
}

/** @throws Error where it is no JSON Schema at all */
export function checkerOf(form: Schema): ReturnType<typeof Compile> {
  const key = JSON.stringify(form)
  const known = compiled.get(key)
  if (known) return known
  const closed =
    form.properties && form.additionalProperties === undefined ? { ...form, additionalProperties: false } : form
  const made = Compile(closed as never)
  compiled.set(key, made)
  return made
}

/** What a form may say of a field; what the pages can draw and `checkForm` can explain. */
const keywords = new Set([
  ...['type', 'title', 'title_en', 'description', 'enum', 'const', 'default', 'format', 'pattern'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength', 'minItems', 'maxItems'],
  ...['items', 'properties', 'required', 'additionalProperties'],
])
const types = ['object', 'array', 'string', 'number', 'integer', 'boolean']

/**
 * What is wrong with a form as JSON Schema, at which place; undefined where nothing is. A keyword that we would not heed
 * is refused: a limit that is only written down is no limit.
 */
export function formFault(form: Schema, at = ''): string | undefined {
  const said = (what: string) => `${at || '/'}: ${what}`
  if (typeof form !== 'object' || form === null || Array.isArray(form)) return said('no schema')
  if (at === '' && form.type !== 'object') return said('type must be object')
  const unknown = Object.keys(form).find((k) => !keywords.has(k))
  if (unknown) return said(unknown)
  if (form.type !== undefined && !types.includes(form.type as string)) return said(`type ${JSON.stringify(form.type)}`)
  for (const [name, field] of Object.entries((form.properties ?? {}) as Record<string, Schema>)) {
    const fault = formFault(field, `${at}/${name}`)
    if (fault) return fault
  }
  const items = form.items === undefined ? undefined : formFault(form.items as Schema, `${at}/items`)
  if (items) return items
  const missing = ((form.required ?? []) as string[]).find((name) => !(name in ((form.properties ?? {}) as object)))
  if (missing) return said(`required ${missing}`)
  if (at !== '') return undefined
  try {
    checkerOf(form)
    return undefined
  } catch (error) {
    return said((error as Error).message)
  }
}
