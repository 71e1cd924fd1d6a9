import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { type Context, languages, Problem, startOfDay } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { assess } from './assess.ts'
import { defineIndicator, definitions, preview, withdrawIndicator } from './define.ts'
import { evaluate } from './definition-figures.ts'
import {
  type Definition,
  type Filter,
  formulaOf,
  measures,
  type Source,
  sources,
  typeOf,
  wrongIn,
} from './definition-rules.ts'
import { valuesOf } from './definition-values.ts'
import { rowsBehind } from './rows.ts'

type Row = Record<string, string | number | boolean | null>
const codes = ['ACO', 'BCO'] as const
const day = fc.integer({ min: 0, max: 89 }) // three months from 1 January 2017
const dateOf = (n: number) => new Date(startOfDay('2017-01-01').getTime() + n * 86_400_000 + 3_600_000)
const monthOf = (n: number) => (n < 31 ? '2017-01' : n < 59 ? '2017-02' : '2017-03')
const word = fc.constantFrom('a', 'b', 'c')
const small = fc.integer({ min: 0, max: 4 })
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null, freq: 3 })
const base = { day, corporation: fc.constantFrom(...codes) }

/** Random rows of each source: what is written, and what a reader of the source sees. */
const rowsOf = {
  promises: fc.record({ ...base, kind: word, about_kind: word, kept: small, broken: small, released: small, open: small, version: small }),
  requests: fc.record({ ...base, service: word, family: word, class: maybe(word), channel: word, office: word, outcome: fc.constantFrom('done', 'refused'), working_days: small, paused_days: small, limit_value: maybe(fc.integer({ min: 1, max: 4 })), in_limit: maybe(fc.boolean()), accepted: maybe(fc.boolean()) }),
  interruptions: fc.record({ ...base, origin: fc.constantFrom('planned', 'fault', 'external'), cause: word, feeder: word, equipment: word, excluded: fc.boolean(), customers: small, duration_s: maybe(fc.integer({ min: 0, max: 9000 })) }),
  survey: fc.record({ ...base, stratum: word, weight: small, overall: fc.integer({ min: 0, max: 10 }) }),
} // biome-ignore format: a table

type Written = Exclude<Source, 'requests_received' | 'answers'>

async function write(ctx: Context, source: Written, rows: readonly Row[]): Promise<Row[]> {
  const ids = new Map<string, number>()
  for (const code of codes) ids.set(code, (await ensureCorporation(ctx, code)).id)
  const all = rows.map((r, i) => ({ ...r, i, id: ctx.newId(), corporation_id: ids.get(r.corporation as string)!, at: dateOf(r.day as number) })) as unknown as Row[] // biome-ignore format: one line
  const json = JSON.stringify(all)
  if (source === 'promises')
    await sql`insert into promises.promise (corporation_id, id, kind, about_kind, about, due, customers, parts, counted_at, rule, version, made_at, recorded_at, kept, broken, released)
      select corporation_id, id, kind, about_kind, id, at, kept + broken + released + open, 'customers', at, 'r', version, at, at, kept, broken, released
      from jsonb_to_recordset(${json}::jsonb) r (corporation_id smallint, id uuid, kind text, about_kind text, at timestamptz, kept int, broken int, released int, open int, version int)`.execute(ctx.tx)
  else if (source === 'requests')
    await sql`insert into requests.request (corporation_id, id, code, service_id, service, family, class, channel, office, state, received_at, complete_at, closed_at, outcome, working_days, paused_days, limit_value, limit_unit, in_limit, accepted, source, recorded_at)
      select corporation_id, id, 'R' || i, (select min(id) from requests.service), service, family, class, channel, office, 'closed', at, at, at, outcome, working_days, paused_days, limit_value, 'working_days', in_limit, accepted, 'import', at
      from jsonb_to_recordset(${json}::jsonb) r (corporation_id smallint, id uuid, i int, service text, family text, class text, channel text, office text, at timestamptz, outcome text, working_days int, paused_days int, limit_value int, in_limit boolean, accepted boolean)`.execute(ctx.tx)
  else if (source === 'interruptions') {
    await sql`insert into interruptions.interruption (corporation_id, id, code, source_kind, recorded_at, actor)
      select corporation_id, id, 'I' || i, 'import', at, 't' from jsonb_to_recordset(${json}::jsonb) r (corporation_id smallint, id uuid, i int, at timestamptz)`.execute(ctx.tx)
    await sql`insert into interruptions.step (corporation_id, excluded, customers, step_no, out_at, restored_at, recorded_at, interruption_id, feeder, origin, cause, equipment, actor)
      select corporation_id, excluded, customers, 1, at, at + make_interval(secs => duration_s), at, id, feeder, origin, cause, equipment, 't'
      from jsonb_to_recordset(${json}::jsonb) r (corporation_id smallint, excluded boolean, customers int, at timestamptz, duration_s int, id uuid, feeder text, origin text, cause text, equipment text)`.execute(ctx.tx)
  } else
    await sql`insert into surveys.sheet (corporation_id, year, respondent, stratum, weight, answers, overall, recorded_at, actor)
      select corporation_id, 2017, 'P' || i, stratum, weight, '{}', overall, at, 't'
      from jsonb_to_recordset(${json}::jsonb) r (corporation_id smallint, i int, stratum text, weight float8, overall float8, at timestamptz)`.execute(ctx.tx)
  return all.map((r) => ({
    ...r,
    month: source === 'survey' ? null : monthOf(r.day as number),
    ...(source === 'promises' ? { judged: (r.kept as number) + (r.broken as number), customers: (r.kept as number) + (r.broken as number) + (r.released as number) + (r.open as number) } : {}),
    ...(source === 'interruptions' ? { duration_min: r.duration_s === null ? null : (r.duration_s as number) / 60, customer_minutes: r.duration_s === null ? null : (r.customers as number) * ((r.duration_s as number) / 60) } : {}),
  }))
} // biome-ignore format: statements

const valueFor = (type: 'text' | 'number' | 'boolean', op: string): fc.Arbitrary<Filter['value']> =>
  op === 'known' || op === 'unknown'
    ? fc.constant(undefined)
    : op === 'in' || op === 'not_in'
      ? fc.array(word, { minLength: 1, maxLength: 2 })
      : type === 'text'
        ? word
        : type === 'number'
          ? fc.integer({ min: 0, max: 5 })
          : fc.boolean()

const filterOn = (source: Source): fc.Arbitrary<Filter> =>
  fc.constantFrom(...sources[source].text, ...sources[source].number, ...sources[source].boolean).chain((field) => {
    const type = typeOf(source, field)!
    const ops = { text: ['is', 'is_not', 'in', 'not_in', 'known', 'unknown'], number: ['is', 'at_least', 'at_most', 'over', 'under', 'known', 'unknown'], boolean: ['is', 'known', 'unknown'] }[type] // biome-ignore format: one line
    return fc.constantFrom(...ops).chain((op) => valueFor(type, op).map((value) => ({ field, op, value }) as Filter))
  })

const definitionOn = (source: Source): fc.Arbitrary<Definition> => {
  const number = fc.constantFrom(...sources[source].number)
  const filters = fc.array(filterOn(source), { maxLength: 2 })
  const good = fc.array(filterOn(source), { minLength: 1, maxLength: 2 })
  const common = { name: { vi: 'x', en: 'x' }, unit: '%', decimals: 1, direction: 'up', source } as const
  return fc
    .oneof(
      fc.record({ measure: fc.constant('count' as const), where: filters }),
      fc.record({ measure: fc.constant('share' as const), where: filters, good, weight: fc.option(number, { nil: undefined }) }),
      fc.record({ measure: fc.constant('mean' as const), where: filters, field: number, weight: fc.option(number, { nil: undefined }) }),
      fc.record({ measure: fc.constant('percentile' as const), where: filters, field: number, percentile: fc.constantFrom(0.1, 0.5, 0.7, 0.9, 1) }),
      fc.record({ measure: fc.constant('ratio' as const), where: filters, good: fc.option(good, { nil: undefined }), field: fc.option(number, { nil: undefined }), over: fc.option(number, { nil: undefined }) }),
    )
    .map((of) => ({ ...common, ...of }))
} // biome-ignore format: a table

/** The plain second opinion: one row after another. */
const holds = (row: Row, { field, op, value }: Filter): boolean => {
  const v = row[field] as never
  const limit = value as never
  switch (op) {
    case 'is':
      return v !== null && v === value
    case 'is_not':
      return v !== value
    case 'in':
      return v !== null && (value as string[]).includes(v)
    case 'not_in':
      return v === null || !(value as string[]).includes(v)
    case 'known':
      return v !== null
    case 'unknown':
      return v === null
    default:
      if (v === null) return false
      return { at_least: v >= limit, at_most: v <= limit, over: v > limit, under: v < limit }[op]
  }
}

function naive(of: Definition, rows: readonly Row[]): { numerator: number | null; denominator: number | null; point: number | null } {
  const sum = (list: readonly Row[], f: (r: Row) => number) => list.reduce((total, r) => total + f(r), 0)
  const good = (r: Row) => (of.good ?? []).every((f) => holds(r, f))
  const by = (field: string | undefined) => (r: Row) => (field ? ((r[field] as number | null) ?? 0) : 1)
  if (of.measure === 'count') return { numerator: rows.length, denominator: null, point: null }
  if (of.measure === 'share') return { numerator: sum(rows.filter(good), by(of.weight)), denominator: sum(rows, by(of.weight)), point: null }
  if (of.measure === 'ratio') return { numerator: sum(rows.filter(good), by(of.field)), denominator: sum(rows, by(of.over)), point: null }
  const known = rows.filter((r) => r[of.field!] !== null)
  if (of.measure === 'mean') return { numerator: sum(known, (r) => by(of.weight)(r) * (r[of.field!] as number)), denominator: sum(known, by(of.weight)), point: null }
  const values = known.map((r) => r[of.field!] as number).sort((a, b) => a - b)
  return { numerator: null, denominator: null, point: values.length === 0 ? null : values[Math.max(1, Math.ceil(of.percentile! * values.length)) - 1]! }
} // biome-ignore format: one line a measure

const supply = (more: Partial<Definition> = {}): Definition => ({
  name: { vi: 'Cấp điện mới trong 1 ngày', en: 'New supply within a day' },
  unit: '%',
  decimals: 1,
  direction: 'up',
  source: 'requests',
  measure: 'share',
  where: [{ field: 'family', op: 'is', value: 'a' }],
  good: [{ field: 'working_days', op: 'at_most', value: 1 }],
  ...more,
})
const closed = (corporation: string, n: number, working_days: number, more: Row = {}): Row => ({ corporation, day: n, service: 'a', family: 'a', class: null, channel: 'a', office: 'a', outcome: 'done', working_days, paused_days: 0, limit_value: null, in_limit: null, accepted: null, ...more }) // biome-ignore format: one line

onDatabase('indicators made without code', (story) => {
  it('a formula is said in both languages, whatever is asked of whatever rows', () => {
    assert.equal(
      formulaOf(supply(), 'en'),
      '100 x rows of requests closed in the month where kind of service is a and working days at most 1 / rows of requests closed in the month where kind of service is a',
    )
    assert.equal(
      formulaOf(supply({ measure: 'mean', field: 'working_days', where: [] }), 'vi'),
      'bình quân ngày làm việc, yêu cầu đóng trong tháng',
    )
    for (const [source, of] of Object.entries(sources))
      for (const field of [...of.text, ...of.number, ...of.boolean])
        for (const measure of measures)
          for (const op of ['is', 'known'] as const)
            for (const language of languages) {
              const where = [{ field, op, ...(op === 'is' ? { value: 'a' } : {}) }]
              const any = supply({ source: source as Source, measure, field, over: field, weight: field, percentile: 0.9, where }) // biome-ignore format: one line
              assert.doesNotMatch(formulaOf(any, language), /undefined|\{/)
            }
  })

  for (const source of ['promises', 'requests', 'interruptions', 'survey'] as const)
    story(`over ${source}: any definition over any rows equals counting them one by one`, at('2018-02-01 08:00'), async (ctx) => {
      for (const code of codes) await ensureCorporation(ctx, code)
      const given = fc.tuple(fc.array(rowsOf[source] as fc.Arbitrary<Row>, { maxLength: 12 }), fc.array(definitionOn(source), { minLength: 3, maxLength: 3 }))
      await fc.assert(
        fc.asyncProperty(given, async ([raw, list]) => {
          await sql`savepoint before`.execute(ctx.tx)
          const rows = await write(ctx, source, raw)
          for (const of of list) {
            assert.deepEqual(wrongIn(of), [])
            const cells = await evaluate(ctx, of, { from: '2017-01', to: '2017-12' })
            const found = new Map(cells.map((c) => [`${c.corporation_id} ${c.month}`, c]))
            const passed = rows.filter((r) => of.where.every((f) => holds(r, f)))
            const scopes = passed.flatMap((r) => [`${r.corporation_id} ${r.month}`, `${r.corporation_id} null`, `null ${r.month}`])
            for (const scope of new Set(['null null', ...scopes])) {
              const [corporation, month] = scope.split(' ')
              const mine = passed.filter((r) => (corporation === 'null' || String(r.corporation_id) === corporation) && (month === 'null' || r.month === month))
              // a survey has no months: its rows of a corporation stand in the cell without one
              const cell = found.get(scope)!
              assert.equal(cell.rows, mine.length, scope)
              const expected = naive(of, mine)
              for (const key of ['numerator', 'denominator', 'point'] as const) {
                const [a, b] = [cell[key], expected[key]]
                assert.ok(a === b || (a !== null && b !== null && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b))), `${scope} ${key}: ${a} <> ${b}`)
              }
            }
          }
          await sql`rollback to savepoint before`.execute(ctx.tx)
        }),
        { numRuns: 40 },
      )
    }) // biome-ignore format: one line a step

  story('is seen on last year before it counts, and counts from its month on', at('2018-01-10 08:00'), async (ctx) => {
    await write(ctx, 'requests', [closed('ACO', 0, 1), closed('ACO', 1, 3), closed('BCO', 40, 1)])
    const seen = await preview(ctx, supply())
    assert.deepEqual([seen.year, seen.warnings, seen.figures[0]!.actual], [2017, [], (100 * 2) / 3])
    const of = (c: string | null) => seen.figures.find((f) => f.corporation === c)!
    assert.deepEqual([of('ACO').actual, of('BCO').months[1]!.actual, of('BCO').months[0]!.said], [50, 100, 'nothing_found'])
    assert.deepEqual(await definitions(ctx), [])
    const made = await defineIndicator(ctx, { code: 'fast_supply', from: '2017-02', definition: supply(), reason: 'thử' })
    assert.deepEqual([made.version, made.from], [1, '2017-02'])
    const year = await assess(ctx, { year: 2017 })
    const mine = year.indicators.find((i) => i.code === 'fast_supply')!
    assert.deepEqual([mine.made_by, mine.name, mine.version], ['definition', 'Cấp điện mới trong 1 ngày', 1])
    const figure = (c: string | null) => mine.figures.find((f) => f.corporation === c)!
    assert.deepEqual([figure(null).actual, figure('ACO').actual, figure('BCO').actual], [100, null, 100], 'January is before it')
    const rows = await rowsBehind(ctx, { code: 'fast_supply', from: '2017-02', to: '2017-02', limit: 10, offset: 0 })
    assert.deepEqual(rows.rows.map((r) => [r.corporation, r.working_days]), [['BCO', 1]])
  }) // biome-ignore format: one line a step

  story('offers the values that rows of the last year have, the most frequent first, one’s own only', at('2017-02-10 08:00'), async (ctx) => {
    await write(ctx, 'requests', [closed('ACO', 0, 1, { outcome: 'refused' }), closed('ACO', 1, 3), closed('BCO', 40, 1, { class: 'c' })])
    const of = (field: string, source: Source = 'requests', as = ctx) => valuesOf(as, { source, field })
    assert.deepEqual(await of('outcome'), [{ value: 'done', rows: 2 }, { value: 'refused', rows: 1 }])
    assert.deepEqual((await of('class')), [{ value: 'c', rows: 1 }], 'a row without the value offers none')
    assert.deepEqual(await of('cause', 'interruptions'), [])
    const { id } = await ensureCorporation(ctx, 'BCO')
    await seenAs(ctx, { corporations: [id] }, async (as) => assert.deepEqual(await of('outcome', 'requests', as), [{ value: 'done', rows: 1 }]))
    await seenAs(ctx, { now: at('2018-06-10 08:00') }, async (as) => assert.deepEqual(await of('outcome', 'requests', as), []))
    for (const [source, { text, number }] of Object.entries(sources) as [Source, (typeof sources)[Source]][]) {
      for (const field of text) await of(field, source)
      await assert.rejects(of(number[0]!, source), problem('kernel/invalid'))
    }
    await assert.rejects(of("x'; drop table requests.request; --"), problem('kernel/invalid'))
  }) // biome-ignore format: one line a step

  story('months that are over keep the definition of their day', at('2017-02-10 08:00'), async (ctx) => {
    await write(ctx, 'requests', [closed('ACO', 0, 2), closed('ACO', 40, 2)])
    await defineIndicator(ctx, { code: 'fast_supply', from: '2017-01', definition: supply(), reason: 'mới' })
    const good: Filter[] = [{ field: 'working_days', op: 'at_most', value: 2 }]
    const next = { code: 'fast_supply', definition: supply({ good }), reason: 'nới hạn' }
    await assert.rejects(defineIndicator(ctx, { ...next, from: '2017-01' }), problem('indicators/version-in-the-past'))
    assert.equal((await defineIndicator(ctx, { ...next, from: '2017-02' })).version, 2)
    const month = async (n: number) =>
      (await assess(ctx, { year: 2017 })).indicators.find((i) => i.code === 'fast_supply')!.figures[0]!.months[n]!
        .actual
    assert.deepEqual([await month(0), await month(1)], [0, 100])
    await withdrawIndicator(ctx, { code: 'fast_supply', from: '2017-02', reason: 'thôi' })
    assert.equal(
      (await assess(ctx, { year: 2017 })).indicators.some((i) => i.code === 'fast_supply'),
      false,
    )
    await assert.rejects(
      withdrawIndicator(ctx, { code: 'fast_supply', reason: 'thôi' }),
      problem('indicators/not-made-here'),
    )
    const all = await definitions(ctx)
    assert.deepEqual(all.map((v) => [v.version, v.from, v.to]), [[1, '2017-01', '2017-01'], [2, '2017-02', '2017-01'], [3, '2017-02', null]]) // biome-ignore format: one line
  })

  story('a shipped indicator can be redefined; its earlier months stay', at('2017-02-10 08:00'), async (ctx) => {
    await write(ctx, 'requests', [
      closed('ACO', 0, 9, { class: 'urban_home', in_limit: true }),
      closed('ACO', 40, 9, { class: 'urban_home', in_limit: true }),
    ])
    const where: Filter[] = [{ field: 'class', op: 'is', value: 'urban_home' }]
    await defineIndicator(ctx, { code: 's01', from: '2017-02', definition: supply({ where }), reason: 'theo danh mục' })
    const s01 = (await assess(ctx, { year: 2017 })).indicators.find((i) => i.code === 's01')!
    const months = s01.figures.find((f) => f.corporation === 'ACO')!.months
    assert.deepEqual([months[0]!.actual, months[1]!.actual, s01.made_by], [100, 0, 'definition'])
  })

  story('says what cannot be computed, by field, and what finds nothing', at('2018-01-10 08:00'), async (ctx) => {
    const wrong = supply({
      where: [
        { field: 'actor; drop table x', op: 'is', value: 'a' },
        { field: 'working_days', op: 'in', value: ['1'] },
        { field: 'family', op: 'is', value: 3 },
      ],
      good: [],
      field: 'family',
    })
    await assert.rejects(preview(ctx, wrong), (error) => {
      assert.ok(error instanceof Problem && error.code === 'indicators/bad-definition')
      assert.deepEqual(error.refused.map((r) => r.field), ['where.0', 'where.1', 'where.2', 'good', 'field', 'field']) // biome-ignore format: one line
      return true
    })
    const nothing = await preview(ctx, supply())
    assert.equal(nothing.figures[0]!.said, 'nothing_found')
    assert.deepEqual(nothing.warnings, ['2017: không có dòng nào thỏa điều kiện'])
    await write(ctx, 'requests', [closed('ACO', 0, 0)])
    const zero = await preview(ctx, supply({ measure: 'ratio', field: 'working_days', over: 'paused_days' }))
    assert.deepEqual([zero.figures[0]!.actual, zero.figures[0]!.said], [null, 'zero_denominator'])
    await write(ctx, 'survey', [{ corporation: 'ACO', day: 0, stratum: 'a', weight: 1, overall: 9 }])
    const few = await preview(ctx, supply({ source: 'survey', measure: 'mean', where: [], good: undefined, field: 'overall' })) // biome-ignore format: one line
    assert.deepEqual([few.figures[0]!.actual, few.figures[0]!.said], [null, 'too_few'])
    for (const [code, expected] of [['', 'indicators/bad-code'], ['Ả', 'indicators/bad-code']] as const) // biome-ignore format: one line
      await assert.rejects(defineIndicator(ctx, { code, definition: supply(), reason: 'x' }), problem(expected))
    await assert.rejects(defineIndicator(ctx, { code: 'abc', definition: supply(), reason: ' ' }), problem('indicators/reason-needed')) // biome-ignore format: one line
  })

  story('one corporation defines for itself only, and is not seen by another', at('2018-01-10 08:00'), async (ctx) => {
    const [a, b] = [await ensureCorporation(ctx, 'ACO'), await ensureCorporation(ctx, 'BCO')]
    await write(ctx, 'requests', [closed('ACO', 0, 0)])
    const given = { code: 'own', from: '2017-01', definition: supply(), reason: 'riêng' }
    await seenAs(ctx, { corporations: [a.id] }, async (as) => {
      await assert.rejects(defineIndicator(as, given), problem('organisation/not-for-all'))
      await assert.rejects(defineIndicator(as, { ...given, corporation: 'BCO' }), problem('organisation/not-yours'))
      await defineIndicator(as, { ...given, corporation: 'ACO' })
      assert.equal((await assess(as, { year: 2017 })).indicators.at(-1)!.figures.at(-1)!.actual, 100)
    })
    await seenAs(ctx, { corporations: [b.id] }, async (as) => assert.deepEqual(await definitions(as), []))
  })
})

const problem = (code: string) => (error: unknown) => error instanceof Problem && error.code === code
