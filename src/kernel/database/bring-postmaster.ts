import { readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What `postmaster.pid` says of a server that is alive and works in this very folder. */
export interface Postmaster {
  pid: number
  port: number
  socketDir: string
  status: 'starting' | 'ready' | 'stopping'
}

/**
 * The live server of a cluster folder, or undefined. A pid file is not believed: after a reboot its number may belong to
 * another process, and a folder copied while its server ran carries the pid file of the original.
 */
export async function postmasterOf(cluster: string): Promise<Postmaster | undefined> {
  // lines (PostgreSQL storage.sgml "postmaster.pid"): pid, folder, start time, port, socket folder, listen address, shared memory, status
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  if (!(pid > 1) || !(await worksIn(pid, cluster, lines[1] ?? ''))) return undefined
  const word = (lines[7] ?? '').trim()
  const status = word === 'ready' || word === 'stopping' ? word : 'starting'
  return { pid, port: Number(lines[3] ?? 0), socketDir: lines[4] ?? '', status }
}

/** True when a process of that number exists, also one of another user. */
export function alive(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The server changes its working directory to the cluster's folder: on Linux that tells it apart, even after the folder was moved. */
async function worksIn(pid: number, cluster: string, said: string): Promise<boolean> {
  if (!alive(pid)) return false
  if (process.platform === 'linux') {
    try {
      const [cwd, folder] = [await stat(`/proc/${pid}/cwd`), await stat(cluster)]
      return cwd.ino === folder.ino && cwd.dev === folder.dev
    } catch (error) {
      // ENOENT: gone meanwhile, or a zombie; EACCES: a hardened /proc, so the pid file's own word has to do
      if ((error as NodeJS.ErrnoException).code !== 'EACCES') return false
    }
  }
  return said === cluster || said === (await realpath(cluster))
}
