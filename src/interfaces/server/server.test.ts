import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import Type from 'typebox'
import { Answer, Instant, OneOf, PageQuery, type Route, route } from '../../access/index.ts'
import { nextNumber, publish, transaction } from '../../kernel/index.ts'
import { makeCopy } from '../../kernel/testing/index.ts'
import { languageOf } from './language.ts'
import { sendMuch, testServer } from './testing.ts'
import { wire } from './wire.ts'

let failures = 0
const summary = { vi: 'thử', en: 'test' }
const may = 'signed-in'

/** Routes of the test's own: each shows one thing that the server promises. */
const extra: Route[] = [
  route({
    method: 'POST',
    url: '/test/number',
    may,
    summary,
    body: Type.Object({ step: Type.Integer({ minimum: 1 }), wait_ms: Type.Optional(Type.Integer()) }),
    reply: Type.Object({ number: Type.Integer() }),
    status: 201,
    handle: async (ctx, { body }) => {
      const number = await nextNumber(ctx, 'test', body.step)
      if (body.wait_ms) await sql`select pg_sleep(${body.wait_ms / 1000})`.execute(ctx.tx)
      return new Answer({ number }, { headers: { location: `/test/${number}` } })
    },
  }),
  route({
    method: 'POST',
    url: '/test/fails-once',
    may,
    summary,
    reply: Type.Object({ number: Type.Integer() }),
    handle: async (ctx) => {
      const number = await nextNumber(ctx, 'fails')
      if (failures++ === 0) throw new Error('a fault of ours, with a secret in it')
      return { number }
    },
  }),
  route({
    method: 'POST',
    url: '/test/deadlock/:times',
    may,
    summary,
    params: Type.Object({ times: Type.Integer() }),
    reply: Type.Object({ number: Type.Integer() }),
    handle: async (ctx, { params }) => {
      const number = await nextNumber(ctx, 'deadlock')
      if (failures++ < params.times)
        await sql`do $$ begin raise exception 'x' using errcode = '40P01'; end $$`.execute(ctx.tx)
      return { number }
    },
  }),
  route({
    method: 'GET',
    url: '/test/slow',
    may,
    summary,
    handle: async (ctx) => {
      await sql`select set_config('statement_timeout', '50', true)`.execute(ctx.tx)
      await sql`select pg_sleep(5)`.execute(ctx.tx)
    },
  }),
  route({
    method: 'GET',
    url: '/test/corporations',
    may: 'planned-outages.announce',
    summary,
    reply: Type.Object({ seen: Type.Unknown(), rows: Type.Array(Type.Integer()) }),
    handle: async (ctx) => {
      const rows = await ctx.tx
        .selectFrom('organisation.unit')
        .select('corporation_id')
        .orderBy('corporation_id')
        .execute()
      return { seen: ctx.corporations, rows: rows.map((r) => r.corporation_id) }
    },
  }),
  route({
    method: 'POST',
    url: '/test/shape',
    may: 'public',
    summary,
    query: PageQuery({ when: Type.Optional(Instant()), kinds: Type.Optional(Type.Array(Type.String())) }),
    body: Type.Object({
      at: Instant(),
      kind: OneOf(['a', 'b']),
      inner: Type.Optional(Type.Object({ times: Type.Array(Instant(), { maxItems: 2 }) })),
    }),
    reply: Type.Object({ limit: Type.Integer(), dates: Type.Array(Type.Boolean()), at: Instant() }),
    handle: (_ctx, { query, body }) => ({
      limit: query.limit,
      dates: [body.at, query.when, ...(body.inner?.times ?? [])].map((d) => d instanceof Date),
      at: body.at,
    }),
  }),
  route({
    method: 'GET',
    url: '/test/rows',
    may,
    summary,
    stream: 'text/csv',
    handle: async (ctx) =>
      (async function* () {
        yield 'n\n'
        for (let i = 0; i < 3; i++) {
          const { rows } = await sql<{ n: number }>`select ${i}::integer as n`.execute(ctx.tx) // the transaction is open still
          yield `${rows[0]!.n}\n`
        }
      })(),
  }),
  route({
    method: 'POST',
    url: '/test/file',
    may: 'imports.run',
    summary,
    upload: { bytes_max: 3 << 20 },
    reply: Type.Object({ name: Type.String(), bytes: Type.Integer(), start: Type.String() }),
    query: Type.Object({ name: Type.Optional(Type.String()) }),
    handle: async (_ctx, { upload }) => ({
      name: upload.name,
      bytes: upload.bytes,
      start: (await readFile(upload.path, 'utf8')).slice(0, 5),
    }),
  }),
]

describe('the server', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let s: Awaited<ReturnType<typeof testServer>>
  let folder: string
  let planner: string
  let chief: string
  before(async () => {
    copy = await makeCopy()
    folder = await mkdtemp(join(tmpdir(), 'sangden-server-'))
    await mkdir(join(folder, 'console/assets'), { recursive: true })
    await writeFile(join(folder, 'console/index.html'), '<!doctype html><title>Sáng Đèn</title>')
    await writeFile(join(folder, 'console/assets/app-1a2b.js'), 'export {}')
    s = await testServer(copy.db, { extra, dataDir: folder, consoleRoot: join(folder, 'console') })
    planner = (await s.person('plan', { role: 'planner', corporation: 'AA' }, { role: 'analyst' })).key
    chief = (await s.person('chief', { role: 'administrator' })).key
    await transaction(copy.db, { actor: 'test', corporations: '*' }, async (ctx) => {
      for (const corporation_id of [s.corporations.AA, s.corporations.BB])
        await sql`insert into organisation.unit (corporation_id, kind, code, name, created_at) values (${corporation_id}, 'office', 'U', 'U', now())`.execute(
          ctx.tx,
        )
    })
  })
  after(async () => {
    await s?.close()
    await copy?.drop()
    await rm(folder, { recursive: true, force: true })
  })
  const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    s.ask('POST', path, { key: chief, body, headers })

  describe('refusals', () => {
    it('are RFC 9457, in the reader’s language', async () => {
      const vi = await s.ask('GET', '/api/v1/nothing')
      assert.equal(vi.headers.get('content-type'), 'application/problem+json; charset=utf-8')
      assert.deepEqual(vi.json, {
        type: 'https://sangden.org/problems#kernel/not-found',
        title: 'Không có /api/v1/nothing',
        status: 404,
        code: 'kernel/not-found',
        params: { what: '/api/v1/nothing' },
        instance: '/api/v1/nothing',
      })
      const en = await s.ask('GET', '/api/v1/nothing', { headers: { 'accept-language': 'fr, en-GB;q=0.8, vi;q=0.3' } })
      assert.deepEqual([en.json.title, en.headers.get('content-language')], ['There is no /api/v1/nothing', 'en'])
      assert.equal(
        (await s.ask('GET', '/api/v1/me?lang=en', { headers: { 'accept-language': 'vi' } })).json.title,
        'Sign in first',
      )
      assert.equal((await s.ask('GET', '/api/v1/me')).headers.get('www-authenticate'), 'Bearer realm="sangden"')
      assert.equal((await s.ask('GET', '/api/v1/sign-out')).json.code, 'server/method')
    })
    it('name every wrong field, and no field is silently left out', async () => {
      const { json } = await post('/api/v1/test/shape?lang=en&limit=0&colour=red', {})
      assert.deepEqual(json.refused, [
        { field: 'colour', reason: 'there is no such field' },
        { field: 'limit', reason: 'must be at least 1' },
      ])
      const body = await post('/api/v1/test/shape?lang=en', {
        at: '2026-02-30T00:00Z',
        kind: 'c',
        inner: { times: ['x'] },
        more: 1,
      })
      assert.equal(body.status, 400)
      assert.deepEqual(body.json.refused.map((r: { field: string }) => r.field).sort(), [
        'at',
        'inner.times.0',
        'kind',
        'more',
      ])
      assert.equal(body.json.refused.find((r: { field: string }) => r.field === 'kind').reason, 'must be one of: a, b')
      assert.deepEqual((await post('/api/v1/test/shape', { kind: 'a' })).json.refused, [
        { field: 'at', reason: 'thiếu' },
      ])
    })
    it('come for bodies that are no JSON, of another type, empty, or hold what is no text', async () => {
      const raw = async (body: string | undefined, type: string) => {
        const r = await fetch(`${s.url}/api/v1/test/shape?lang=en`, {
          method: 'POST',
          body,
          headers: { 'content-type': type },
        })
        return ((await r.json()) as { title: string }).title
      }
      assert.match(await raw('{"at":', 'application/json'), /^body: the body is not JSON/)
      assert.match(await raw('', 'application/json'), /^body: the body is missing/)
      assert.equal(await raw('<a/>', 'application/xml'), 'The content type application/xml is not taken here')
      const nul = await post('/api/v1/test/shape?lang=en', { at: '2026-11-24T09:00Z', kind: 'a\u0000' })
      assert.deepEqual([nul.status, nul.json.params.field], [400, 'kind'])
      assert.equal((await post('/api/v1/test/shape', { at: '2026-11-24T09:00Z', kind: '\ud800' })).status, 400)
    })
    it('of our own making say nothing of the inside, and nothing was written', async () => {
      failures = 0
      const failed = await post('/api/v1/test/fails-once?lang=en')
      assert.deepEqual([failed.status, failed.json.code], [500, 'kernel/internal'])
      assert.doesNotMatch(failed.text, /secret/)
      assert.deepEqual((await post('/api/v1/test/fails-once')).json, { number: 1 })
    })
    it('a statement that takes too long is stopped', async () => {
      const { status, json } = await s.ask('GET', '/api/v1/test/slow', { key: chief })
      assert.deepEqual([status, json.code], [503, 'server/slow'])
    })
    it('a deadlock is run again, three times at most', async () => {
      failures = 0
      assert.deepEqual((await post('/api/v1/test/deadlock/2')).json, { number: 1 })
      failures = 0
      assert.equal((await post('/api/v1/test/deadlock/3')).status, 500)
    })
    it('100 MB are refused at once, with and without a length', async () => {
      const url = `${s.url}/api/v1/test/shape`
      const told = await sendMuch(url, 100 << 20, { 'content-length': String(100 << 20) })
      const chunked = await sendMuch(url, 100 << 20)
      for (const { status, text, sent, ms } of [told, chunked]) {
        assert.equal(status, 413)
        assert.deepEqual(JSON.parse(text).params, { max: '1 MB' })
        assert.ok(sent < 30 << 20 && ms < 3000, `${sent} bytes sent, ${ms} ms`)
      }
      assert.equal((await s.ask('GET', '/healthz')).status, 200)
    })
  })

  it('checks and converts: instants are dates, defaults are filled in, texts of the url become numbers and lists', async () => {
    const { json } = await post('/api/v1/test/shape?when=2026-11-24T09:00%2B07:00&kinds=x', {
      at: '2026-11-24T02:00Z',
      kind: 'a',
      inner: { times: ['2026-11-24T09:00:00+07:00'] },
    })
    assert.deepEqual(json, { limit: 50, dates: [true, true, true], at: '2026-11-24T09:00:00+07:00' })
    assert.equal((await post('/api/v1/test/shape?limit=7', { at: '2026-11-24T02:00Z', kind: 'a' })).json.limit, 7)
  })

  it('a handler sees the corporations in which the caller holds the permission, by the database', async () => {
    const plan = await s.ask('GET', '/api/v1/test/corporations', { key: planner })
    assert.deepEqual(plan.json, { seen: [s.corporations.AA], rows: [s.corporations.AA] })
    const all = await s.ask('GET', '/api/v1/test/corporations', { key: chief })
    assert.deepEqual(all.json, { seen: '*', rows: [s.corporations.AA, s.corporations.BB] })
  })

  describe('Idempotency-Key', () => {
    it('two at once are carried out once and answered alike', async () => {
      const key = { 'idempotency-key': 'together' }
      const answers = await Promise.all(
        [1, 2, 3, 4, 5].map(() => post('/api/v1/test/number', { step: 1, wait_ms: 100 }, key)),
      )
      assert.deepEqual(new Set(answers.map((a) => `${a.status} ${a.text}`)).size, 1)
      assert.equal(answers[0]!.status, 201)
      assert.equal(answers.filter((a) => a.headers.get('idempotency-replayed') === 'true').length, 4)
      const next = await post('/api/v1/test/number', { step: 1 })
      assert.equal(next.json.number, answers[0]!.json.number + 1)
    })
    it('another request under the same key is refused; another person’s key is another key', async () => {
      const headers = { 'idempotency-key': 'k' }
      const first = await post('/api/v1/test/number', { step: 1 }, headers)
      const other = await post('/api/v1/test/number', { step: 2 }, headers)
      assert.deepEqual([other.status, other.json.code], [422, 'kernel/idempotency-mismatch'])
      const theirs = await s.ask('POST', '/api/v1/test/number', { key: planner, body: { step: 1 }, headers })
      assert.equal(theirs.json.number, first.json.number + 1)
      assert.equal((await post('/api/v1/test/number', { step: 1 }, { 'idempotency-key': 'x'.repeat(201) })).status, 400)
    })
    it('what was rolled back is not remembered', async () => {
      failures = 0
      const headers = { 'idempotency-key': 'again' }
      assert.equal((await post('/api/v1/test/fails-once', undefined, headers)).status, 500)
      assert.equal((await post('/api/v1/test/fails-once', undefined, headers)).status, 200)
    })
    it('a secret is not kept: the repeat is told that it was done', async () => {
      const headers = { 'idempotency-key': 'secret' }
      const body = { login: 'twice', name: 'Twice', grants: [{ role: 'clerk' }] }
      assert.equal((await post('/api/v1/users', body, headers)).status, 201)
      assert.equal((await post('/api/v1/users', body, headers)).json.code, 'kernel/idempotency-spent')
      const { rows } = await copy.db.pool.query("select reply from kernel.idempotency where key = 'secret'")
      assert.deepEqual(rows, [{ reply: { secret: true } }])
    })
  })

  it('a stream runs inside its transaction to its end', async () => {
    const { text, headers } = await s.ask('GET', '/api/v1/test/rows', { key: planner })
    assert.equal(text, 'n\n0\n1\n2\n')
    assert.match(headers.get('content-type')!, /^text\/csv/)
  })

  describe('uploads', () => {
    const send = (body: string | Buffer, key: string | undefined, once?: string, name = '../../etc/mẫu.csv') =>
      fetch(`${s.url}/api/v1/test/file?name=${encodeURIComponent(name)}`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'text/csv',
          ...(key ? { authorization: `Bearer ${key}` } : {}),
          ...(once ? { 'idempotency-key': once } : {}),
        },
      }).then(async (r) => ({ status: r.status, json: await r.json() }))
    it('are on disk when the handler runs, and gone afterwards', async () => {
      const { status, json } = await send('id,kind\n', chief)
      assert.deepEqual([status, json], [200, { name: '__.._etc_mẫu.csv', bytes: 8, start: 'id,ki' }])
      assert.deepEqual(await readdir(join(folder, 'uploads')), [])
    })
    it('are taken once for a key: the same bytes get the same answer, others are refused', async () => {
      const first = await send('id,kind\n', chief, 'file-1')
      assert.equal(first.status, 200)
      assert.deepEqual(await send('id,kind\n', chief, 'file-1'), first)
      const other = await send('id,name\n', chief, 'file-1')
      assert.deepEqual([other.status, (other.json as { code: string }).code], [422, 'kernel/idempotency-mismatch'])
    })
    it('are not taken from who may not send one, nor beyond the limit', async () => {
      assert.equal((await send('x', undefined)).status, 401)
      assert.equal((await send('x', planner)).status, 403)
      const much = await sendMuch(`${s.url}/api/v1/test/file`, 100 << 20, {
        authorization: `Bearer ${chief}`,
        'content-type': 'text/csv',
      })
      assert.equal(much.status, 413)
      assert.ok(much.sent < 40 << 20)
      assert.deepEqual(await readdir(join(folder, 'uploads')), [])
    })
  })

  it('every answer carries the headers that keep a browser out of trouble, and no outside address', async () => {
    for (const path of ['/api/v1/me', '/console/', '/nothing', '/metrics']) {
      const { headers } = await s.ask('GET', path)
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path)
      assert.equal(headers.get('referrer-policy'), 'same-origin')
      assert.match(headers.get('content-security-policy')!, /default-src 'self'.*frame-ancestors 'none'/)
      assert.doesNotMatch(headers.get('content-security-policy')!, /https?:|script-src[^;]*unsafe/)
    }
  })

  it('compresses what is worth it', async () => {
    const { headers } = await s.ask('GET', '/api/openapi.json', { headers: { 'accept-encoding': 'br' } })
    assert.equal(headers.get('content-encoding'), 'br')
    assert.equal(
      (await s.ask('GET', '/healthz', { headers: { 'accept-encoding': 'br' } })).headers.get('content-encoding'),
      null,
    )
  })

  it('serves the console: hashed files for a year, its page for every other address', async () => {
    const file = await s.ask('GET', '/console/assets/app-1a2b.js')
    assert.match(file.headers.get('cache-control')!, /immutable/)
    assert.equal((await s.ask('GET', '/console/')).status, 200)
    assert.equal((await s.ask('GET', '/console')).status, 308)
    const page = await s.ask('GET', '/console/planned-outages/123?tab=map')
    assert.deepEqual([page.status, page.headers.get('cache-control')], [200, 'no-cache'])
    assert.match(page.text, /<title>Sáng Đèn/)
    assert.equal((await s.ask('GET', '/console/assets/old-9z.js')).status, 404)
    assert.equal((await s.ask('GET', '/console/..%2f..%2fpackage.json')).status, 404)
    assert.equal((await s.ask('GET', '/console')).headers.get('location'), '/console/')
  })

  it('metrics: durations by route pattern, lag, pool, queues, in lines that Prometheus reads', async () => {
    await s.ask('DELETE', '/api/v1/api-keys/01a20dd7-d977-732f-9fbc-de2ef88a6588', { key: chief })
    await transaction(copy.db, { actor: 'test', corporations: '*' }, (ctx) =>
      publish(ctx, 'test.waiting', { about: 'x' }),
    )
    await copy.db.pool.query(
      'insert into notices.pending (corporation_id, notice_id, batch_no, channel, since, not_before) values ($1, 1, 1, 1, now(), now())',
      [s.corporations.AA],
    )
    await new Promise((r) => setTimeout(r, 1100))
    const { text } = await s.ask('GET', '/metrics')
    assert.match(
      text,
      /http_request_duration_seconds_count\{method="DELETE",route="\/api\/v1\/api-keys\/:id",status="404"\} 1\n/,
    )
    for (const name of [
      'nodejs_eventloop_lag_seconds{quantile="0.99"}',
      'sangden_database_connections{state="idle"}',
      'sangden_database_up',
    ])
      assert.ok(text.includes(`\n${name} `), name)
    assert.match(text, /\nsangden_message_batches_waiting\{channel="sms"\} 1\n/)
    assert.match(text, /sangden_jobs\{task="event",state="ready"\} [1-9]/)
    const line = /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"\n]*",?)+\})? -?[\d.e+-]+)$/
    for (const l of text.trimEnd().split('\n')) assert.match(l, line)
    const cumulative = [
      ...text.matchAll(/bucket\{method="GET",route="\/healthz",status="200",le="[^"]+"\} (\d+)/g),
    ].map((m) => +m[1]!)
    assert.ok(cumulative.length === 12 && cumulative.every((n, i) => i === 0 || n >= cumulative[i - 1]!))
  })

  it('is ready when the database is, and says so when it is of a newer software', async () => {
    assert.equal((await s.ask('GET', '/readyz')).json.status, 'ready')
    await copy.db.pool.query("insert into public.sangden_migration values (9999, 'later.sql')")
    assert.equal((await s.ask('GET', '/readyz')).json.code, 'kernel/database-newer')
    await copy.db.pool.query('delete from public.sangden_migration where number = 9999')
  })

  describe('live events', () => {
    /** Reads server-sent events over a socket of its own. */
    const listen = (cookie: string, headers: Record<string, string> = {}) =>
      new Promise<{
        data: () => { name: string; about?: string }[]
        raw: () => string
        ended: Promise<void>
        close: () => void
      }>((resolve, reject) => {
        const request = httpRequest(`${s.url}/api/v1/live`, { headers: { cookie, ...headers } }, (response) => {
          assert.match(response.headers['content-type']!, /^text\/event-stream/)
          let raw = ''
          const ended = new Promise<void>((done) => response.once('close', done))
          response.setEncoding('utf8')
          response.on('error', () => {})
          response.on('data', (part: string) => {
            raw += part
            resolve({
              data: () => [...raw.matchAll(/^data: (.*)$/gm)].map((m) => JSON.parse(m[1]!)),
              raw: () => raw,
              ended,
              close: () => request.destroy(),
            })
          })
        })
        request.on('error', reject)
        request.end()
      })
    const tell = (name: string, corporation_id: number | undefined, fail = false) =>
      transaction(copy.db, { actor: 'test', corporations: '*' }, async (ctx) => {
        await publish(ctx, name, { about: 'thing', ...(corporation_id === undefined ? {} : { corporation_id }) })
        if (fail) throw new Error('rolled back')
      }).catch((error) => assert.ok(fail, error))
    const until = async (what: () => boolean) => {
      for (let i = 0; i < 200 && !what(); i++) await new Promise((r) => setTimeout(r, 20))
      assert.ok(what(), 'did not come about in 4 s')
    }

    it('reach the pages of their corporation, at commit; others hear nothing of them', async () => {
      await s.person('aa', { role: 'clerk', corporation: 'AA' })
      await s.person('bb', { role: 'clerk', corporation: 'BB' })
      const a = await listen((await s.signIn('aa')).cookie)
      const b = await listen((await s.signIn('bb')).cookie)
      await tell('rolled.back', s.corporations.AA, true)
      await tell('outage.announced', s.corporations.AA)
      await tell('for.all', undefined)
      await until(() => a.data().length === 2 && b.data().length === 1)
      assert.deepEqual(
        a.data().map((d) => d.name),
        ['outage.announced', 'for.all'],
      )
      assert.deepEqual(
        b.data().map((d) => d.name),
        ['for.all'],
      )

      const last = Number(/id: (\d+)/.exec(a.raw())![1])
      a.close()
      await until(() => s.app.live.viewers.size === 1)
      await tell('missed.one', s.corporations.AA)
      const back = await listen((await s.signIn('aa')).cookie, { 'last-event-id': String(last) })
      await until(() => back.data().length === 2)
      assert.deepEqual(
        back.data().map((d) => d.name),
        ['for.all', 'missed.one'],
      )

      await copy.db.pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sangden-live' and datname = current_database()",
      )
      await until(() => b.data().some((d) => d.name === 'resync'))
      await tell('after.all', undefined)
      await until(() => b.data().at(-1)!.name === 'after.all')
      back.close()
      b.close()
      await until(() => s.app.live.viewers.size === 0)
      assert.equal((await s.ask('GET', '/api/v1/live')).status, 401)
    })

    it('leave nothing behind of a page that went while its sign-in was looked at, or that never reads on', async () => {
      const { live } = s.app
      const viewer = { staff: { grants: [] } as never, after: undefined, stillSigned: async () => undefined }
      for await (const text of live.events({ ...viewer, signal: AbortSignal.abort() })) assert.fail(text)
      assert.equal(live.viewers.size, 0)
      const gone = new AbortController()
      const stream = live.events({ ...viewer, signal: gone.signal })
      assert.match(String((await stream.next()).value), /retry/)
      assert.equal(live.viewers.size, 1)
      gone.abort()
      assert.equal(live.viewers.size, 0)
      assert.equal((await stream.next()).done, true)
    })

    it('end when the server stops: nobody waits for an open page', async () => {
      const second = await testServer(copy.db)
      const cookie = (await s.signIn('aa')).cookie
      const ended = new Promise<void>((done, reject) => {
        const request = httpRequest(`${second.url}/api/v1/live`, { headers: { cookie } }, (r) => {
          r.on('data', () => {})
          r.once('close', done)
        })
        request.on('error', reject)
        request.end()
      })
      await until(() => second.app.live.viewers.size === 1)
      const began = performance.now()
      await second.close()
      await ended
      assert.ok(performance.now() - began < 2000)
    })
  })
})

describe('small parts', () => {
  it('the language is what was asked for, else the best we speak, else what is known', () => {
    assert.equal(languageOf({ lang: 'en', accept: 'vi' }), 'en')
    assert.equal(languageOf({ lang: 'fr', accept: 'en;q=0.2, vi;q=0.9' }), 'vi')
    assert.equal(languageOf({ accept: 'de-DE, en;q=0' }, 'en'), 'en')
    assert.equal(languageOf({ accept: ';;q=x,,' }), 'vi')
  })
  it('JSON on the wire: instants with our offset, everything else as it is, nothing of the caller’s changed', () => {
    const when = new Date('2026-11-24T02:00:00Z')
    const given = { a: [1, { when }], b: null, c: { d: 'x' } }
    assert.equal(wire(given), '{"a":[1,{"when":"2026-11-24T09:00:00+07:00"}],"b":null,"c":{"d":"x"}}')
    assert.ok((given.a[1] as { when: Date }).when === when)
  })
})
