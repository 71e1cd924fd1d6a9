import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/**
 * The path of a real Chromium: `CHROMIUM`, or the machine's. Where there is none, we are root and the machine has apt:
 * Debian's is installed. Browser tests read it from `CHROMIUM`.
 */
export function findChromium(say: (line: string) => void): string | undefined {
  const found = process.env.CHROMIUM || onPath()
  if (found || process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).error) return found || undefined
  say('cài Chromium (apt-get install chromium), một lần / installing Chromium, once')
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  apt('update', '-q')
  const { status, stderr } = apt('install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-dejavu-core')
  if (status !== 0) say(`apt-get: ${stderr.trim().split('\n').at(-1)}`)
  return onPath()
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  candidates.push('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome')
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
