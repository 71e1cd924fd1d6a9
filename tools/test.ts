// bin/test [ROOM | FILE]…: everything that must hold before a change is kept, in order, each with its time. With rooms
// (`planned-outages`, `interfaces/portal`, `browser`, `kill`) or files: only their tests, in seconds.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import rooms from '../src/rooms.json' with { type: 'json' }
import { findChromium } from './test-chromium.ts'
import { noTotals, runFiles } from './test-run.ts'
import { broughtServer, otherServer, type TestServer } from './test-servers.ts'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const strict = process.env.CI === 'true'
const totals = noTotals()
const begun = performance.now()
const given = process.env.TEST_DATABASE_URL
process.env.TZ = 'Asia/Ho_Chi_Minh'
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --disable-warning=ExperimentalWarning`.trim()

/** what the database tests ran on */
const versions: string[] = []
let brought: TestServer | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    console.log(`\nstopped by ${signal}; the tests are not complete`)
    await brought?.release().catch(() => {})
    process.exit(signal === 'SIGINT' ? 130 : 143)
  })
}

const asked = process.argv.slice(2)
if (asked.length > 0) await onlyTests(asked.flatMap(filesOf))
else await everything()

/** Static checks, then each kind of test. A check counts as one test. */
async function everything(): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  await check('types: tsc --noEmit', () => node(tsc, '--noEmit'))
  if (existsSync(join(root, 'console/tsconfig.json'))) {
    await check('types of the console: tsc --noEmit -p console', () => node(tsc, '--noEmit', '-p', 'console'))
  }
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  await check('style: biome check', () => node(biome, 'check', '--error-on-warnings', '--diagnostic-level=warn'))
  await check('rooms: the order of src/rooms.json', () => node('tools/check-rooms.ts'))
  await check('shell: sh -n', shellParses)

  await withBroughtServer(async () => {
    for (const generator of ['tools/gen-schema.ts', 'tools/gen-client.ts', 'tools/gen-problems.ts']) {
      if (!existsSync(join(root, generator))) continue
      await check(`generated files are fresh: ${generator} --check`, () => node(generator, '--check'))
    }
    const files = globSync('{src,test,tools,bench,console/src}/**/*.test.ts', { cwd: root })
      .filter((file) => !/^test\/(browser|kill)\/|node_modules/.test(file))
      .sort()
    await tests(`unit, property and database tests, on PostgreSQL ${brought!.version} (brought)`, files)
    await onOtherServer(files.filter(usesDatabase))
    await browserTests()
    await tests(
      `kill tests, on PostgreSQL ${brought!.version} (brought)`,
      globSync('test/kill/**/*.test.ts', { cwd: root }),
    )
  })
  finish()
}

async function onlyTests(files: string[]): Promise<void> {
  const run = async () => {
    if (files.some((file) => file.startsWith('test/browser/'))) process.env.CHROMIUM = findChromium(say) ?? ''
    await tests(brought ? `tests, on PostgreSQL ${brought.version} (brought)` : 'tests', files)
  }
  if (files.some((file) => usesDatabase(file) || file.startsWith('test/'))) await withBroughtServer(run)
  else await run()
  finish()
}

/** The database tests once more on another version: what 18 forgives, 15 may not. */
async function onOtherServer(files: string[]): Promise<void> {
  const other = await otherServer(given, (reason) => console.log(`    ${reason}`))
  if (!other) {
    const text = 'no second PostgreSQL (TEST_DATABASE_URL, or 127.0.0.1:5432)'
    if (strict) await check(`database tests on PostgreSQL 15: ${text}`, () => 'a server is required where CI=true')
    else console.log(`\n▶ database tests ran on PostgreSQL ${brought!.version} only: ${text}`)
    return
  }
  const before = process.env.TEST_DATABASE_URL
  process.env.TEST_DATABASE_URL = other.url
  await tests(`database tests again, on PostgreSQL ${other.version}`, files)
  process.env.TEST_DATABASE_URL = before
  versions.push(other.version)
}

async function browserTests(): Promise<void> {
  const files = globSync('test/browser/**/*.test.ts', { cwd: root })
  const chromium = findChromium(say)
  if (chromium) {
    process.env.CHROMIUM = chromium
    await tests(`browser tests, in ${chromium}`, files)
  } else if (strict) {
    await check('browser tests: no Chromium', () => 'Chromium is required where CI=true')
  } else {
    totals.skipped += files.length
    totals.tests += files.length
    console.log(`\n▶ browser tests skipped (${files.length} files): no Chromium; install it, or set CHROMIUM`)
  }
}

async function withBroughtServer(use: () => Promise<void>): Promise<void> {
  brought = await broughtServer(join(root, 'data', 'test'), say)
  process.env.TEST_DATABASE_URL = brought.url
  versions.push(brought.version)
  try {
    await use()
  } finally {
    await brought.release()
  }
}

async function tests(title: string, files: string[]): Promise<void> {
  if (files.length === 0) return
  console.log(`\n▶ ${title}`)
  const since = performance.now()
  await runFiles(files, root, totals)
  console.log(`  ${seconds(since)}`)
}

/** @param run what is wrong, or nothing */
async function check(title: string, run: () => string | undefined): Promise<void> {
  const since = performance.now()
  const complaint = run()
  totals.tests += 1
  if (complaint === undefined) totals.pass += 1
  else totals.fail += 1
  console.log(`${complaint === undefined ? '✔' : '✖'} ${title}  ${seconds(since)}`)
  if (complaint) console.log(shortened(complaint).replaceAll(/^/gm, '    '))
}

/** The beginning and the end of a long complaint: the count of errors stands at the end. */
function shortened(text: string): string {
  const lines = text.split('\n')
  return lines.length <= 120 ? text : [...lines.slice(0, 100), '…', ...lines.slice(-15)].join('\n')
}

/** Runs a script with this node; its output when it fails. */
function node(script: string, ...args: string[]): string | undefined {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return status === 0 ? undefined : `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trimEnd()
}

function shellParses(): string | undefined {
  const complaints = globSync('{bin/*,tools/*.sh,.ci/run}', { cwd: root }).map((file) => {
    const shell = readFileSync(join(root, file), 'utf8').startsWith('#!/usr/bin/env bash') ? 'bash' : 'sh'
    return spawnSync(shell, ['-n', file], { cwd: root, encoding: 'utf8' }).stderr
  })
  return complaints.join('') || undefined
}

function usesDatabase(file: string): boolean {
  return /\b(onDatabase|makeCopy|withScratchDatabase|serverUrl)\b/.test(readFileSync(join(root, file), 'utf8'))
}

/** A room, a part of one, `browser`, `kill`, or a path. */
function filesOf(name: string): string[] {
  const path = name.replace(/\/$/, '')
  const files = [`src/${path}`, `src/interfaces/${path}`, `test/${path}`, path].flatMap((at) =>
    /\.test\.ts$/.test(at) && existsSync(join(root, at)) ? [at] : globSync(`${at}/**/*.test.ts`, { cwd: root }),
  )
  if (files.length > 0) return files.sort()
  console.error(`${name}: không có kiểm thử nào / no tests there. Rooms: ${rooms.join(', ')}; browser, kill, or a file`)
  process.exit(2)
}

function finish(): never {
  const lines = Object.entries({ ...totals, duration_ms: Math.round(performance.now() - begun) })
  console.log(`\n${lines.map(([name, value]) => `ℹ ${name} ${value}`).join('\n')}`)
  if (versions.length > 0) console.log(`ℹ PostgreSQL ${versions.join(' and ')}`)
  const failed = totals.fail + totals.cancelled
  const skipped = totals.skipped + totals.todo
  console.log(`${totals.pass} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exit(failed > 0 || totals.pass === 0 ? 1 : 0)
}

function say(line: string): void {
  console.log(`  ${line}`)
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}
