/** GeoReport v2 as pure functions: a service's form as its attributes, what was sent as the form's answers, both formats. */
import { iso } from '../../../kernel/index.ts'
import { document, type Xml } from '../xml.ts'

export const formats = ['json', 'xml'] as const
export type Format = (typeof formats)[number]

/** A list spans so much at most, and holds so many. (GeoReport v2, GET Service Requests) */
export const days_max = 90
export const listed_max = 1000

interface Property {
  type?: string
  format?: string
  enum?: readonly unknown[]
  items?: Property
  maxLength?: number
  title?: string
}
export type Form = Record<string, unknown>

export interface Attribute {
  variable: boolean
  code: string
  datatype: 'string' | 'number' | 'datetime' | 'text' | 'singlevaluelist' | 'multivaluelist'
  required: boolean
  datatype_description: string | null
  order: number
  description: string
  values?: { key: string; name: string }[]
}

const propertiesOf = (form: Form) => (form.properties ?? {}) as Record<string, Property>

/** The field of a form that is Open311's own `description`, and no attribute. */
const described = 'text'

/**
 * A service's form (JSON Schema) as attributes, what is required first.
 * @param named how a field is called in the reader's language, where it is known
 */
export function attributesOf(form: Form, named: (code: string) => string | undefined): Attribute[] {
  const required = (form.required ?? []) as string[]
  return Object.entries(propertiesOf(form))
    .filter(([code]) => code !== described)
    .sort(([a], [b]) => Number(required.includes(b)) - Number(required.includes(a)))
    .map(([code, property], i): Attribute => {
      const values = valuesOf(property)
      return {
        variable: true,
        code,
        datatype: datatypeOf(property),
        required: required.includes(code),
        datatype_description: property.maxLength ? `0-${property.maxLength}` : null,
        order: i + 1,
        description: named(code) ?? property.title ?? code,
        ...(values ? { values: values.map((value) => ({ key: String(value), name: String(value) })) } : {}),
      }
    })
}

const valuesOf = (property: Property): readonly unknown[] | undefined =>
  property.enum ?? property.items?.enum ?? (property.type === 'boolean' ? [true, false] : undefined)

function datatypeOf(property: Property): Attribute['datatype'] {
  if (property.type === 'array') return 'multivaluelist'
  if (valuesOf(property)) return 'singlevaluelist'
  if (property.type === 'number' || property.type === 'integer') return 'number'
  if (property.format === 'date' || property.format === 'date-time') return 'datetime'
  return (property.maxLength ?? 0) > 255 ? 'text' : 'string'
}

/** What was sent, by name. A field may come more than once. */
export type Sent = Record<string, unknown>

/** One field as text; undefined where it is not there or empty. Of several the first. */
export function textOf(sent: Sent, name: string): string | undefined {
  const value = sent[name]
  const text = Array.isArray(value) ? value[0] : value
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined
}

/**
 * The answers to a form in `attribute[CODE]=value` (and `attribute[CODE][]=value` for several). What is no number where
 * one is asked stays a text, so that the form says what is wrong with it; `description` answers `text`, `address_string`
 * an `address` that is not answered itself.
 */
export function answersOf(form: Form, sent: Sent): Record<string, unknown> {
  const properties = propertiesOf(form)
  const answers: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(sent)) {
    const code = /^attribute\[([^[\]]{1,60})\](?:\[\d*\])?$/.exec(name)?.[1]
    if (code === undefined || code === '__proto__') continue
    const texts = (Array.isArray(value) ? value : [value]).map(String)
    const property = Object.hasOwn(properties, code) ? properties[code]! : {}
    answers[code] =
      property.type === 'array' ? texts.map((t) => typed(property.items ?? {}, t)) : typed(property, texts[0]!)
  }
  const description = textOf(sent, 'description')
  if (Object.hasOwn(properties, described) && description) answers[described] = description
  const address = textOf(sent, 'address_string')
  if (Object.hasOwn(properties, 'address') && answers.address === undefined && address) answers.address = address
  return answers
}

function typed(property: Property, text: string): unknown {
  const value = valuesOf(property)?.find((one) => String(one) === text)
  if (value !== undefined) return value
  const numeric = property.type === 'number' || property.type === 'integer'
  return numeric && /^-?\d{1,15}(\.\d{1,15})?$/.test(text.trim()) ? Number(text) : text
}

/** WGS 84, from two texts; undefined where they are no place on the earth. */
export function placeOf(lat: string, long: string): { lat: number; long: number } | undefined {
  const number = (text: string, most: number) => {
    const value = /^[+-]?\d{1,3}(\.\d{1,15})?$/.test(text) ? Number(text) : Number.NaN
    return Math.abs(value) <= most ? value : undefined
  }
  const [y, x] = [number(lat, 90), number(long, 180)]
  return y === undefined || x === undefined ? undefined : { lat: y, long: x }
}

/** An address of a picture: kept as a text for the clerk, never fetched by us. */
export function mediaOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && /^https?:$/.test(url.protocol) && text.length <= 1000 ? url.href : undefined
}

/** Open311's names of what it sends, in the elements of its XML: the root, and each of a list. */
const shapes = {
  services: ['services', 'service'],
  definition: ['service_definition', null],
  requests: ['service_requests', 'request'],
  discovery: ['discovery', null],
  errors: ['errors', 'error'],
} as const
export type Shape = keyof typeof shapes

/** Lists within a document: the name of each of their elements. */
const within: Record<string, string> = {
  attributes: 'attribute',
  values: 'value',
  endpoints: 'endpoint',
  formats: 'format',
}

/** The same content in the format that was asked for. */
export function written(shape: Shape, content: object, format: Format): string {
  if (format === 'json') return JSON.stringify(content)
  const [root, each] = shapes[shape]
  return document(root, each ? (content as object[]).map((one) => [each, xmlOf(one)] as const) : xmlOf(content))
}

function xmlOf(value: unknown): Xml {
  if (value === null || typeof value !== 'object') return value as Xml
  return Object.entries(value).map(
    ([name, inner]) =>
      [
        name,
        Array.isArray(inner) ? inner.map((one) => [within[name] ?? name, xmlOf(one)] as const) : xmlOf(inner),
      ] as const,
  )
}

export const mediaTypes = { json: 'application/json; charset=utf-8', xml: 'text/xml; charset=utf-8' } as const

/** A request as anybody may see it: nothing in it says whose it is or where they live. */
export interface PublicRequest {
  service_request_id: string
  status: 'open' | 'closed'
  status_notes: string | null
  service_name: string
  service_code: string
  description: null
  agency_responsible: string
  service_notice: string
  requested_datetime: string
  updated_datetime: string
  expected_datetime: string | null
  address: null
  address_id: null
  zipcode: null
  lat: null
  long: null
  media_url: null
}

export interface RequestFacts {
  id: string
  service: string
  service_name: string
  rule: string
  agency: string
  state: string
  notes: string | null
  received_at: Date
  updated_at: Date
  due_at: Date | null
  closed_at: Date | null
}

/** Description, place and pictures may show whose it is: they are the company's and the sender's, not the public's. */
export const publicRequest = (r: RequestFacts): PublicRequest => ({
  service_request_id: r.id,
  status: r.state === 'closed' ? 'closed' : 'open',
  status_notes: r.notes,
  service_name: r.service_name,
  service_code: r.service,
  description: null,
  agency_responsible: r.agency,
  service_notice: r.rule,
  requested_datetime: iso(r.received_at),
  updated_datetime: iso(r.closed_at ?? r.updated_at),
  expected_datetime: r.due_at && iso(r.due_at),
  address: null,
  address_id: null,
  zipcode: null,
  lat: null,
  long: null,
  media_url: null,
})
