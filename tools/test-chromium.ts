import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { aptInstall } from './apt.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/**
 * The path of a real Chromium: `CHROMIUM`, or the machine's. Where there is none, we are root and the machine has apt:
 * Debian's is installed. Browser tests read it from `CHROMIUM`.
 */
export function findChromium(say: (line: string) => void): string | undefined {
  const found = process.env.CHROMIUM || onPath()
  if (found) return found
  aptInstall('Chromium', ['chromium', 'fonts-dejavu-core'], say)
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
