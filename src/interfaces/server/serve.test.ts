import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Problem, publish, transaction } from '../../kernel/index.ts'
import { makeCopy } from '../../kernel/testing/index.ts'
import { ensureCorporation } from '../../organisation/index.ts'
import { keepWorker } from './keep.ts'
import { type ServeOptions, serve } from './serve.ts'

describe('serve', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let folder: string
  let lines: string[] = []
  const before_url = process.env.DATABASE_URL
  before(async () => {
    copy = await makeCopy()
    process.env.DATABASE_URL = copy.url
    folder = await mkdtemp(join(tmpdir(), 'sangden-serve-'))
    await transaction(copy.db, { actor: 'test', corporations: '*' }, (ctx) => ensureCorporation(ctx, 'EVNHANOI'))
  })
  after(async () => {
    if (before_url === undefined) delete process.env.DATABASE_URL
    else process.env.DATABASE_URL = before_url
    await copy?.drop()
    await rm(folder, { recursive: true, force: true })
  })
  const start = (options: Partial<ServeOptions> = {}) => {
    lines = []
    return serve({
      port: 0,
      host: '127.0.0.1',
      dataDir: folder,
      empty: true,
      language: 'en',
      logger: { level: 'silent' },
      say: (l) => lines.push(l),
      ...options,
    })
  }
  const post = (url: string, path: string, body: unknown) =>
    fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  it('prints the first administrator’s link until it is used, and serves', async () => {
    const first = await start()
    assert.equal(((await (await fetch(`${first.url}/readyz`)).json()) as { status: string }).status, 'ready')
    const link = /http:\/\/127\.0\.0\.1:\d+\/console\/one-time-link#(\S+)/
    const old = link.exec(lines.join('\n'))![1]!
    await first.stop()
    await assert.rejects(fetch(`${first.url}/healthz`))

    const second = await start()
    const [address, token] = link.exec(lines.join('\n'))!
    assert.ok(address.startsWith(`${second.url}/`))
    assert.equal((await post(second.url, '/one-time-link', { token: old, password: 'mật khẩu đủ dài' })).status, 404)
    assert.equal((await post(second.url, '/one-time-link', { token, password: 'mật khẩu đủ dài' })).status, 200)
    await second.stop()

    const third = await start()
    assert.doesNotMatch(lines.join('\n'), link)
    await third.stop()
  })

  it('with the demo: one sign-in a role, in a file that only its owner reads; they work, and are made once', async () => {
    let demo = 0
    const s = await start({ empty: false, demo: async () => void demo++ })
    assert.equal(demo, 1)
    const file = join(folder, 'sign-ins.txt')
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    const rows = [
      ...(await readFile(file, 'utf8')).matchAll(/^ {2}(\w+) +(\S+-\S+-\S+-\S+) +(EVNHANOI|the whole group) +(.+)$/gm),
    ]
    assert.deepEqual(
      rows.map((r) => r[1]),
      ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator'],
    )
    for (const [, login, password, scope] of rows) {
      const reply = await post(s.url, '/sign-in', { login, password })
      assert.equal(reply.status, 200, login)
      const me = await fetch(`${s.url}/api/v1/me`, {
        headers: { cookie: reply.headers.get('set-cookie')!.split(';')[0]! },
      })
      const { group } = (await me.json()) as { group: boolean }
      assert.equal(group, scope === 'the whole group', login)
      assert.ok(lines.some((l) => l.includes(password!)))
    }
    await s.stop()
    const again = await start({ empty: false })
    assert.match(lines.join('\n'), /see .*sign-ins\.txt/)
    assert.ok(!lines.some((l) => l.includes(rows[0]![2]!)))
    await again.stop()
  })

  it('a port that is taken is said at once, with one that is free', async () => {
    const other = createServer()
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    const { port } = other.address() as { port: number }
    await assert.rejects(start({ port }), (error: unknown) => {
      assert.ok(error instanceof Problem && error.code === 'server/port-taken')
      assert.match(error.title('en'), new RegExp(`^Port ${port} is used .*--port \\d{2,5}$`))
      assert.ok(Number(error.params.other) > port)
      return true
    })
    assert.deepEqual(lines, []) // before anything was set up
    await new Promise((done) => other.close(done))
  })

  it('the worker comes back when the database has gone away', async () => {
    const heard: string[] = []
    const log = { warn: (_detail: object, message: string) => void heard.push(message) }
    const events = { 'test.kept': { seen: async () => void heard.push('seen') } }
    const worker = keepWorker(copy.db, { events, jobs: {}, schedule: {} }, log)
    const tell = () =>
      transaction(copy.db, { actor: 'test', corporations: '*' }, (ctx) => publish(ctx, 'test.kept', { about: 'x' }))
    const until = async (n: number) => {
      for (let i = 0; i < 400 && heard.filter((h) => h === 'seen').length < n; i++)
        await new Promise((r) => setTimeout(r, 25))
      assert.equal(heard.filter((h) => h === 'seen').length, n)
    }
    await tell()
    await until(1)
    await copy.db.pool
      .query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
      .catch(() => {})
    await tell().catch(tell)
    await until(2)
    await worker.stop()
  })
})
