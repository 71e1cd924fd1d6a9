import { type Language, say } from '../kernel/index.ts'

/** What can be asked of each kind of rows. `on`: how a row finds its month. Nothing else ever reaches a statement. */
export const sources = {
  promises: {
    on: 'due',
    text: ['kind', 'about_kind'],
    number: ['customers', 'kept', 'broken', 'released', 'open', 'judged', 'version'],
    boolean: [],
  },
  requests: {
    on: 'closed_at',
    text: ['service', 'family', 'class', 'channel', 'office', 'outcome'],
    number: ['working_days', 'paused_days', 'limit_value'],
    boolean: ['in_limit', 'accepted'],
  },
  requests_received: {
    on: 'received_at',
    text: ['service', 'family', 'class', 'channel', 'office', 'state', 'outcome'],
    number: ['working_days', 'paused_days', 'limit_value'],
    boolean: ['in_limit', 'accepted'],
  },
  interruptions: {
    on: 'out_at',
    text: ['origin', 'cause', 'feeder', 'equipment'],
    number: ['customers', 'duration_min', 'customer_minutes'],
    boolean: ['excluded'],
  },
  answers: { on: 'at', text: ['about_kind', 'via'], number: ['score'], boolean: [] },
  survey: { on: 'year', text: ['stratum'], number: ['overall', 'weight'], boolean: [] },
} as const satisfies Record<string, { on: string; text: string[]; number: string[]; boolean: string[] }>
export type Source = keyof typeof sources
export const sourceNames = Object.keys(sources) as Source[]

export const measures = ['share', 'mean', 'percentile', 'count', 'ratio'] as const
export type MeasureKind = (typeof measures)[number]

export const operators = {
  text: ['is', 'is_not', 'in', 'not_in', 'known', 'unknown'],
  number: ['is', 'at_least', 'at_most', 'over', 'under', 'known', 'unknown'],
  boolean: ['is', 'known', 'unknown'],
} as const
export type Operator = (typeof operators)[keyof typeof operators][number]

export interface Filter {
  field: string
  op: Operator
  value?: string | number | boolean | string[] | undefined
}

/** An indicator made without code. */
export interface Definition {
  name: { vi: string; en: string }
  /** What a reader should know beyond the measure itself. */
  note?: { vi: string; en: string } | undefined
  unit: string
  decimals: number
  direction: 'up' | 'down'
  source: Source
  measure: MeasureKind
  /** Which rows are looked at: all of these hold. */
  where: Filter[]
  /** share: which of those count as good. ratio: which rows make the numerator. */
  good?: Filter[] | undefined
  /** mean, percentile: of which field. ratio: sum of which field; left out: rows. */
  field?: string | undefined
  /** ratio: over the sum of which field; left out: rows. */
  over?: string | undefined
  /** share, mean: a row weighs as much as this field; left out: 1. */
  weight?: string | undefined
  /** percentile: between 0 and 1, nearest rank. */
  percentile?: number | undefined
  /** The figure is multiplied by it (100 for %, 1000 for "of a thousand"); left out: 100 for a share, else 1. */
  scale?: number | undefined
}

export const typeOf = (source: Source, field: string): keyof typeof operators | undefined =>
  (['text', 'number', 'boolean'] as const).find((type) => (sources[source][type] as readonly string[]).includes(field))

export interface Wrong {
  field: string
  reason: { vi: string; en: string }
}

const filters_max = 10

/** What is wrong with a definition, by field; nothing when it can be computed. */
export function wrongIn(of: Definition): Wrong[] {
  const wrong: Wrong[] = []
  const refuse = (field: string, vi: string, en: string) => wrong.push({ field, reason: { vi, en } })
  const known = [...sources[of.source].text, ...sources[of.source].number, ...sources[of.source].boolean].join(', ')
  const number = (name: 'field' | 'over' | 'weight', needed: boolean) => {
    const field = of[name]
    if (field === undefined && needed) refuse(name, 'phải nêu một trường số', 'a field with numbers is needed')
    if (field !== undefined && typeOf(of.source, field) !== 'number')
      refuse(
        name,
        `«${field}» không phải trường số; có: ${sources[of.source].number.join(', ')}`,
        `"${field}" holds no numbers; choose from: ${sources[of.source].number.join(', ')}`,
      )
  }
  const filters = (name: 'where' | 'good', list: readonly Filter[]) => {
    if (list.length > filters_max)
      refuse(name, `nhiều nhất ${filters_max} điều kiện`, `at most ${filters_max} conditions`)
    for (const [i, f] of list.entries()) {
      const at = `${name}.${i}`
      const type = typeOf(of.source, f.field)
      if (!type) {
        refuse(
          at,
          `không có trường «${f.field}»; có: ${known}`,
          `there is no field "${f.field}"; choose from: ${known}`,
        )
        continue
      }
      if (!(operators[type] as readonly string[]).includes(f.op)) {
        const all = operators[type].join(', ')
        refuse(at, `«${f.op}» không dùng được với ${f.field}; có: ${all}`, `"${f.op}" does not go with ${f.field}; choose from: ${all}`) // biome-ignore format: one line
        continue
      }
      if (!takes(type, f)) refuse(at, `giá trị không hợp với ${f.field} ${f.op}`, `the value does not go with ${f.field} ${f.op}`) // biome-ignore format: one line
    }
  }
  filters('where', of.where)
  filters('good', of.good ?? [])
  if (of.measure === 'share' && !(of.good && of.good.length > 0))
    refuse('good', 'tỷ lệ cần điều kiện đạt', 'a share needs to know which rows are good')
  if (of.measure === 'percentile' && !(of.percentile !== undefined && of.percentile > 0 && of.percentile <= 1))
    refuse('percentile', 'phải trong khoảng (0, 1]', 'must lie in (0, 1]')
  number('field', of.measure === 'mean' || of.measure === 'percentile')
  number('over', false)
  number('weight', false)
  const allowed: Record<MeasureKind, readonly (keyof Definition)[]> = {
    share: ['good', 'weight', 'scale'],
    mean: ['field', 'weight', 'scale'],
    percentile: ['field', 'percentile', 'scale'],
    count: ['scale'],
    ratio: ['good', 'field', 'over', 'scale'],
  }
  for (const name of ['good', 'field', 'over', 'weight', 'percentile'] as const)
    if (of[name] !== undefined && !allowed[of.measure].includes(name))
      refuse(name, `không dùng với ${of.measure}`, `does not go with ${of.measure}`)
  if (of.scale !== undefined && !(Number.isFinite(of.scale) && of.scale > 0))
    refuse('scale', 'phải lớn hơn 0', 'must be above zero')
  return wrong
}

function takes(type: keyof typeof operators, { op, value }: Filter): boolean {
  if (op === 'known' || op === 'unknown') return value === undefined
  if (op === 'in' || op === 'not_in')
    return Array.isArray(value) && value.length > 0 && value.length <= 50 && value.every((v) => v.length <= 100)
  if (type === 'text') return typeof value === 'string' && value.length <= 100
  return type === 'number' ? typeof value === 'number' && Number.isFinite(value) : typeof value === 'boolean'
}

export const scaleOf = (of: Definition): number => of.scale ?? (of.measure === 'share' ? 100 : 1)

/** The same definition as a formula that can be read: `100 x sum of customers of ... where ... / sum of ...`. */
export function formulaOf(of: Definition, language: Language): string {
  const text = say('indicators', language)
  const named = (field: string) => text(`column.${field}`)
  const from = (more: readonly Filter[] = []) => {
    const source = text(`source.${of.source}`)
    const conditions = [...of.where, ...more].map((f) => conditionOf(f, text)).join(text('made.and'))
    return conditions === '' ? source : text('made.where', { source, conditions })
  }
  const sum = (field: string | undefined) => (field ? text('made.sum', { field: named(field) }) : text('made.rows'))
  const given = {
    source: from(),
    source_good: from(of.good),
    part: sum(of.measure === 'share' ? of.weight : of.field),
    whole: sum(of.over),
    field: of.field === undefined ? '' : named(of.field),
    weight: of.weight === undefined ? '' : named(of.weight),
    percentile: String(of.percentile),
  }
  const scale = scaleOf(of)
  const times = scale === 1 ? '' : `${scale} x `
  return times + text(`made.${of.measure === 'mean' && of.weight ? 'mean_weighted' : of.measure}`, given)
}

/** A condition in words; values stand as they are written in the rows. */
const conditionOf = ({ field, op, value }: Filter, text: ReturnType<typeof say>): string =>
  [text(`column.${field}`), text(`operator.${op}`), Array.isArray(value) ? value.join(' | ') : value]
    .filter((part) => part !== undefined)
    .join(' ')

/** The definition in words: its note, then the formula. */
export const wordsOf = (of: Definition, language: Language): string =>
  [of.note?.[language], formulaOf(of, language)].filter((t) => t).join('. ')
