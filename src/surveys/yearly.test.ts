import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { corporationNamed } from '../organisation/index.ts'
import { town } from '../planned-outages/testing/index.ts'
import {
  addQuestionnaire,
  addReportingRule,
  answerByLink,
  drawSample,
  estimate,
  inviteSample,
  plan,
  proveSample,
  recordAnswer,
  recordRefusal,
  response,
} from './index.ts'
import { nextInterview } from './interview.ts'

const now = at('2026-06-15 09:00')
const year = 2026

/** A corporation of 400 customers: 200, 100, 60, 40 by class and area. */
async function place(ctx: Context) {
  const there = await town(ctx)
  await sql`select customers.house(${there.corporation_id}::smallint)`.execute(ctx.tx)
  await sql`
    with new as (
      insert into customers.customer (corporation_id, code, name, class, area, recorded_at)
      select ${there.corporation_id}, 'X' || ${there.code} || n, 'x', case when n <= 300 then 'residential' else 'non_residential' end,
        case when n <= 200 or n between 301 and 360 then 'urban' else 'rural' end, ${now} from generate_series(1, 400) n
      returning id, code
    ) insert into customers.service_point (corporation_id, customer_id, transformer_id, code, notice_channel)
      select ${there.corporation_id}, id, ${there.transformer.T1}, code || '001', 1 from new`.execute(ctx.tx)
  // the ten of the town itself move away
  await sql`update customers.service_point set valid_to = '2026-06-01' where corporation_id = ${there.corporation_id} and code not like 'X%'`.execute(
    ctx.tx,
  )
  await sql`insert into customers.contact (corporation_id, customer_id, channel, address, recorded_at)
    select corporation_id, id, 1, '+849' || lpad(id::text, 8, '0'), ${now} from customers.customer where corporation_id = ${there.corporation_id} and code like 'X%'`.execute(
    ctx.tx,
  )
  return { corporation: there.code, year }
}
const sampled = async (ctx: Context) =>
  (
    await sql<{ code: string; customer_id: number; stratum: string }>`
      select c.code, m.customer_id, m.stratum from surveys.sampled m join customers.customer c on c.id = m.customer_id order by m.stratum, c.id`.execute(
      ctx.tx,
    )
  ).rows

onDatabase('the yearly survey of our own sample', (story) => {
  story('planned by strata, drawn once from a recorded seed, and drawn again the same', now, async (ctx) => {
    const which = await place(ctx)
    const planned = await plan(ctx, { ...which, sample_size: 40, seed: 'boc-tham-2026' })
    assert.deepEqual(
      planned.strata.map((s) => [s.stratum, s.population, s.sample_size]),
      [
        ['non_residential/rural', 40, 4],
        ['non_residential/urban', 60, 6],
        ['residential/rural', 100, 10],
        ['residential/urban', 200, 20],
      ],
    )
    assert.deepEqual(
      planned.factors.map((f) => f.code),
      ['supply', 'information', 'bill', 'service', 'image', 'price', 'consensus'],
    )
    await assert.rejects(recordAnswer(ctx, { ...which, customer: 'x', via: 'phone', overall: 8 }), {
      code: 'surveys/not-drawn',
    })
    assert.equal((await drawSample(ctx, which)).sampled, 40)
    // the same by the plain words of it: all of them in order, the first so many
    const { rows } = await sql<{ customer_id: number }>`
      select customer_id from (
        select c.id as customer_id, row_number() over (partition by c.class, c.area order by md5('boc-tham-2026:' || c.id) collate "C") as place, s.sample_size
        from customers.customer c join surveys.stratum s on s.class = c.class and s.area = c.area where c.code like 'X%'
      ) d where place <= sample_size order by 1`.execute(ctx.tx)
    assert.deepEqual(
      (await sampled(ctx)).map((m) => m.customer_id).sort((a, b) => a - b),
      rows.map((r) => r.customer_id),
    )
    const { same, only_written, only_again, seed } = await proveSample(ctx, which)
    assert.deepEqual([same, only_written, only_again, seed], [40, 0, 0, planned.seed])
    // somebody puts a friend into the sample: the proof says so
    await sql`update surveys.sampled set customer_id = (select max(id) from customers.customer where corporation_id = surveys.sampled.corporation_id
      and id not in (select customer_id from surveys.sampled)) where customer_id = (select min(customer_id) from surveys.sampled)`.execute(
      ctx.tx,
    )
    const after = await proveSample(ctx, which)
    assert.deepEqual([after.same, after.only_written, after.only_again], [39, 1, 1])
    await assert.rejects(drawSample(ctx, which), { code: 'surveys/drawn-already' })
    await assert.rejects(plan(ctx, { ...which, sample_size: 50 }), { code: 'surveys/drawn-already' })
  })

  story('another seed is another sample; a plan made anew takes the place of the first', now, async (ctx) => {
    const which = await place(ctx)
    await plan(ctx, { ...which, sample_size: 60, seed: 'a' })
    await plan(ctx, { ...which, sample_size: 40, seed: 'a' })
    await drawSample(ctx, which)
    const first = new Set((await sampled(ctx)).map((s) => s.customer_id))
    await sql`delete from surveys.sampled`.execute(ctx.tx)
    await sql`update surveys.survey set seed = 'b', drawn_at = null`.execute(ctx.tx)
    await drawSample(ctx, which)
    const second = (await sampled(ctx)).map((s) => s.customer_id)
    assert.equal(first.size, 40)
    assert.ok(second.filter((id) => first.has(id)).length < 20)
  })

  story('customers who came or went since the plan: it is to be planned anew', now, async (ctx) => {
    const which = await place(ctx)
    await plan(ctx, { ...which, sample_size: 400 })
    await sql`update customers.service_point set valid_to = '2026-06-01' where code like 'X%' and customer_id = (select min(id) from customers.customer where code like 'X%')`.execute(
      ctx.tx,
    )
    await assert.rejects(drawSample(ctx, which), { code: 'surveys/frame-changed' })
  })

  story('bad plans are refused with the field', now, async (ctx) => {
    const which = await place(ctx)
    const no = (more: object, code: string) =>
      assert.rejects(plan(ctx, { ...which, sample_size: 40, ...more }), { code })
    await no({ sample_size: 1 }, 'kernel/invalid')
    await no({ sample_size: 2.5 }, 'kernel/invalid')
    await no({ year: 2028 }, 'kernel/invalid')
    await no({ seed: '; drop' }, 'kernel/invalid')
    await no({ until: '2026-02-30' }, 'kernel/invalid')
    await no(
      {
        factors: [
          { code: 'a', vi: 'A', en: 'A' },
          { code: 'a', vi: 'B', en: 'B' },
        ],
      },
      'kernel/invalid',
    )
    await no({ allocation: 'neyman' }, 'surveys/no-deviation')
    await no({ corporation: 'NOBODY' }, 'organisation/unknown-corporation')
    await assert.rejects(drawSample(ctx, which), { code: 'surveys/not-planned' })
    const foreign = await town(ctx)
    await seenAs(ctx, { corporations: [foreign.corporation_id] }, (c) =>
      assert.rejects(plan(c, { ...which, sample_size: 40 }), { code: 'organisation/not-yours' }),
    )
  })

  story('Neyman from last year: more where answers differed more', now, async (ctx) => {
    const which = await place(ctx)
    const wide = [2, 10, 2, 10]
    const narrow = [7, 7, 7, 8]
    await sql`insert into surveys.sheet (corporation_id, year, respondent, stratum, class, area, weight, answers, overall, recorded_at, actor)
      select o.id, 2025, c || a || i, c || '/' || a, c, a, 1, '{}', (case when c = 'residential' and a = 'rural' then ${wide}::float8[] else ${narrow}::float8[] end)[i], ${now}, 'x'
      from organisation.corporation o, unnest('{residential,non_residential}'::text[]) c, unnest('{urban,rural}'::text[]) a, generate_series(1, 4) i where o.code = ${which.corporation}`.execute(
      ctx.tx,
    )
    const { strata } = await plan(ctx, { ...which, sample_size: 40, allocation: 'neyman' })
    const of = Object.fromEntries(strata.map((s) => [s.stratum, s.sample_size]))
    assert.ok(of['residential/rural']! > of['residential/urban']!, JSON.stringify(of))
    assert.equal(
      strata.reduce((n, s) => n + s.sample_size, 0),
      40,
    )
  })

  story(
    'has its time in the field: what is heard after it closed is refused, what was heard before may be written down later',
    now,
    async (ctx) => {
      const which = await place(ctx)
      await plan(ctx, { ...which, sample_size: 40, until: '2026-06-20' })
      await drawSample(ctx, which)
      const people = await sampled(ctx)
      const record = (c: Context, i: number, heard_at?: Date) =>
        recordAnswer(c, {
          ...which,
          customer: people[i]!.code,
          via: 'visit',
          overall: 8,
          ...(heard_at ? { heard_at } : {}),
        })
      assert.equal((await nextInterview(ctx, which)).left, 40)
      await seenAs(ctx, { now: at('2026-06-20 23:59') }, (c) => record(c, 0))
      await seenAs(ctx, { now: at('2026-06-21 08:00') }, async (c) => {
        await assert.rejects(record(c, 1), { code: 'surveys/field-closed' })
        await assert.rejects(record(c, 1, at('2026-06-21 00:00')), { code: 'surveys/field-closed' })
        await assert.rejects(record(c, 1, at('2026-06-21 09:00')), { code: 'kernel/invalid' }, 'not heard yet')
        await assert.rejects(
          record(c, 1, at('2026-06-15 08:59')),
          { code: 'kernel/invalid' },
          'before anybody was drawn',
        )
        await record(c, 1, at('2026-06-19 16:00'))
        assert.deepEqual(await nextInterview(c, which), { left: 0, later: 0, person: null }, 'nobody is asked any more')
      })
      const { rows } = await sql`select heard_at, recorded_at from surveys.sheet order by recorded_at`.execute(ctx.tx)
      assert.deepEqual(rows, [
        { heard_at: null, recorded_at: at('2026-06-20 23:59') },
        { heard_at: at('2026-06-19 16:00'), recorded_at: at('2026-06-21 08:00') },
      ])
      assert.equal((await estimate(ctx, { year, by: [] }))[0]!.n, 2)
    },
  )

  story(
    'answers are said to later rooms and open pages, once for all of a quarter of a minute, not by whom',
    now,
    async (ctx) => {
      const which = await place(ctx)
      await plan(ctx, { ...which, sample_size: 40 })
      const { id } = await drawSample(ctx, which)
      const people = await sampled(ctx)
      for (const [i, time] of ['2026-06-16 09:00:00', '2026-06-16 09:00:14', '2026-06-16 09:00:15'].entries())
        await seenAs(ctx, { now: at(time) }, (c) =>
          recordAnswer(c, { ...which, customer: people[i]!.code, via: 'phone', overall: 8 }),
        )
      await sql`select set_config('role', 'none', true)`.execute(ctx.tx) // the worker's tables are not the server role's
      const { rows } = await sql<{ payload: Record<string, unknown>; run_at: Date }>`
      select j.payload, j.run_at from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'surveys_answered' order by j.run_at`.execute(ctx.tx)
      const { id: corporation_id } = await corporationNamed(ctx, which.corporation)
      const payload = { corporation_id, about_kind: 'survey', about: id }
      assert.deepEqual(rows, [
        { payload, run_at: at('2026-06-16 09:00:15') },
        { payload, run_at: at('2026-06-16 09:00:30') },
      ])
    },
  )

  story('questions and rules of figures are rows: from a day or a year on, not in the past', now, async (ctx) => {
    const which = await place(ctx)
    const factors = [
      { code: 'supply', vi: 'Cung cấp điện', en: 'Supply' },
      { code: 'app', vi: 'Ứng dụng', en: 'App' },
    ]
    const ask = (given: Partial<Parameters<typeof addQuestionnaire>[1]>) =>
      addQuestionnaire(ctx, { corporation: which.corporation, in_force_from: '2026-06-20', factors, ...given })
    await ask({})
    assert.equal((await plan(ctx, { ...which, sample_size: 40 })).factors.length, 7, 'not in force yet')
    await seenAs(ctx, { now: at('2026-06-20 09:00') }, async (c) => {
      assert.deepEqual((await plan(c, { ...which, sample_size: 40 })).factors, factors)
    })
    await assert.rejects(ask({ in_force_from: '2026-06-14' }), { code: 'surveys/rules-in-the-past' })
    for (const wrong of [
      { in_force_from: '2026-02-30' },
      { factors: [] },
      { factors: [factors[0]!, factors[0]!] },
      { factors: [{ ...factors[0]!, code: 'Supply' }] },
      { factors: [{ ...factors[0]!, vi: ' ' }] },
    ])
      await assert.rejects(ask(wrong), { code: 'kernel/invalid' })

    const rule = (given: Partial<Parameters<typeof addReportingRule>[1]>) =>
      addReportingRule(ctx, {
        corporation: which.corporation,
        from_year: year,
        group_min: 2,
        satisfied_from: 8,
        source: 'QĐ 1',
        ...given,
      })
    await drawSample(ctx, which)
    for (const { code } of (await sampled(ctx)).slice(0, 3))
      await recordAnswer(ctx, { ...which, customer: code, via: 'phone', overall: 7 })
    const shown = async () => {
      const [mean] = await estimate(ctx, { year, by: ['corporation'] })
      const [share] = await estimate(ctx, { year, by: ['corporation'], measure: 'share' })
      return [mean!.hidden, mean!.group_min, share!.mean]
    }
    assert.deepEqual(await shown(), [true, 10, null])
    await rule({ to_year: year })
    assert.deepEqual(await shown(), [false, 2, 0], 'seven is not satisfied any more')
    await rule({ satisfied_from: 7 })
    assert.deepEqual(await shown(), [false, 2, 1], 'the newest counts')
    await assert.rejects(rule({ from_year: year - 1 }), { code: 'surveys/rules-in-the-past' })
    await assert.rejects(rule({ to_year: year - 1 }), { code: 'kernel/invalid' })
    await assert.rejects(rule({ source: ' ' }), { code: 'kernel/invalid' })
    const { id } = await corporationNamed(ctx, which.corporation)
    await seenAs(ctx, { corporations: [id] }, async (c) => {
      const forAll = { from_year: year, group_min: 2, satisfied_from: 8, source: 'QĐ 1' }
      await assert.rejects(addReportingRule(c, forAll), { code: 'organisation/not-for-all' })
      await assert.rejects(addQuestionnaire(c, { in_force_from: '2026-06-20', factors }), {
        code: 'organisation/not-for-all',
      })
    })
  })

  story(
    'answered by link or to an interviewer, once; the estimate reads both, response and its bias are shown',
    now,
    async (ctx) => {
      const which = await place(ctx)
      await plan(ctx, { ...which, sample_size: 40 })
      await drawSample(ctx, which)
      assert.equal((await inviteSample(ctx, which)).invited, 40)
      assert.equal((await inviteSample(ctx, which)).invited, 0)
      const people = await sampled(ctx)
      const { rows: links } = await sql<{ number: number; customer_id: number }>`
      select d.number, i.customer_id from surveys.draw d join surveys.invitation i on i.draw_id = d.id`.execute(ctx.tx)
      const link = (id: number) => links.find((l) => l.customer_id === id)!
      // of each stratum the first half answers, in towns 9 and elsewhere 6: the four strata answer alike, then more in towns
      const strata = Map.groupBy(people, (p) => p.stratum)
      for (const [stratum, members] of strata) {
        const score = stratum.endsWith('urban') ? 9 : 6
        const some = stratum === 'residential/urban' ? members : members.slice(0, members.length / 2)
        for (const [i, { code, customer_id }] of some.entries())
          if (i % 2 === 0) await answerByLink(ctx, link(customer_id), { score, answers: [score, null, score] })
          else
            await recordAnswer(ctx, {
              ...which,
              customer: code,
              via: 'phone',
              overall: score,
              answers: [score],
              words: 'Tốt',
            })
      }
      const [a, b] = strata.get('residential/urban')!
      await assert.rejects(answerByLink(ctx, link(b!.customer_id), { score: 1 }), { code: 'surveys/answered-already' })
      await assert.rejects(recordAnswer(ctx, { ...which, customer: a!.code, via: 'visit', overall: 1 }), {
        code: 'surveys/answered-already',
      })
      await assert.rejects(recordAnswer(ctx, { ...which, customer: 'nobody', via: 'visit', overall: 1 }), {
        code: 'surveys/not-sampled',
      })
      const last = strata.get('residential/rural')!.at(-1)!
      await assert.rejects(recordAnswer(ctx, { ...which, customer: last.code, via: 'visit', overall: 11 }), {
        code: 'surveys/not-a-score',
      })
      await recordRefusal(ctx, { ...which, customer: last.code, reason: 'refused' })

      const [all] = await estimate(ctx, { year, by: ['corporation'] })
      // every customer drawn stands for 10: 20 + 3 in towns at 9, 5 + 2 elsewhere at 6
      const close = (x: number | null, y: number) => assert.ok(Math.abs(x! - y) < 1e-9, `${x} is not ${y}`)
      assert.equal(all!.n, 30)
      close(all!.mean, (23 * 9 + 7 * 6) / 30)
      // by customers it is 260 at 9 and 140 at 6
      close(all!.post_stratified, (260 * 9 + 140 * 6) / 400)
      assert.ok(all!.fpc)
      const byArea = await estimate(ctx, { year, by: ['area'] })
      assert.deepEqual(
        byArea.map((r) => [r.area, r.n, r.hidden, r.mean]),
        [
          ['rural', 7, true, null],
          ['urban', 23, false, 9],
        ],
      )
      assert.equal((await estimate(ctx, { year, by: ['factor'] })).length, 3)

      const [shown] = await response(ctx, { year })
      assert.deepEqual([shown!.drawn, shown!.answered, shown!.refused, shown!.invited], [40, 30, 1, 40])
      close(shown!.rate, 30 / 40)
      close(shown!.mean, all!.mean!)
      close(shown!.post_stratified, all!.post_stratified!)
      const rural = shown!.strata.find((s) => s.stratum === 'residential/rural')!
      assert.deepEqual([rural.drawn, rural.answered, rural.rate], [10, 5, 0.5])
      close(rural.share_population, 0.25)
      close(rural.share_answered, 5 / 30)
    },
  )
})
