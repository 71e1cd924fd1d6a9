import { spawnSync } from 'node:child_process'

/**
 * Installs Debian's packages where we are root and the machine has apt; elsewhere nothing.
 * @param what how a person calls it, for the line that says so
 */
export function aptInstall(what: string, packages: readonly string[], say: (line: string) => void): void {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).error) return
  say(`cài ${what} (apt-get install ${packages[0]}), một lần / installing ${what}, once`)
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  apt('update', '-q')
  const { status, stderr } = apt('install', '-y', '-q', '--no-install-recommends', ...packages)
  if (status !== 0) say(`apt-get: ${stderr.trim().split('\n').at(-1)}`)
}
