import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import {
  chown,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rm,
  rmdir,
  stat,
  statfs,
} from 'node:fs/promises'
import { createConnection } from 'node:net'
import { totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Problem } from '../base/problem.ts'
import { findBinaries } from './bring-binaries.ts'
import { as, clusterOf, environment, initialise, type Owner, ownerOf, user, writeFor } from './bring-cluster.ts'
import { alive, type Postmaster, postmasterOf } from './bring-postmaster.ts'

/** A server that answers: `user` is its superuser; only the owner of the data and root get through the socket. */
export interface Brought {
  socketDir: string
  port: number
  user: string
  /** true: it was running already (another process of ours, or an earlier one that was killed) */
  adopted: boolean
  version: string
}

/** in the socket's name only: each server has a folder of its own */
const port = 5432

/**
 * The PostgreSQL of a data folder, running: adopted when it runs, started when it does not, made when there is none.
 * Safe when several processes call it at once, and after a `kill -9` of any of them at any point: folders are made under
 * another name and renamed when complete, and of two servers on one cluster PostgreSQL itself lets one start. So there
 * is no lock of ours that a dead process could leave behind. See docs/decisions/002-the-brought-database.md.
 * @param say one line of progress, for a person
 * @throws Problem `kernel/database-no-binaries`, `kernel/database-foreign`, `kernel/database-start`
 */
export async function bringPostgres(dataDir: string, say: (line: string) => void = () => {}): Promise<Brought> {
  const dir = resolve(dataDir)
  const root = process.getuid?.() === 0
  await mkdir(dir, { recursive: true, mode: root ? 0o711 : 0o700 })
  const found = await findPostgres(dir)
  if (found) return found

  const binaries = await findBinaries(root, say)
  const cluster = (await clusterOf(dir)) ?? (await initialise(dir, { binaries, say, stop: stopCluster }))
  const owner = await ownerOf(cluster)
  for (let tries = 0; ; tries += 1) {
    const live = await postmasterOf(cluster)
    let reason = ''
    if (!live) {
      const started = await start(cluster, binaries, owner, say)
      if (typeof started === 'object') return started
      reason = started
    } else if (live.status === 'ready') {
      const version = await answers(cluster, live)
      if (version) return { ...at(live), adopted: true, version }
    }
    // recovery of a large cluster may take minutes: wait as long as its server lives, but not for ever for one that is not there
    if (!live && tries > 100) throw new Problem('kernel/database-start', { reason, log: join(cluster, 'log') })
    await sleep(live ? 20 : 100)
  }
}

/** The running PostgreSQL of a data folder, or undefined; starts nothing (some milliseconds). */
export async function findPostgres(dataDir: string): Promise<Brought | undefined> {
  const cluster = await clusterOf(resolve(dataDir))
  if (!cluster) return undefined
  const live = await postmasterOf(cluster)
  if (live?.status !== 'ready') return undefined
  const version = await answers(cluster, live)
  return version ? { ...at(live), adopted: true, version } : undefined
}

/**
 * Stops the PostgreSQL of a data folder cleanly ("fast": open transactions are rolled back, a checkpoint is written).
 * @returns false when none was running
 */
export async function stopPostgres(dataDir: string): Promise<boolean> {
  const cluster = await clusterOf(resolve(dataDir))
  return cluster ? stopCluster(cluster) : false
}

/** Stops the PostgreSQL of a data folder and deletes its cluster, wherever it lies. The data is gone. */
export async function removePostgres(dataDir: string): Promise<void> {
  const dir = resolve(dataDir)
  const cluster = await clusterOf(dir)
  if (!cluster) return
  await stopCluster(cluster)
  await rm(cluster, { recursive: true, force: true })
  await rm(join(dir, 'postgres.json'), { force: true })
}

const at = (live: Postmaster) => ({ socketDir: live.socketDir, port: live.port, user })

/** Starts the server and waits until it answers. A string is the reason why it did not, worth another try. */
async function start(
  cluster: string,
  binaries: string,
  owner: Owner,
  say: (line: string) => void,
): Promise<Brought | string> {
  await removeForeignPidFile(cluster)
  const socketDir = await makeSocketDir(cluster, owner)
  await configure(cluster, socketDir, owner.name)
  await writeFor(cluster, join(cluster, 'start.log'), '')
  const log = await open(join(cluster, 'start.log'), constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW)
  // its own session: Ctrl-C in our terminal reaches us, and we stop it; a kill -9 of us does not touch it
  const child = spawn(join(binaries, 'bin', 'postgres'), ['-D', cluster], {
    cwd: '/',
    env: environment(),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    ...as(owner),
  })
  let ended = false
  let failure = ''
  child.once('exit', () => (ended = true))
  child.once('error', (error) => {
    failure = error.message
    ended = true
  })
  child.unref()
  try {
    const since = performance.now()
    for (let told = false; !ended; ) {
      const live = await postmasterOf(cluster)
      if (live && live.pid === child.pid && live.status === 'ready') {
        const version = await answers(cluster, live)
        if (version) return { ...at(live), adopted: false, version }
      }
      if (!told && performance.now() - since > 3000) {
        told = true
        say('PostgreSQL đang khởi động hay khôi phục / PostgreSQL is starting or recovering')
      }
      await sleep(5)
    }
    // read through our handle: a process that starts it beside us has put its own start.log in the name's place
    const { buffer, bytesRead } = await log.read(Buffer.alloc(16_384), 0, 16_384, 0)
    const lines = buffer.toString('utf8', 0, bytesRead).trim().split('\n')
    const reason =
      failure ||
      lines
        .filter((line) => !/HINT:|redirecting log output/.test(line))
        .slice(-5)
        .join(' ')
    // another process started it a moment ago, or the last children of a killed server have not gone yet
    if (/lock file .*postmaster\.pid|pre-existing shared memory block/.test(reason)) return reason
    throw new Problem('kernel/database-start', { reason, log: join(cluster, 'log') })
  } finally {
    await log.close()
  }
}

/**
 * PostgreSQL refuses to start while the pid in its pid file is alive, also when that process is none of its own (a
 * restarted container, a copied folder). Such a file is removed, but only when nothing at all works in this folder:
 * a child that outlived its killed server still holds the shared memory.
 */
async function removeForeignPidFile(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0])
  if (!alive(pid) || (await postmasterOf(cluster)) || process.platform !== 'linux') return
  const folder = await stat(cluster)
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const cwd = await stat(`/proc/${name}/cwd`).catch(() => undefined)
    if (cwd && cwd.ino === folder.ino && cwd.dev === folder.dev) return
  }
  await rm(file, { force: true })
}

/** A socket's path may have 107 bytes at most, a data folder's any number: so it lies in /tmp, closed to others. */
async function makeSocketDir(cluster: string, owner: Owner): Promise<string> {
  const hash = createHash('sha256')
    .update(await realpath(cluster))
    .digest('hex')
    .slice(0, 12)
  const dir = `/tmp/sangden-${owner.uid}-${hash}`
  const own = async (path: string) => {
    if (process.getuid?.() === 0) await chown(path, owner.uid, owner.gid)
    return path
  }
  try {
    await mkdir(dir, { mode: 0o700 })
    return own(dir)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const there = await lstat(dir)
  if (there.isDirectory() && there.uid === owner.uid && (there.mode & 0o777) === 0o700) return dir
  // somebody else sits on the name
  return own(await mkdtemp('/tmp/sangden-'))
}

async function configure(cluster: string, socketDir: string, ownerName: string): Promise<void> {
  const gib = totalmem() / 2 ** 30
  // containers often have 64 MB of /dev/shm, which one parallel hash join can fill
  const shm = await statfs('/dev/shm').catch(() => undefined)
  const settings: Record<string, string> = {
    listen_addresses: '',
    port: String(port),
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    max_connections: '100',
    max_locks_per_transaction: '256',
    shared_buffers: gib < 2 ? '128MB' : '256MB',
    effective_cache_size: `${Math.max(256, Math.round(gib * 512))}MB`,
    work_mem: '16MB',
    maintenance_work_mem: gib < 2 ? '64MB' : '128MB',
    ...(shm && shm.bavail * shm.bsize < 256 * 2 ** 20 ? { dynamic_shared_memory_type: 'mmap' } : {}),
    // fsync, full_page_writes and synchronous_commit stay on: what was acknowledged survives a power cut
    fsync: 'on',
    wal_compression: 'on',
    min_wal_size: '128MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    jit: 'off',
    track_io_timing: 'on',
    timezone: 'Asia/Ho_Chi_Minh',
    log_timezone: 'Asia/Ho_Chi_Minh',
    // a week of logs, without the values of parameters: they are customers' data
    logging_collector: 'on',
    log_filename: 'postgres-%a.log',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    log_min_messages: 'warning',
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`)
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
  const files = {
    'sangden.conf': `# written by Sáng Đèn at each start; ALTER SYSTEM SET overrules it\n${lines.join('\n')}\n`,
    'pg_hba.conf': 'local all all peer map=owner\nlocal replication all peer map=owner\n',
    'pg_ident.conf': [...new Set([ownerName, 'root'])].map((name) => `owner ${quoted(name)} all\n`).join(''),
  }
  for (const [name, text] of Object.entries(files)) await writeFor(cluster, join(cluster, name), text)
}

/**
 * The server's version when it lets us in; undefined while it does not. A full sign-in is made once a start and its
 * result kept beside the pid file; afterwards a connection that is accepted is enough (1 ms instead of 20).
 */
async function answers(cluster: string, live: Postmaster): Promise<string | undefined> {
  const note = join(cluster, 'sangden.version')
  const [pid, known] = (await readFile(note, 'utf8').catch(() => '')).split(' ')
  if (Number(pid) === live.pid && known) return (await accepts(live)) ? known : undefined
  const version = await signIn(live)
  if (version) await writeFor(cluster, note, `${live.pid} ${version}`)
  return version
}

const accepts = (live: Postmaster) =>
  new Promise<boolean>((done) => {
    const socket = createConnection(join(live.socketDir, `.s.PGSQL.${live.port}`))
    socket.setTimeout(5000, () => socket.destroy())
    socket.once('connect', () => {
      done(true)
      socket.destroy()
    })
    socket.once('error', () => done(false))
    socket.once('close', () => done(false))
  })

async function signIn(live: Postmaster): Promise<string | undefined> {
  const { socketDir: host, port } = live
  const client = new pg.Client({ host, port, user, database: 'postgres', connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return rows[0]?.server_version
  } catch {
    return undefined
  } finally {
    client.end().catch(() => {})
  }
}

async function stopCluster(cluster: string): Promise<boolean> {
  const live = await postmasterOf(cluster)
  if (!live) return false
  process.kill(live.pid, 'SIGINT')
  const since = performance.now()
  for (let forced = false; (await postmasterOf(cluster))?.pid === live.pid; await sleep(10)) {
    if (!forced && performance.now() - since > 60_000) {
      // immediate: nothing acknowledged is lost, the next start replays the log
      forced = true
      process.kill(live.pid, 'SIGQUIT')
    }
  }
  await rmdir(live.socketDir).catch(() => {})
  return true
}
