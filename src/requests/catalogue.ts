import { audit } from '../access/index.ts'
import { type Context, dayOf, isDay, Problem } from '../kernel/index.ts'
import { type Corporation, corporations } from '../organisation/index.ts'
import { type LimitUnit, limitUnits } from './clock.ts'
import { formFault } from './form.ts'
import { wordOf } from './rules.ts'
import * as store from './store.ts'

export interface Step {
  code: string
  vi: string
  en: string
  /** office, unit, company, crew, centre */
  who: string
  limit_value?: number
  limit_unit?: LimitUnit
}
export interface PauseAllowed {
  reason: string
  vi: string
  en: string
  /** Working days at most. A pause for `customer` (or `customer_…`) also ends when the customer answers. */
  longest_days: number
}
export interface DocumentAsked {
  code: string
  vi: string
  en: string
  required: boolean
}

/** A version of a service. */
export interface Service {
  id: number
  corporation_id: number | null
  only_for: string | null
  code: string
  aliases: string[]
  name: string
  name_en: string
  family: string
  class: string | null
  topic: 'reception' | 'new_supply' | 'in_use' | 'other'
  for_class: 'residential' | 'non_residential' | null
  for_area: 'urban' | 'rural' | null
  in_force_from: string
  in_force_to: string
  limit_value: number | null
  limit_unit: LimitUnit
  /** Of the company's own steps together, where they have one apart from what is promised for the whole. */
  steps_limit_value: number | null
  steps_limit_unit: LimitUnit | null
  rule: string
  documents: DocumentAsked[]
  form: Record<string, unknown>
  steps: Step[]
  pauses: PauseAllowed[]
}

/** The catalogue as one transaction sees it: finds the version that counts. */
export interface Catalogue {
  /** The service of a code (or of how histories spell it) in a corporation on a day; its own row before one for all. */
  find(corporation: { id: number; code: string }, named: string, day: string): Service | undefined
  /** All that a corporation offers on a day, by code. */
  on(corporation: { id: number; code: string }, day: string): Service[]
  /** True when the code is known at all, whatever the day. */
  knows(named: string): boolean
  codes: string[]
}

/** Reads the whole catalogue: some dozens of rows. */
export async function catalogueOf(ctx: Context): Promise<Catalogue> {
  const all = await store.services(ctx)
  const named = new Map<string, Service[]>()
  for (const service of all)
    for (const word of new Set([service.code, ...service.aliases])) {
      const known = named.get(word)
      if (known) known.push(service)
      else named.set(word, [service])
    }
  const counts = (corporation: { id: number; code: string }, day: string) => (s: Service) =>
    (s.corporation_id === corporation.id ||
      (s.corporation_id === null && (s.only_for === null || s.only_for === corporation.code))) &&
    s.in_force_from <= day &&
    s.in_force_to > day
  // a corporation's own row, then one shipped for it, then one for all; the newest of equals
  const nearest = (a: Service, b: Service) =>
    Number(a.corporation_id === null) - Number(b.corporation_id === null) ||
    Number(a.only_for === null) - Number(b.only_for === null) ||
    b.id - a.id
  const find = (corporation: { id: number; code: string }, text: string, day: string) =>
    (named.get(wordOf(text)) ?? []).filter(counts(corporation, day)).sort(nearest)[0]
  return {
    find,
    on: (corporation, day) =>
      [...new Set(all.filter(counts(corporation, day)).map((s) => s.code))]
        .sort()
        .map((code) => find(corporation, code, day)!),
    knows: (text) => named.has(wordOf(text)),
    codes: [...new Set(all.map((s) => s.code))].sort(),
  }
}

export interface CatalogueRow extends Service {
  corporation: string | null
}

/** The catalogue on a day, for one corporation or for each that is seen. */
export async function services(
  ctx: Context,
  query: { corporation?: Corporation; day?: string } = {},
): Promise<CatalogueRow[]> {
  const day = query.day ?? dayOf(ctx.now)
  if (!isDay(day)) throw new Problem('kernel/invalid', { field: 'day', reason: day })
  const catalogue = await catalogueOf(ctx)
  const whose = query.corporation ? [query.corporation] : await corporations(ctx)
  if (whose.length === 0) return catalogue.on({ id: 0, code: '' }, day).map((s) => ({ ...s, corporation: null }))
  const seen = new Map<number, CatalogueRow>()
  for (const c of whose)
    for (const s of catalogue.on(c, day))
      seen.set(s.id, { ...s, corporation: s.corporation_id === null ? s.only_for : c.code })
  return [...seen.values()].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.id - b.id))
}

export type NewService = Omit<
  Service,
  | 'id'
  | 'only_for'
  | 'in_force_to'
  | 'aliases'
  | 'documents'
  | 'form'
  | 'steps'
  | 'pauses'
  | 'steps_limit_value'
  | 'steps_limit_unit'
> &
  Partial<
    Pick<
      Service,
      'in_force_to' | 'aliases' | 'documents' | 'form' | 'steps' | 'pauses' | 'steps_limit_value' | 'steps_limit_unit'
    >
  >

/**
 * Adds a service, or the next version of one: a row, no code. Requests that are open keep the version of their day, so a
 * version cannot begin in the past. The version that it follows is not touched: the newest that is in force counts.
 * @throws Problem requests/service-in-the-past, kernel/invalid (also where the form is no JSON Schema that we heed)
 */
export async function addService(ctx: Context, given: NewService): Promise<{ id: number }> {
  const invalid = (field: string, reason: string) => new Problem('kernel/invalid', { field, reason })
  if (!/^[a-z][a-z0-9_]{1,49}$/.test(given.code)) throw invalid('code', given.code.slice(0, 60))
  if (!/^[a-z][a-z0-9_]{1,49}$/.test(given.family)) throw invalid('family', given.family.slice(0, 60))
  if (given.name.trim() === '' || given.name_en.trim() === '') throw invalid('name', '')
  if (given.rule.trim() === '') throw invalid('rule', '')
  if (!limitUnits.includes(given.limit_unit)) throw invalid('limit_unit', given.limit_unit)
  if ((given.limit_unit === 'at_once') !== (given.limit_value === null))
    throw invalid('limit_value', String(given.limit_value))
  if (given.limit_value !== null && !(Number.isInteger(given.limit_value) && given.limit_value > 0))
    throw invalid('limit_value', String(given.limit_value))
  const in_force_to = given.in_force_to ?? 'infinity'
  for (const [field, day] of Object.entries({ in_force_from: given.in_force_from, in_force_to }))
    if (day !== 'infinity' && !isDay(day)) throw invalid(field, day)
  if (in_force_to !== 'infinity' && in_force_to <= given.in_force_from) throw invalid('in_force_to', in_force_to)
  if (given.in_force_from < dayOf(ctx.now))
    throw new Problem('requests/service-in-the-past', { day: given.in_force_from })
  const fault = given.form && formFault(given.form)
  if (fault) throw invalid('form', fault)
  const twice = (words: string[]) => words.find((w, i) => words.indexOf(w) !== i)
  const steps = given.steps ?? []
  const repeated = twice(steps.map((s) => s.code)) ?? twice((given.pauses ?? []).map((p) => p.reason))
  if (repeated) throw invalid('steps', repeated)
  const { steps_limit_value = null, steps_limit_unit = null } = given
  if ((steps_limit_value === null) !== (steps_limit_unit === null) || steps_limit_unit === 'at_once')
    throw invalid('steps_limit_unit', String(steps_limit_unit))
  const id = await store.insertService(ctx, { ...given, in_force_to, steps })
  await audit(ctx, {
    verb: 'requests.add-service',
    about: given.code,
    corporation_id: given.corporation_id,
    detail: { id, in_force_from: given.in_force_from, limit_value: given.limit_value, limit_unit: given.limit_unit },
  })
  return { id }
}
