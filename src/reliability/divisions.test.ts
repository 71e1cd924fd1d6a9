import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { corporationNamed, ensureCorporation } from '../organisation/index.ts'
import { arbitraryServed, arbitraryStep, months, undone, write, writeServed } from './history-for-tests.ts'
import { indices, indicesSideBySide, indicesWithStatement, interruptionsBehind } from './index.ts'
import { apportion } from './places.ts'
import { civil, type ReferenceStep, reference, referenceThreshold, toNumber } from './reference.ts'

const now = at('2018-01-01 08:00')
const period = { from: months[0]!, to: months.at(-1)! }

const near = (found: number | null, expected: number | null, what: string) => {
  if (found === null || expected === null) return assert.equal(found, expected, what)
  assert.ok(
    Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${what}: ${found} is not ${expected}`,
  )
}

describe('dealing out whole customers', () => {
  it('gives whole parts that add up, each within one of its share', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 31_000_000 }),
        fc.array(fc.nat({ max: 31_000_000 }), { maxLength: 20 }),
        (whole, weights) => {
          const parts = apportion(whole, weights)
          const total = weights.reduce((a, b) => a + b, 0)
          assert.equal(
            parts.reduce((a, b) => a + b, 0),
            total === 0 ? 0 : whole,
          )
          for (const [i, part] of parts.entries())
            if (total > 0) assert.ok(Math.abs(part - (whole / total) * weights[i]!) < 1 + 1e-6)
        },
      ),
    )
    assert.deepEqual(apportion(10, [1, 1, 1]), [4, 3, 3])
    assert.deepEqual(apportion(7, [7, 0]), [7, 0])
  })
})

/** A customer of EVNHANOI: on which transformer, in which commune, of which unit (by the code). */
type Person = { transformer: number; commune: string | null; province: string; unit: string; until: string | null }
const communes = ['Ba Đình', 'Hoàn Kiếm', null]
const arbitraryPerson: fc.Arbitrary<Person> = fc.record({
  transformer: fc.integer({ min: 0, max: 7 }),
  commune: fc.constantFrom(...communes),
  province: fc.constantFrom('Hà Nội', 'Hưng Yên'),
  unit: fc.constantFrom('PD0100', 'PD0200', 'PX9999'),
  until: fc.option(fc.constantFrom('2017-01-15', '2017-03-01'), { freq: 4 }),
})

/** Transformers 0-3 hang on feeder 471 E1.1, 4-7 on 472 E1.1; units PD0100 and PD0200 stand under company PD, PX9999 does not exist. */
async function populate(ctx: Context, people: readonly Person[]): Promise<number> {
  const { id } = await ensureCorporation(ctx, 'EVNHANOI')
  await sql`
    with company as (
      insert into organisation.unit (corporation_id, kind, code, name, created_at) values (${id}, 'company', 'PD', 'PD', ${ctx.now}) returning id
    )
    insert into organisation.unit (corporation_id, kind, code, name, parent_id, created_at)
    select ${id}, 'unit', c, c, company.id, ${ctx.now} from company, unnest(array['PD0100', 'PD0200']) c`.execute(
    ctx.tx,
  )
  await sql`
    insert into network.equipment (corporation_id, id, mrid, kind, name, feeder, from_node, phases, normally_open, transformer_id, valid_from)
    select ${id}, 9000 + t, 'T' || t, 'transformer', 'T' || t, case when t < 4 then '471 E1.1' else '472 E1.1' end, 'n', 7, false, t, ${ctx.now}
    from generate_series(0, 7) t`.execute(ctx.tx)
  const rows = people.map((p, i) => ({ ...p, code: `${p.unit}${String(i).padStart(7, '0')}` }))
  await sql`select customers.house(${id}::smallint)`.execute(ctx.tx)
  await sql`
    with person as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (code text, transformer integer, commune text, province text, until date)),
    customer as (
      insert into customers.customer (corporation_id, code, name, class, area, commune, province, recorded_at)
      select ${id}, code, code, 'residential', 'urban', commune, province, ${ctx.now} from person returning id, code
    )
    insert into customers.service_point (corporation_id, customer_id, transformer_id, code, valid_to)
    select ${id}, c.id, p.transformer, p.code || '001', coalesce(p.until, 'infinity') from person p join customer c using (code)`.execute(
    ctx.tx,
  )
  return id
}

const placed = ['company', 'unit', 'province', 'commune'] as const
const placeOf = (p: Person, by: (typeof placed)[number]): string =>
  by === 'commune'
    ? (p.commune ?? '')
    : by === 'province'
      ? p.province
      : p.unit === 'PX9999'
        ? ''
        : by === 'unit'
          ? p.unit
          : 'PD'

onDatabase('divisions by company, unit, province and commune', (story) => {
  story(
    'parts add up to the whole, counts and customers served and minutes, whatever the history',
    now,
    async (ctx) => {
      let divided = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(arbitraryStep, { minLength: 1, maxLength: 10 }),
          fc.array(arbitraryPerson, { maxLength: 25 }),
          arbitraryServed,
          fc.uniqueArray(fc.constantFrom(...placed), { minLength: 1, maxLength: 3 }),
          fc.constantFrom('vn', 'ieee1366'),
          (steps, people, served, by, rules) =>
            undone(ctx, async () => {
              await populate(ctx, people)
              // half of the steps say whose they are: the transformers of a range, with or without anybody on it
              const range = (n: number) => (n % 2 === 0 ? `{[${n % 8},${(n % 8) + 3})}` : undefined)
              const named = steps.map((s) => ({ ...s, transformers: range(s.customers) }))
              await write(ctx, named)
              await writeServed(ctx, served)
              for (const asked of [
                { ...period, rules, corporation: 'EVNHANOI' },
                { ...period, rules, by: ['corporation', 'month'] },
              ]) {
                const whole = await indices(ctx, asked)
                const parts = await indices(ctx, { ...asked, by: [...('by' in asked ? asked.by : []), ...by] })
                divided += parts.length
                const key = (r: { corporation?: string; month?: string }) => `${r.corporation} ${r.month}`
                const found = Map.groupBy(parts, key)
                for (const w of whole) {
                  const mine = found.get(key(w)) ?? []
                  const sum = (pick: (r: (typeof mine)[number]) => number | null) =>
                    mine.reduce((t, r) => t + (pick(r) ?? 0), 0)
                  assert.equal(
                    sum((r) => r.customer_interruptions),
                    w.customer_interruptions,
                  )
                  near(
                    sum((r) => r.customer_minutes),
                    w.customer_minutes,
                    'customer minutes',
                  )
                  near(
                    sum((r) => r.customers),
                    w.customers ?? 0,
                    'customers served',
                  )
                  // a part's index is over its own customers: the whole is their mean, weighted by customers
                  const single = rules === 'ieee1366' || 'by' in asked
                  if (single && w.saidi_min !== null && mine.every((r) => r.saidi_min !== null)) {
                    near(
                      sum((r) => (r.saidi_min ?? 0) * (r.customers ?? 0)),
                      w.saidi_min * w.customers!,
                      'SAIDI by customers',
                    )
                    near(
                      sum((r) => (r.maifi ?? 0) * (r.customers ?? 0)),
                      w.maifi! * w.customers!,
                      'MAIFI by customers',
                    )
                  }
                }
              }
            }),
        ),
        { numRuns: 25 },
      )
      assert.ok(divided > 100, `only ${divided} parts`)
    },
  )

  story(
    'customers of a step are those of its transformers on its day, each in the place of their own',
    now,
    async (ctx) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(arbitraryPerson, { minLength: 1, maxLength: 25 }),
          fc.integer({ min: 0, max: 7 }),
          fc.constantFrom(...placed),
          fc.constantFrom('2017-01-10', '2017-01-15', '2017-03-10'),
          (people, from, by, day) =>
            undone(ctx, async () => {
              const corporation_id = await populate(ctx, people)
              const there = people.filter((p) => p.transformer >= from && (p.until === null || day < p.until))
              if (there.length === 0) return
              const out_s = at(`${day} 09:00`).getTime() / 1000
              const base = {
                interruption: 'A',
                corporation: 'EVNHANOI',
                feeder: '',
                origin: 'fault',
                cause: '',
                excluded: false,
              }
              const transformers = `{[${from},8)}`
              await write(ctx, [{ ...base, customers: there.length, out_s, restored_s: out_s + 3600, transformers }])
              const month = day.slice(0, 7)
              const expected = Map.groupBy(there, (p) => placeOf(p, by))
              const rows = await indices(ctx, { from: month, to: month, rules: 'vn', by: [by] })
              assert.deepEqual(
                rows.filter((r) => r.customer_interruptions > 0).map((r) => [r[by], r.customer_interruptions]),
                [...expected].map(([k, v]) => [k, v.length]).sort((a, b) => (a[0]! < b[0]! ? -1 : 1)),
              )
              // a denominator of one's own: the place's service points on the last day of the month
              const last = month === '2017-01' ? '2017-01-31' : '2017-03-31'
              for (const r of rows) {
                const served = people.filter(
                  (p) => placeOf(p, by) === r[by] && (p.until === null || last < p.until),
                ).length
                assert.equal(r.customers, served || null)
              }
              // and the drill: the interruptions of one place carry that place's customers
              const [first] = expected
              const [behind] = await interruptionsBehind(ctx, {
                from: month,
                to: month,
                rules: 'vn',
                where: { [by]: first![0] },
              })
              assert.deepEqual(
                [behind!.corporation_id, behind!.customer_interruptions],
                [corporation_id, first![1].length],
              )
            }),
        ),
        { numRuns: 25 },
      )
    },
  )

  story(
    'history that names only a feeder is spread as its customers are, whole customers, and nobody’s is said',
    now,
    async (ctx) => {
      const person = (transformer: number, commune: string) => ({
        transformer,
        commune,
        province: 'Hà Nội',
        unit: 'PD0100',
        until: null,
      })
      await populate(ctx, [person(0, 'Ba Đình'), person(1, 'Ba Đình'), person(2, 'Hoàn Kiếm'), person(5, 'Hoàn Kiếm')])
      const out_s = at('2017-01-10 09:00').getTime() / 1000
      const base = {
        corporation: 'EVNHANOI',
        origin: 'fault',
        cause: '',
        excluded: false,
        out_s,
        restored_s: out_s + 600,
      }
      await write(ctx, [
        { ...base, interruption: 'A', feeder: '471 E1.1', customers: 100 },
        { ...base, interruption: 'B', feeder: 'unknown', customers: 5 },
      ])
      await writeServed(ctx, [{ corporation: 'EVNHANOI', month: '2017-01', customers: 4000 }])
      const { rows, warnings } = await indicesWithStatement(ctx, {
        from: '2017-01',
        to: '2017-01',
        rules: 'vn',
        by: ['commune'],
      })
      assert.deepEqual(
        rows.map((r) => [r.commune, r.customer_interruptions, r.customers, r.saidi_min]),
        [['', 5, null, null], ['Ba Đình', 67, 2000, 0.335], ['Hoàn Kiếm', 33, 2000, 0.165]], // biome-ignore format: as a table
      )
      assert.equal(warnings.length, 1, 'those of no commune are said, not divided')
      const { id } = await corporationNamed(ctx, 'EVNHANOI')
      const other = await ensureCorporation(ctx, 'X2')
      await seenAs(ctx, { corporations: [other.id] }, async (c) =>
        assert.deepEqual(await indices(c, { from: '2017-01', to: '2017-01', rules: 'vn', by: ['commune'] }), []),
      )
      assert.notEqual(id, other.id)
    },
  )
})

onDatabase('with and without, side by side', (story) => {
  story(
    'each column is what it says, against the independent reference; roll-ups and steps agree',
    now,
    async (ctx) => {
      let majors = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(arbitraryStep, { maxLength: 14 }),
          fc.array(
            fc.record({
              day: fc.integer({ min: 0, max: 1400 }),
              minutes: fc.integer({ min: 6, max: 40 }),
              excluded: fc.boolean(),
            }),
            { minLength: 3, maxLength: 8 },
          ),
          fc.constantFrom('vn' as const, 'ieee1366' as const),
          fc.constantFrom([], ['month'], ['month', 'origin']),
          (steps, quiet, rules, by) =>
            undone(ctx, async () => {
              const corporation = 'EVNNPC'
              const history = quiet.map(({ day, minutes, excluded }, i): ReferenceStep => {
                const out_s = at('2012-02-01 10:00').getTime() / 1000 + day * 86_400
                return {
                  interruption: `h${i}`,
                  corporation,
                  feeder: 'F',
                  origin: 'fault',
                  cause: '',
                  customers: 10 + i,
                  excluded,
                  out_s,
                  restored_s: out_s + minutes * 60,
                }
              })
              const all = [...history, ...steps.map((s) => ({ ...s, corporation }))]
              const served = Array.from({ length: 72 }, (_, m) => ({
                corporation,
                month: `${2012 + Math.floor(m / 12)}-${String((m % 12) + 1).padStart(2, '0')}`,
                customers: 1000,
              }))
              await write(ctx, all)
              await writeServed(ctx, served)
              const asked = { from: '2017-01', to: '2017-04', rules, by }
              const found = await indicesSideBySide(ctx, asked)
              const inside = ['2017-01', '2017-02', '2017-03', '2017-04']
              for (const [variant, of] of Object.entries({
                all: all,
                without_excluded: all.filter((s) => !s.excluded),
              })) {
                // T_MED and the days by the definition
                const saidi = new Map<string, number>()
                for (const s of of)
                  if (s.restored_s! - s.out_s > 300)
                    saidi.set(
                      civil(s.out_s).day,
                      (saidi.get(civil(s.out_s).day) ?? 0) + (s.customers * (s.restored_s! - s.out_s)) / 60 / 1000,
                    )
                const before = [...saidi].filter(([d]) => d >= '2012' && d < '2017').map(([, v]) => v)
                const { t_med_min } =
                  before.length > 1 ? referenceThreshold(before, 'sample') : { t_med_min: Number.POSITIVE_INFINITY }
                const gone = [...saidi]
                  .filter(([d, v]) => d >= '2017-01-01' && v > t_med_min)
                  .map(([d]) => d)
                  .sort()
                const kind = variant === 'all' ? 'counted' : 'left_out'
                assert.deepEqual(
                  found.major_event_days[kind].map((m) => m.day).filter((d) => d < '2017-05'),
                  gone,
                )
                majors += gone.length
                const pair =
                  variant === 'all'
                    ? (['all', 'without_major_event_days'] as const)
                    : (['without_excluded', 'without_both'] as const)
                for (const [n, name] of pair.entries()) {
                  const left = of.filter((s) => n === 0 || !gone.includes(civil(s.out_s).day))
                  for (const row of found.rows) {
                    const mine = left.filter((s) =>
                      by.every((d) => (d === 'month' ? civil(s.out_s).month === row.month : s.origin === row.origin)),
                    )
                    const expected = reference(rules, mine, row.month ? [row.month] : inside, served)
                    const f = row.figures[name]
                    assert.equal(f?.interruptions ?? 0, expected.interruptions, `${name} interruptions`)
                    assert.equal(f?.customer_interruptions ?? 0, Number(expected.customer_interruptions), `${name} CI`)
                    near(f?.saidi_min ?? 0, toNumber(expected.saidi_min) ?? 0, `${name} SAIDI`)
                    near(f?.maifi ?? 0, toNumber(expected.maifi) ?? 0, `${name} MAIFI`)
                  }
                }
              }
              const again = await indicesSideBySide(ctx, { ...asked, asKnownOn: now })
              assert.deepEqual(
                again.rows,
                found.rows.map((r) => ({ ...r, state: 'as_known_on' })),
              )
            }),
        ),
        { numRuns: 20 },
      )
      assert.ok(majors > 3, `only ${majors} major event days seen`)
    },
  )
})
