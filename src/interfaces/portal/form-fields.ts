/** A service's form (JSON Schema) as fields that a page can show, and what was typed as the values it asks for. Pure. */

export interface Field {
  name: string
  kind: 'text' | 'long' | 'number' | 'choice' | 'yes-no'
  required: boolean
  /** Of a choice. */
  options: readonly string[]
  maxLength: number
  /** As the schema calls it; null where it does not. */
  title: string | null
}

type Property = {
  type?: string
  enum?: readonly unknown[]
  maxLength?: number
  title?: string
  title_en?: string
  format?: string
}

const longFrom = 300

/** The fields of a form in the order of the schema; what is no simple value is left to the office. */
export function fieldsOf(form: Record<string, unknown>, lang: 'vi' | 'en'): Field[] {
  const required = (form.required as string[] | undefined) ?? []
  return Object.entries((form.properties as Record<string, Property> | undefined) ?? {}).flatMap(([name, of]) => {
    const { type = 'string', enum: options, maxLength = 300 } = of
    if (!['string', 'number', 'integer', 'boolean'].includes(type) && !options) return []
    const kind = options ? 'choice' : type === 'boolean' ? 'yes-no' : type === 'string' ? (maxLength > longFrom ? 'long' : 'text') : 'number' // biome-ignore format: one line
    const title = (lang === 'en' ? of.title_en : of.title) ?? of.title ?? null
    return [{ name, kind, required: required.includes(name), options: (options ?? []).map(String), maxLength, title }]
  })
}

/** What the form asks for, of what was typed. What cannot be read stays text, so that the form's own check says it. */
export function valuesOf(form: Record<string, unknown>, typed: Record<string, string>): Record<string, unknown> {
  const properties = (form.properties as Record<string, Property> | undefined) ?? {}
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, { type = 'string', enum: options }]) => {
      const text = typed[name]?.trim() ?? ''
      if (text === '') return []
      const chosen = options?.find((one) => String(one) === text)
      if (chosen !== undefined) return [[name, chosen]]
      if (type === 'boolean') return [[name, text === 'true']]
      // 3,5 as it is written here, 1.000 is not read as a thousand by guess
      const number = type === 'string' ? Number.NaN : Number(text.replace(',', '.'))
      return [[name, Number.isFinite(number) ? number : text]]
    }),
  )
}
