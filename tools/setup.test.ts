import assert from 'node:assert/strict'
import { type ExecFileOptions, execFile, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('..', import.meta.url))
const around = mkdtempSync(join(tmpdir(), 'sáng đèn thử '))
const noNpm = spawnSync('npm', ['--version']).error ? 'no npm on this machine' : false

/** A small project with the real set-up and the real npm: its packages lie beside it, so no network is needed. */
function project(name: string, packages: string[]): string {
  const root = join(around, name)
  mkdirSync(join(root, 'bin'), { recursive: true })
  for (const file of ['tools/setup.sh', 'tools/installed.mjs', 'bin/sangden']) {
    cpSync(join(source, file), join(root, file), { recursive: true })
  }
  mkdirSync(join(root, 'src/interfaces/cli'), { recursive: true })
  writeFileSync(join(root, 'src/interfaces/cli/main.ts'), 'console.log(JSON.stringify(process.argv.slice(2)))\n')
  // as its owner alone may enter
  chmodSync(root, 0o700)
  lock(root, packages)
  return root
}

/** Writes package.json and package-lock.json with these packages. */
function lock(root: string, packages: string[]): void {
  const dependencies = Object.fromEntries(packages.map((name) => [name, `file:packages/${name}`]))
  const entries = packages.flatMap((name) => {
    mkdirSync(join(root, 'packages', name), { recursive: true })
    writeFileSync(join(root, 'packages', name, 'package.json'), JSON.stringify({ name, version: '1.0.0' }))
    return [
      [`packages/${name}`, { version: '1.0.0' }],
      [`node_modules/${name}`, { resolved: `packages/${name}`, link: true }],
    ]
  })
  const top = { name: 'small', version: '1.0.0', dependencies }
  writeFileSync(join(root, 'package.json'), JSON.stringify(top))
  const all = { lockfileVersion: 3, requires: true, packages: { '': top, ...Object.fromEntries(entries) } }
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ name: 'small', version: '1.0.0', ...all }))
}

interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** Runs a command of the project as a person does, with this node first in PATH. */
function call(command: string, args: string[] = [], options: ExecFileOptions = {}): Promise<Ended> {
  const env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    LANG: 'en_US.UTF-8',
    LC_ALL: '',
  }
  delete (env as Record<string, unknown>).NODE_TEST_CONTEXT
  return new Promise((done) => {
    execFile(command, args, { env, encoding: 'utf8', ...options }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout: String(stdout), stderr: String(stderr) }),
    )
  })
}

describe('the set-up of bin/', { skip: noNpm }, () => {
  after(() => rmSync(around, { recursive: true, force: true }))

  it('installs once, then says nothing and is quick; from any folder, through a symlink', async () => {
    const root = project('nhà ố', ['lib'])
    const first = await call(join(root, 'bin/sangden'), ['a b', 'ố'])
    assert.equal(first.stdout, '["a b","ố"]\n', first.stderr)
    assert.match(first.stderr, /installing packages/)
    assert.ok(existsSync(join(root, 'node_modules/lib')))

    symlinkSync(join(root, 'bin/sangden'), join(around, 'sd'))
    symlinkSync('sd', join(around, 'again'))
    assert.equal(readlinkSync(join(around, 'again')), 'sd')
    const second = await call('./again', ['x'], { cwd: around })
    assert.deepEqual(second, { code: 0, stdout: '["x"]\n', stderr: '' })

    const since = performance.now()
    await call('sh', ['-euc', 'root=$1; . "$root/tools/setup.sh"; setup', 'sh', root])
    // 10 to 20 ms on a machine with nothing else to do
    assert.ok(performance.now() - since < 1000)
  })

  it('is done by one of two that start together; the other waits', async () => {
    const root = project('hai cùng lúc', ['lib'])
    const both = await Promise.all([call(join(root, 'bin/sangden'), ['1']), call(join(root, 'bin/sangden'), ['2'])])
    assert.deepEqual(
      both.map((one) => one.stdout),
      ['["1"]\n', '["2"]\n'],
      both.map((one) => one.stderr).join(''),
    )
    assert.equal(both.filter((one) => one.stderr.includes('installing packages')).length, 1)
  })

  it('is done again after it was cut short, and when the packages change', async () => {
    const root = project('dở dang', ['lib'])
    await call(join(root, 'bin/sangden'))
    // what a killed npm leaves: some packages, none of its own record
    rmSync(join(root, 'node_modules/.package-lock.json'))
    rmSync(join(root, 'node_modules/.sangden-package-lock.json'))
    const again = await call(join(root, 'bin/sangden'))
    assert.match(again.stderr, /installing packages/)
    lock(root, ['lib', 'other'])
    const changed = await call(join(root, 'bin/sangden'))
    assert.equal(changed.code, 0, changed.stderr)
    assert.ok(existsSync(join(root, 'node_modules/other')))
    assert.equal((await call(join(root, 'bin/sangden'))).stderr, '')
  })

  it('leaves alone what a developer just installed', async () => {
    const root = project('nhà phát triển', ['lib'])
    await call(join(root, 'bin/sangden'))
    lock(root, ['lib', 'other'])
    const npm = await call('npm', ['install', '--no-audit', '--no-fund', '--offline'], { cwd: root })
    assert.equal(npm.code, 0, npm.stderr)
    assert.equal((await call(join(root, 'bin/sangden'))).stderr, '')
  })

  it('says in one line what is missing, and ends with 1', async () => {
    const root = project('không có node', ['lib'])
    const few = join(around, 'few')
    mkdirSync(few)
    for (const name of ['sh', 'dirname', 'readlink', 'ls', 'cat', 'cmp', 'mkdir', 'flock', 'ps', 'uname', 'rm']) {
      const { stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' })
      if (stdout.startsWith('/')) symlinkSync(stdout.trim(), join(few, name))
    }
    const { code, stderr } = await call(join(root, 'bin/sangden'), [], { env: { PATH: few, LANG: 'en_US.UTF-8' } })
    assert.equal(code, 1)
    assert.match(stderr, /^Sáng Đèn: Node\.js \(with npm\) is needed; install Node\.js 24 or newer, then run again\n$/)
  })

  it('shows the end of the log when a step fails, and tries again the next time', async () => {
    const root = project('hỏng', ['lib'])
    writeFileSync(join(root, 'package-lock.json'), '{ not json')
    const failed = await call(join(root, 'bin/sangden'))
    assert.equal(failed.code, 1)
    assert.match(failed.stderr, /failed: npm-ci \(log: .*npm-ci\.log\)/)
    lock(root, ['lib'])
    assert.equal((await call(join(root, 'bin/sangden'))).code, 0)
  })
})
