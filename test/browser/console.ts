import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The console's build: the one that `bin/test` has just made, or one made now in `folder`. */
export async function builtConsole(folder: string): Promise<string> {
  if (process.env.BUILT_CONSOLE) return process.env.BUILT_CONSOLE
  const out = join(folder, 'console/')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', out, '--emptyOutDir'], {
    cwd: join(root, 'console'),
  })
  return out
}
