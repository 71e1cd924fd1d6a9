import type { paths } from '../api.gen.ts'
import type { Answered } from '../api.ts'

export type Known = Answered<'/api/v1/indicator-definitions', 'get'>
export type Grammar = Known['grammar']
export type Version = Known['items'][number]
export type Preview = Answered<'/api/v1/indicator-definition-previews', 'post'>
export type Body = paths['/api/v1/indicator-definitions']['post']['requestBody']['content']['application/json']
export type Definition = Body['definition']
export type Source = Definition['source']
export type Filter = Definition['where'][number]
export type Part_ = 'field' | 'over' | 'weight' | 'percentile' | 'good'

/** What each measure asks for beside the rows it looks at; the server has the same table (`wrongIn`) and the last word. */
export const asks: Record<Definition['measure'], readonly Part_[]> = {
  share: ['good', 'weight'],
  mean: ['field', 'weight'],
  percentile: ['field', 'percentile'],
  count: [],
  ratio: ['good', 'field', 'over'],
}

/** The definition as it is asked of the server: only what its measure has use for, only filters that are whole. */
export function sent(of: Definition, grammar: Grammar): Definition {
  const fields = grammar.sources.find((s) => s.code === of.source)?.fields ?? []
  const whole = (list: readonly Filter[] | undefined) =>
    (list ?? []).filter(
      (f) =>
        fields.some((x) => x.code === f.field) &&
        (needsNone(f.op) || (Array.isArray(f.value) ? f.value.length > 0 : f.value !== undefined && f.value !== '')),
    )
  const used = asks[of.measure]
  const { name, note, unit, decimals, direction, source, measure, scale } = of
  return {
    name: { vi: name.vi.trim() || '–', en: name.en.trim() || '–' },
    ...(note && (note.vi.trim() || note.en.trim())
      ? { note: { vi: note.vi.trim() || note.en.trim(), en: note.en.trim() || note.vi.trim() } }
      : {}),
    unit: unit.trim() || '–',
    decimals,
    direction,
    source,
    measure,
    where: whole(of.where),
    ...(used.includes('good') && (measure === 'share' || whole(of.good).length > 0) ? { good: whole(of.good) } : {}),
    ...Object.fromEntries(
      (['field', 'over', 'weight'] as const).flatMap((key) => (used.includes(key) && of[key] ? [[key, of[key]]] : [])),
    ),
    ...(used.includes('percentile') ? { percentile: of.percentile ?? 0.9 } : {}),
    ...(scale ? { scale } : {}),
  }
}

/** Whether a comparison stands without a value. */
export const needsNone = (op: string) => op === 'known' || op === 'unknown'
