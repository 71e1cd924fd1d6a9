import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { Refused } from '../api.ts'
import { useWords } from '../words.tsx'

type Schema = Record<string, unknown>
type Details = Record<string, unknown>

/** The fields of a service's form (JSON Schema of an object), by name. */
export const fieldsOf = (form: Schema): [name: string, field: Schema][] =>
  Object.entries((form.properties ?? {}) as Record<string, Schema>)

/**
 * What a service asks, drawn from its JSON Schema: a choice for an enum, a tick for a boolean, a number, a line or a
 * longer text. A name that has no words here is shown as the schema's title, else as it is.
 */
export function RequestForm({
  form,
  details,
  onChange,
  error,
  first,
}: {
  form: Schema
  details: Details
  onChange: (details: Details) => void
  /** Names the fields that were refused. */
  error?: Refused | null
  /** Id of the first field. */
  first?: string
}) {
  const { say, has, language } = useWords()
  const required = (form.required ?? []) as string[]
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = details
    onChange(value === '' || value === undefined || value === null ? rest : { ...rest, [name]: value })
  }
  return fieldsOf(form).map(([name, field], i) => {
    const key = `console.request.field.${name}`
    const titled = (language === 'en' && (field.title_en as string)) || (field.title as string) || name
    const value = details[name]
    const shared = {
      id: i === 0 ? first : undefined,
      label: has(key) ? say(key) : titled,
      description: field.description as string | undefined,
      required: required.includes(name),
      error: error?.refused.find((r) => r.field === name)?.reason,
    }
    if (field.type === 'boolean')
      return (
        <Checkbox
          key={name}
          {...shared}
          checked={value === true}
          onChange={(e) => set(name, e.currentTarget.checked || undefined)}
        />
      )
    if (Array.isArray(field.enum)) {
      const options = field.enum as unknown[]
      return (
        <NativeSelect
          key={name}
          {...shared}
          data={['', ...options.map(String)]}
          value={value === undefined ? '' : String(value)}
          onChange={(e) =>
            set(
              name,
              options.find((o) => String(o) === e.currentTarget.value),
            )
          }
        />
      )
    }
    if (field.type === 'number' || field.type === 'integer')
      return (
        <TextInput
          key={name}
          {...shared}
          type="number"
          inputMode={field.type === 'integer' ? 'numeric' : 'decimal'}
          step={field.type === 'integer' ? 1 : 'any'}
          min={(field.minimum ?? 0) as number}
          value={value === undefined ? '' : String(value)}
          onChange={(e) => set(name, e.currentTarget.value === '' ? undefined : Number(e.currentTarget.value))}
        />
      )
    const text = {
      ...shared,
      maxLength: field.maxLength as number | undefined,
      value: (value as string | undefined) ?? '',
      onChange: (e: { currentTarget: { value: string } }) => set(name, e.currentTarget.value),
    }
    return Number(field.maxLength ?? 0) > 500 ? (
      <Textarea key={name} autosize minRows={2} {...text} />
    ) : (
      <TextInput key={name} type={field.format === 'date' ? 'date' : 'text'} {...text} />
    )
  })
}

/** True when every field that must be there is. */
export const filled = (form: Schema, details: Details): boolean =>
  ((form.required ?? []) as string[]).every((name) => details[name] !== undefined && details[name] !== '')
