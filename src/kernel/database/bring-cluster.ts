import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, link, lstat, mkdir, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Problem } from '../base/problem.ts'
import { stateDir, sweepUnfinished } from './bring-binaries.ts'

const run = promisify(execFile)

/** The superuser of every cluster that we make. */
export const user = 'sangden'

/** in a cluster that lies in `stateDir()`: the data folder it belongs to */
const backPointer = 'sangden-data-dir'

/** The cluster that belongs to a data folder: inside it, or where `postgres.json` points. */
export async function clusterOf(dir: string): Promise<string | undefined> {
  const inside = join(dir, 'postgres')
  const pointed = async () => {
    const text = await readFile(join(dir, 'postgres.json'), 'utf8').catch(() => undefined)
    return text ? (JSON.parse(text) as { cluster: string }).cluster : undefined
  }
  const cluster = (await lstat(inside).catch(() => undefined)) ? inside : await pointed()
  if (!cluster) return undefined
  const { uid } = await stat(cluster).catch(() => {
    throw new Problem('kernel/database-foreign', { folder: cluster, owner: '?' })
  })
  if (![0, uid].includes(process.getuid?.() ?? uid)) {
    throw new Problem('kernel/database-foreign', { folder: cluster, owner: await nameOf(uid) })
  }
  return cluster
}

export interface Owner {
  uid: number
  gid: number
  name: string
}

/** Who the server runs as: the owner of its cluster, so that `sudo bin/start` on a user's folder does not change hands. */
export async function ownerOf(cluster: string): Promise<Owner> {
  const { uid, gid } = await stat(cluster)
  return { uid, gid, name: await nameOf(uid) }
}

/** For a new cluster: us or, PostgreSQL refusing root, the system user `sangden` where an administrator made one, else `nobody`. */
async function ownerOfNew(): Promise<Owner> {
  const me = userInfo()
  if (me.uid !== 0) return { uid: me.uid, gid: me.gid, name: me.username }
  for (const name of ['sangden', 'nobody']) {
    try {
      const id = async (flag: string) => Number((await run('id', [flag, name])).stdout)
      return { uid: await id('-u'), gid: await id('-g'), name }
    } catch {
      // no such user
    }
  }
  throw new Problem('kernel/database-start', { reason: 'no user "sangden" or "nobody" to run PostgreSQL as', log: '-' })
}

async function nameOf(uid: number): Promise<string> {
  if (uid === process.getuid?.()) return userInfo().username
  return (await run('id', ['-un', String(uid)])).stdout.trim()
}

/** Only root may (and must) name another uid. */
export const as = ({ uid, gid }: Owner) => (process.getuid?.() === 0 ? { uid, gid } : {})

/** Nothing of our environment reaches the server: PGDATA, LC_* and the like would change what it does. */
export const environment = () => ({ PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' })

interface Making {
  binaries: string
  say: (line: string) => void
  /** stops the server of a cluster, where one runs */
  stop: (cluster: string) => Promise<unknown>
}

/** A new cluster for a data folder, unless another process makes one first. */
export async function initialise(dir: string, { binaries, say, stop }: Making): Promise<string> {
  say('tạo cơ sở dữ liệu PostgreSQL / creating the PostgreSQL database')
  const owner = await ownerOfNew()
  const inside = await canEnter(owner, dir)
  const base = inside ? dir : stateDir()
  await mkdir(base, { recursive: true, mode: 0o755 })
  if (!inside) await retireOthersOf(dir, say, stop)
  await sweepUnfinished(base, 'new-cluster-')
  const fresh = join(base, `new-cluster-${process.pid}`)
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { mode: 0o700 })
  if (process.getuid?.() === 0) await chown(fresh, owner.uid, owner.gid)
  await run(
    join(binaries, 'bin', 'initdb'),
    // the built-in provider sorts the same on every machine; --data-checksums is the default of 18
    [
      '-D',
      fresh,
      '-U',
      user,
      '-A',
      'peer',
      '-E',
      'UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    { cwd: '/', env: environment(), ...as(owner) },
  ).catch((error: { stderr?: string; message: string }) => {
    throw new Problem('kernel/database-start', { reason: error.stderr?.trim() || error.message, log: fresh })
  })
  // as the owner, like all that is written in its folder by name
  const include = `printf "\\ninclude 'sangden.conf'\\n" >>"$1/postgresql.conf"`
  await run('/bin/sh', ['-c', include, 'sh', fresh], { cwd: '/', ...as(owner) })
  return inside ? settleInside(fresh, join(dir, 'postgres')) : settleOutside(fresh, dir)
}

async function settleInside(fresh: string, cluster: string): Promise<string> {
  try {
    await rename(fresh, cluster)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
  return cluster
}

/** The name is random: a data folder that was deleted and made again never meets the old one's cluster. */
async function settleOutside(fresh: string, dir: string): Promise<string> {
  const cluster = join(stateDir(), randomBytes(8).toString('hex'))
  await writeFor(fresh, join(fresh, backPointer), dir)
  await rename(fresh, cluster)
  const pointer = join(dir, 'postgres.json')
  const draft = `${pointer}.${process.pid}`
  await write(draft, `${JSON.stringify({ cluster })}\n`)
  try {
    // a hard link fails where the name is taken, a rename would replace it
    await link(draft, pointer)
    return cluster
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    await rm(cluster, { recursive: true, force: true })
    return (JSON.parse(await readFile(pointer, 'utf8')) as { cluster: string }).cluster
  } finally {
    await unlink(draft)
  }
}

/** Servers of clusters whose data folder was deleted and is now made anew: stopped, and left for a person to look at. */
async function retireOthersOf(dir: string, say: Making['say'], stop: Making['stop']): Promise<void> {
  for (const name of await readdir(stateDir())) {
    const cluster = join(stateDir(), name)
    if ((await readFile(join(cluster, backPointer), 'utf8').catch(() => '')) !== dir) continue
    await stop(cluster)
    say(`dữ liệu cũ của thư mục này còn ở ${cluster} / an old database of this folder remains in ${cluster}`)
  }
}

/** Whether the server's user could work in a folder: tried, because modes, groups and ACLs are the kernel's to judge. */
async function canEnter(owner: Owner, dir: string): Promise<boolean> {
  if (process.getuid?.() !== 0) return true
  return run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', dir], { cwd: '/', ...as(owner) }).then(
    () => true,
    () => false,
  )
}

/**
 * Writes a file of a cluster for its owner: aside and renamed, so that it is never half there, and root never writes
 * through a link that the server's user put in its place.
 */
export async function writeFor(cluster: string, path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}`
  await write(draft, text)
  if (process.getuid?.() === 0) {
    const { uid, gid } = await stat(cluster)
    await chown(draft, uid, gid)
  }
  await rename(draft, path)
}

/** A new file, on the disk when this returns; never through a link that stands in its place. */
async function write(path: string, text: string): Promise<void> {
  await rm(path, { force: true })
  const file = await open(path, 'wx', 0o600)
  await file.writeFile(text)
  await file.sync()
  await file.close()
}
