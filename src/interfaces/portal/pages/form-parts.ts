/** What every form of the site shares: fields with their errors, the summary above, a place for a file. */
import type { Field } from '../form-fields.ts'
import { type Html, html } from '../html.ts'
import { icon } from '../parts.ts'
import type { Words } from '../words.ts'

/** What is wrong, by the name of the field; '' is about the form as a whole. */
export type Errors = Readonly<Record<string, string>>

export const problemList = (w: Words, errors: Errors): Html | false => {
  const all = Object.entries(errors)
  return (
    all.length > 0 &&
    html`<div class="summary" role="alert" tabindex="-1"><h2>${w.t('form.wrong', { n: all.length })}</h2><ul>${all.map(
      ([field, text]) => html`<li>${field ? html`<a href="#${idOf(field)}">${text}</a>` : text}</li>`,
    )}</ul></div>`
  )
}

const idOf = (field: string) => `f-${field.replaceAll(/[^\w-]/g, '-')}`

const errorAt = (id: string, text: string | undefined) =>
  text !== undefined && html`<p class="error" id="${id}-error">${icon('late')}<span>${text}</span></p>`

export interface Shown {
  name: string
  label: Html | string
  value: string
  error?: string
  hint?: Html | string
  required?: boolean
  type?: 'text' | 'tel' | 'email'
  autocomplete?: string
  long?: boolean
  number?: boolean
  maxLength?: number
}

export function input(w: Words, of: Shown): Html {
  const id = idOf(of.name)
  const about = [of.error !== undefined && `${id}-error`, of.hint && `${id}-hint`].filter(Boolean).join(' ')
  const common = html`id="${id}" name="${of.name}" maxlength="${of.maxLength ?? 200}" ${of.autocomplete && html`autocomplete="${of.autocomplete}"`} ${about !== '' && html`aria-describedby="${about}"`} ${of.error !== undefined && html`aria-invalid="true"`}`
  return html`<div><label for="${id}">${of.label}${!of.required && html` <span class="soft">${w.t('form.optional')}</span>`}</label>
${of.hint && html`<p class="hint" id="${id}-hint">${of.hint}</p>`}${errorAt(id, of.error)}
${
  of.long
    ? html`<textarea rows="6" ${common}>${of.value}</textarea>`
    : html`<input type="${of.type ?? 'text'}" value="${of.value}" ${of.number && html`inputmode="decimal"`} ${common}>`
}</div>`
}

export interface Choice {
  value: string
  label: Html | string
}

export function choices(w: Words, of: Omit<Shown, 'maxLength'> & { options: readonly Choice[] }): Html {
  const id = idOf(of.name)
  return html`<fieldset id="${id}" ${of.error !== undefined && html`aria-describedby="${id}-error"`}><legend>${of.label}${!of.required && html` <span class="soft">${w.t('form.optional')}</span>`}</legend>
${errorAt(id, of.error)}<div class="choices">${of.options.map(
    (one) =>
      html`<label><input type="radio" name="${of.name}" value="${one.value}" ${one.value === of.value && html`checked`}><span>${one.label}</span></label>`,
  )}</div></fieldset>`
}

/** A field of a service's own form. */
export function ownField(w: Words, field: Field, value: string, error: string | undefined): Html {
  const name = `d.${field.name}`
  const label = fieldLabel(w, field)
  const { required, maxLength } = field
  if (field.kind === 'choice' || field.kind === 'yes-no') {
    const options =
      field.kind === 'yes-no'
        ? [
            { value: 'true', label: w.t('form.yes') },
            { value: 'false', label: w.t('form.no') },
          ]
        : field.options.map((one) => ({ value: one, label: one }))
    return choices(w, { name, label, value, error, required, options })
  }
  return input(w, { name, label, value, error, required, maxLength, long: field.kind === 'long', number: field.kind === 'number' }) // biome-ignore format: one line
}

const own = ['text', 'address', 'phases', 'load_kw', 'purpose'] as const

/** As the schema calls it, else as the shipped forms are called here, else its name in words. */
export const fieldLabel = (w: Words, { name, title }: Pick<Field, 'name' | 'title'>): string => {
  const known = own.find((one) => one === name)
  return title ?? (known ? w.plain(`field.${known}`) : name.replaceAll('_', ' '))
}

export function fileInput(of: { name: string; label: Html | string; error?: string; note: Html | string }) {
  const id = idOf(of.name)
  return html`<div><label for="${id}">${of.label} <span class="soft">${of.note}</span></label>${errorAt(id, of.error)}
<input type="file" id="${id}" name="${of.name}" accept="image/jpeg,image/png,image/webp,image/heic,application/pdf" ${of.error !== undefined && html`aria-invalid="true" aria-describedby="${id}-error"`}></div>`
}
