import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { type Brought, bringPostgres, findPostgres, removePostgres, stopPostgres } from './bring.ts'
import { stateDir } from './bring-binaries.ts'
import { postmasterOf } from './bring-postmaster.ts'

const run = promisify(execFile)
const root = process.getuid?.() === 0
const folders: string[] = []
const prefix = `sáng đèn ${process.pid} `

/** A new data folder; `mode` is that of the folder around it. */
async function dataFolder(name = 'data', mode = 0o755): Promise<string> {
  const around = await mkdtemp(join(tmpdir(), prefix))
  await chmod(around, mode)
  folders.push(join(around, name))
  return join(around, name)
}

async function query(server: Brought, text: string): Promise<Record<string, unknown>[]> {
  const host = encodeURIComponent(server.socketDir)
  const client = new pg.Client({ connectionString: `postgres://${server.user}@localhost/postgres?host=${host}` })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** Another process of ours that brings the database, prints what it got, and stays until it is killed. */
function anotherProcess(dir: string) {
  const module = fileURLToPath(new URL('./bring.ts', import.meta.url))
  const script = `
    const { bringPostgres } = await import(process.argv[1])
    console.log(JSON.stringify(await bringPostgres(process.argv[2])))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, module, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const brought = Promise.race([
    once(child.stdout, 'data').then(([text]) => JSON.parse(String(text)) as Brought),
    once(child, 'exit').then(([code]) => assert.fail(`it ended with ${code} before it had a database`)),
  ])
  brought.catch(() => {})
  const kill = async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  return { brought, kill }
}

const clusterOf = async (dir: string): Promise<string> => {
  const pointer = await readFile(join(dir, 'postgres.json'), 'utf8').catch(() => undefined)
  return pointer ? JSON.parse(pointer).cluster : join(dir, 'postgres')
}

describe('the brought PostgreSQL', () => {
  afterEach(async () => {
    for (const dir of folders) await stopPostgres(dir)
  })
  after(async () => {
    for (const dir of folders) await removePostgres(dir)
    for (const name of await readdir(tmpdir())) {
      if (name.startsWith(prefix)) await rm(join(tmpdir(), name), { recursive: true, force: true })
    }
  })

  /** the folder that most of the tests share: a new cluster costs a second */
  let dir = ''

  it('is one server when three processes bring it at once, new and old', async () => {
    dir = await dataFolder('dữ liệu')
    assert.equal(await findPostgres(dir), undefined)
    for (const round of ['new cluster', 'old cluster']) {
      const three = [anotherProcess(dir), anotherProcess(dir), anotherProcess(dir)]
      const got = await Promise.all(three.map((p) => p.brought))
      assert.equal(got.filter((g) => !g.adopted).length, 1, round)
      assert.equal(new Set(got.map((g) => g.socketDir)).size, 1)
      const started = await Promise.all(got.map((g) => query(g, 'select pg_postmaster_start_time()::text')))
      assert.equal(new Set(started.map((rows) => JSON.stringify(rows))).size, 1)
      await Promise.all(three.map((p) => p.kill()))
      await stopPostgres(dir)
    }
    const left = (await readdir(dir)).filter((name) => name !== 'postgres' && name !== 'postgres.json')
    assert.deepEqual(left, [])
  })

  it('starts, stops and starts again a server that keeps its data, reached by its socket only', async () => {
    const first = await bringPostgres(dir)
    assert.equal(first.adopted, false)
    assert.match(first.version, /^18\./)
    assert.deepEqual(await query(first, 'show listen_addresses'), [{ listen_addresses: '' }])
    assert.deepEqual(await query(first, 'show fsync'), [{ fsync: 'on' }])
    assert.deepEqual(
      await query(
        first,
        "select datlocprovider, datlocale, pg_encoding_to_char(encoding) as enc from pg_database where datname = 'postgres'",
      ),
      [{ datlocprovider: 'b', datlocale: 'C.UTF-8', enc: 'UTF8' }],
    )
    await query(first, 'create table kept (n int); insert into kept values (1)')
    assert.equal(await stopPostgres(dir), true)
    assert.equal(await stopPostgres(dir), false)
    assert.equal(await findPostgres(dir), undefined)
    await assert.rejects(stat(first.socketDir), { code: 'ENOENT' })

    const since = performance.now()
    const second = await bringPostgres(dir)
    const took_ms = performance.now() - since
    assert.equal(second.adopted, false)
    assert.deepEqual(await query(second, 'select n from kept'), [{ n: 1 }])
    assert.ok(took_ms < 5000, `a start took ${took_ms} ms`)
  })

  it('lets nobody else in: the socket folder is closed, and the server does not run as root', async () => {
    const server = await bringPostgres(dir)
    const folder = await lstat(server.socketDir)
    assert.equal(folder.mode & 0o777, 0o700)
    assert.ok(server.socketDir.length < 90)
    const live = await postmasterOf(await clusterOf(dir))
    const { stdout } = await run('ps', ['-o', 'uid=', '-p', String(live!.pid)])
    assert.notEqual(Number(stdout), 0)
    assert.equal(Number(stdout), folder.uid)
    if (!root) return
    // another unprivileged user, who knows the path
    await assert.rejects(run('/bin/sh', ['-c', 'cd "$1"', 'sh', server.socketDir], { uid: 12345, gid: 12345 }))
  })

  it('lives on when its process is killed, and is adopted by the next', async () => {
    const { brought, kill } = anotherProcess(dir)
    const theirs = await brought
    assert.equal(theirs.adopted, false)
    await query(theirs, 'create table adopted (n int); insert into adopted values (7)')
    const [{ pid }] = await query(theirs, 'select pg_postmaster_start_time()::text as pid')
    await kill()
    const ours = await bringPostgres(dir)
    assert.deepEqual(ours, { ...theirs, adopted: true })
    assert.deepEqual(await query(ours, 'select pg_postmaster_start_time()::text as pid'), [{ pid }])
    assert.deepEqual(await query(ours, 'select n from adopted'), [{ n: 7 }])
    const since = performance.now()
    for (let i = 0; i < 20; i += 1) await findPostgres(dir)
    const each_ms = (performance.now() - since) / 20
    assert.ok(each_ms < 50, `finding it took ${each_ms} ms`)
  })

  it('comes back by itself after the server was killed, with what was committed', async () => {
    const server = await bringPostgres(dir)
    await query(server, 'create table killed (n int); insert into killed values (42)')
    const live = await postmasterOf(await clusterOf(dir))
    process.kill(live!.pid, 'SIGKILL')
    while (await postmasterOf(await clusterOf(dir))) await sleep(1)
    const again = await bringPostgres(dir)
    assert.equal(again.adopted, false)
    assert.deepEqual(await query(again, 'select n from killed'), [{ n: 42 }])
  })

  it('does not believe a pid file that names another process', async () => {
    await bringPostgres(dir)
    await stopPostgres(dir)
    const cluster = await clusterOf(dir)
    const { uid, gid } = await stat(cluster)
    // of the same user: PostgreSQL alone would take it for a running server and refuse
    const stranger = spawn('sleep', ['60'], { uid: root ? uid : undefined, gid: root ? gid : undefined, cwd: '/' })
    await once(stranger, 'spawn')
    try {
      const lines = [stranger.pid, cluster, 1, 5432, '/tmp/nowhere', '', ' 12345 0', 'ready']
      await writeFile(join(cluster, 'postmaster.pid'), `${lines.join('\n')}\n`)
      assert.equal(await findPostgres(dir), undefined)
      assert.equal(await stopPostgres(dir), false)
      assert.equal((await bringPostgres(dir)).adopted, false)
      assert.equal(stranger.exitCode, null)
    } finally {
      stranger.kill()
    }
  })

  it('keeps a copied folder apart from the server of the original', async () => {
    const original = await bringPostgres(dir)
    const copy = await dataFolder()
    await mkdir(copy, { recursive: true })
    // as a careless copy does: the pid file comes along
    if (root) await run('cp', ['-a', await clusterOf(dir), join(copy, 'postgres')])
    else await cp(join(dir, 'postgres'), join(copy, 'postgres'), { recursive: true })
    assert.equal(await findPostgres(copy), undefined)
    assert.equal(await stopPostgres(copy), false)
    assert.deepEqual(await query(original, 'select 1 as alive'), [{ alive: 1 }])
  })

  it('works in a folder with a long path, where a set-up was cut short before', async () => {
    // a socket's path may have 107 bytes
    const long = await dataFolder(join('thư mục '.repeat(8).trim(), 'x'.repeat(100)))
    const half = join(long, 'new-cluster-999999')
    await mkdir(half, { recursive: true })
    await writeFile(join(half, 'PG_VERSION'), '18')
    const server = await bringPostgres(long)
    assert.deepEqual(await query(server, 'select 1 as n'), [{ n: 1 }])
    assert.equal((await readdir(long)).includes('new-cluster-999999'), false)
  })

  it('works in a folder that only its owner may enter', async () => {
    const closed = await dataFolder('data', 0o700)
    const server = await bringPostgres(closed)
    assert.deepEqual(await query(server, 'select 1 as n'), [{ n: 1 }])
    const cluster = await clusterOf(closed)
    assert.equal(cluster.startsWith(`${stateDir()}/`), root)
    if (!root) return
    // the data folder is deleted under its server and made anew: a new database, and the old server is gone
    const old = await postmasterOf(cluster)
    await rm(closed, { recursive: true })
    const said: string[] = []
    const fresh = await bringPostgres(closed, (line) => said.push(line))
    assert.equal(fresh.adopted, false)
    assert.notEqual(await clusterOf(closed), cluster)
    assert.throws(() => process.kill(old!.pid, 0), { code: 'ESRCH' })
    assert.ok(said.some((line) => line.includes(cluster)))
    await rm(cluster, { recursive: true })
  })

  it('says why it cannot start, and where to look', async () => {
    await bringPostgres(dir)
    await stopPostgres(dir)
    await writeFile(join(await clusterOf(dir), 'postgresql.auto.conf'), "shared_buffers = 'no size'\n")
    await assert.rejects(bringPostgres(dir), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'kernel/database-start')
      assert.match(error.message, /shared_buffers/)
      return true
    })
  })
})
