import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { transaction } from '../../kernel/index.ts'
import { makeCopy } from '../../kernel/testing/index.ts'
import { town } from '../../planned-outages/testing/index.ts'
import { jobs } from '../../surveys/jobs.ts'
import { testServer } from './testing.ts'

describe('surveys over HTTP', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let server: Awaited<ReturnType<typeof testServer>>
  let corporation = ''
  let own_id = 0
  before(async () => {
    copy = await makeCopy()
    server = await testServer(copy.db)
    const there = await transaction(copy.db, { actor: 'x', corporations: '*', now: server.clock.now }, town)
    ;[corporation, own_id] = [there.code, there.corporation_id]
  })
  after(async () => {
    await server?.close()
    await copy?.drop()
  })

  it('a survey from plan to response; every answer has the shape that the API promises', async () => {
    const { key } = await server.person('admin', { role: 'administrator' })
    const which = { corporation, year: 2026 }
    const get = async (path: string) => {
      const { status, json } = await server.ask('GET', `/api/v1${path}`, { key })
      assert.equal(status, 200, `${path}: ${JSON.stringify(json)}`)
      return json
    }
    const post = async (path: string, body: object, status: number) => {
      const answer = await server.ask('POST', `/api/v1${path}`, { key, body })
      assert.equal(answer.status, status, `${path}: ${answer.text}`)
      return answer.json
    }
    assert.equal((await post('/surveys/sample', which, 404)).code, 'surveys/not-planned')
    const planned = await post('/surveys', { ...which, sample_size: 10, seed: 's1' }, 201)
    assert.equal(planned.drawn_at, null)
    assert.equal((await post('/surveys/sample', which, 200)).sampled, 10)
    assert.equal((await get(`/surveys/sample/proof?corporation=${corporation}&year=2026`)).same, 10)
    assert.equal((await post('/surveys/invitations', which, 200)).invited, 10)
    const { rows } = await copy.db.pool.query('select code from customers.customer order by code')
    const whom = (customer = '') => get(`/surveys/interview?corporation=${corporation}&year=2026${customer}`)
    const first = await whom()
    assert.deepEqual([first.left, first.later, first.person.answered_at, first.person.reason], [10, 0, null, null])
    assert.deepEqual(await whom(), first, 'the same until something is recorded')
    for (const [i, { code }] of rows.slice(0, 9).entries())
      await post(
        '/surveys/answers',
        { ...which, customer: code, via: 'phone', overall: 7 + (i % 3), answers: [8, null] },
        204,
      )
    await post('/surveys/refusals', { ...which, customer: rows[9].code, reason: 'not_reached' }, 204)
    assert.deepEqual(
      await whom(),
      { left: 0, later: 1, person: null },
      'nobody is asked twice, and not reached twice a day',
    )
    assert.ok((await whom(`&customer=${rows[0].code}`)).person.answered_at)
    assert.equal((await whom(`&customer=${rows[9].code}`)).person.reason, 'not_reached')
    const today = server.clock.now
    server.clock.now = new Date(today.getTime() + 86_400_000)
    const { person, ...left } = await whom()
    assert.deepEqual([person.code, left], [rows[9].code, { left: 1, later: 0 }])
    server.clock.now = today
    assert.equal(
      (await post('/surveys/answers', { ...which, customer: rows[0].code, via: 'visit', overall: 1 }, 409)).code,
      'surveys/answered-already',
    )
    assert.equal(
      (await post('/surveys/answers', { ...which, customer: rows[9].code, via: 'visit', overall: 11 }, 400)).code,
      'kernel/invalid',
    )
    const [estimate] = await get('/survey-estimates?by=corporation&year=2026')
    assert.deepEqual([estimate.n, estimate.hidden, estimate.group_min, estimate.mean], [9, true, 10, null])
    assert.match(estimate.warnings[0], /10/)
    assert.equal((await get('/survey-estimates?by=factor,area&measure=share&at_least=8&fpc=false')).length > 0, true)
    const [response] = await get('/survey-responses?year=2026')
    assert.deepEqual([response.answered, response.not_reached, response.phone], [9, 1, 9])
    assert.equal((await get('/surveys')).length, 1)
    assert.equal((await get('/survey-questionnaires'))[0].factors.length, 7)
    const { id } = planned
    const payload = { corporation_id: own_id, about_kind: 'survey', about: id }
    await jobs.surveys_answered!(copy.db, payload, { now: () => server.clock.now })
    const events = await copy.db.pool.query(
      `select corporation_id, about, payload from kernel.event where name = 'surveys.answered'`,
    )
    assert.deepEqual(events.rows, [{ corporation_id: own_id, about: id, payload: { about_kind: 'survey' } }])
    const factors = [{ code: 'app', vi: 'Ứng dụng', en: 'App' }]
    await post('/survey-questionnaires', { corporation, in_force_from: '2026-12-01', factors }, 201)
    assert.deepEqual((await get('/survey-questionnaires'))[0].factors, factors)
    await post('/survey-questionnaires', { corporation, in_force_from: '2026-01-01', factors }, 422)
    const told = { corporation, from_year: 2026, group_min: 5, satisfied_from: 8, source: 'QĐ 1' }
    await post('/survey-rules', told, 201)
    await post('/survey-rules', { ...told, group_min: 1 }, 400)
    const [own, all] = await get('/survey-rules')
    assert.deepEqual(
      [own.corporation, own.to_year, own.group_min, own.set_by, all.corporation, all.group_min],
      [corporation, 2200, 5, 'admin', null, 10],
    )
    const target = async (value: number | null) => {
      const path = '/api/v1/indicators/satisfaction/targets'
      const body = { corporation, year: 2026, value, reason: 'Kế hoạch' }
      assert.equal((await server.ask('PUT', path, { key, body })).status, 204)
      const [{ target, state }] = await get('/survey-estimates?year=2026')
      const [{ figures }] = (await get(`/indicators/satisfaction?year=2026&corporation=${corporation}`)).indicators ?? [
        await get(`/indicators/satisfaction?year=2026&corporation=${corporation}`),
      ]
      assert.equal(figures.at(-1).target, target, 'one target, wherever it is shown')
      return [target, state]
    }
    assert.deepEqual(await target(5), [5, 'met'])
    assert.deepEqual(await target(9.5), [9.5, 'missed'])
    assert.deepEqual(await target(null), [null, null])
    assert.deepEqual(await get('/question-answers?from=2026-11-01&to=2026-11-30'), [])
    assert.equal((await get('/answer-topics?from=2026-11-01&to=2026-11-30')).texts, 0)
    assert.deepEqual((await get('/answer-texts?from=2026-11-01&to=2026-11-30')).items, [])
    const rule = {
      about_kind: 'fault',
      in_force_from: '2026-12-01',
      sample_rate: 0.2,
      per_event_max: 50,
      quiet_days: 60,
      open_days: 5,
      ask_from: '09:00',
      ask_until: '18:00',
    }
    await post('/ask-rules', rule, 201)
    assert.equal(
      (await post('/ask-rules', { ...rule, in_force_from: '2026-01-01' }, 422)).code,
      'surveys/rules-in-the-past',
    )
    await post('/ask-rules', { ...rule, ask_until: '08:00' }, 400)
    const faults = (await get('/ask-rules')).filter((r: { about_kind: string }) => r.about_kind === 'fault')
    assert.deepEqual(
      faults.map((r: { in_force_to: string; quiet_days: number }) => [r.in_force_to, r.quiet_days]),
      [
        ['infinity', 60],
        ['2026-12-01', 30],
      ],
    )
    await post('/answer-topics', { code: 'x', vi: 'X', en: 'X', words: ['abc'], in_force_from: '2026-12-01' }, 201)
  })
})
