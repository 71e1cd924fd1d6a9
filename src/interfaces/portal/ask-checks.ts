/** A draft as a request: what is wrong with it, and on which page that is said. */
import { isEmail, phoneNumber } from '../../customers/index.ts'
import { type Context, Problem } from '../../kernel/index.ts'
import { type NewRequest, type Received, rehearse } from '../../requests/index.ts'
import type { Draft } from './draft.ts'
import { fieldsOf, valuesOf } from './form-fields.ts'
import type { Offered } from './pages/ask.ts'
import { type Errors, fieldLabel } from './pages/form-parts.ts'
import { type Lang, wordsOf } from './words.ts'

const asked = ['customer', 'corporation', 'name', 'phone', 'email'] as const
/** What was typed on the first page. */
export const take = (draft: Draft, typed: Record<string, string>): void => {
  for (const name of asked) if (typed[name] !== undefined) draft[name] = typed[name].trim().slice(0, 200)
  draft.customer = draft.customer.replaceAll(/\s/g, '').slice(0, 64)
}

/** What can be said of who asks without asking the database. */
export function whoErrors(draft: Draft, several: boolean, lang: Lang): Errors {
  const w = wordsOf(lang)
  const errors: Record<string, string> = {}
  const { phone, email } = draft
  if (!draft.customer) {
    if (several && !draft.corporation) errors.corporation = w.plain('who-asks.need-corporation')
    if (!draft.name) errors.name = w.plain('who-asks.need-name')
    if (!phone && !email) errors.phone = w.plain('who-asks.need-way')
  }
  if (phone && !phoneNumber(phone)) errors.phone = w.plain('who-asks.bad-phone', { value: phone })
  if (email && !isEmail(email)) errors.email = w.plain('who-asks.bad-email', { value: email })
  return errors
}

export const requestOf = (draft: Draft, offered: Offered, lang: Lang): NewRequest => {
  const { customer, corporation, name, phone, email } = draft
  const form = offered.find((one) => one.corporation === corporation) ?? offered[0]
  return {
    service: draft.service,
    channel: 'web',
    ...(customer ? { customer } : corporation ? { corporation } : {}),
    contact: { name, phone, email, language: lang },
    details: valuesOf(form.form, draft.details),
  }
}

type Tried = { errors: Errors; at: 1 | 2 | undefined; received: Received | undefined }

/** What would come of sending the draft now; what is wrong with it, and on which page. */
export async function tryOut(
  within: <T>(use: (ctx: Context) => Promise<T>) => Promise<T>,
  draft: Draft,
  offered: Offered,
  lang: Lang,
): Promise<Tried> {
  try {
    const received = await within((ctx) => rehearse(ctx, requestOf(draft, offered, lang)))
    return { errors: {}, at: undefined, received }
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    return { ...errorsOf(error, lang, draft, offered), received: undefined }
  }
}

export function errorsOf(error: Problem, lang: Lang, draft: Draft, offered: Offered): { errors: Errors; at: 1 | 2 } {
  const w = wordsOf(lang)
  const title = error.title(lang)
  if (error.code === 'requests/bad-details') {
    const fields = fieldsOf(offered[0].form, lang)
    const label = (name = '') => fieldLabel(w, fields.find((one) => one.name === name) ?? { name, title: null })
    return {
      at: 2,
      errors: Object.fromEntries(error.refused.map((one) => [`d.${one.field}`, `${label(one.field)}: ${one.reason}`])),
    }
  }
  if (error.code === 'requests/unknown-customer')
    return { at: 1, errors: { customer: w.plain('who-asks.unknown', { code: draft.customer }) } }
  const at = { 'requests/who-asks': 'name', 'requests/which-corporation': 'corporation', 'requests/not-for-customer': 'customer' }[error.code as string] // biome-ignore format: one line
  const field = error.code === 'requests/bad-contact' ? String(error.params.field).replace('contact.', '') : at
  return { at: 1, errors: { [field ?? '']: title } }
}
