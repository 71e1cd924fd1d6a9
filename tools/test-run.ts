import { join, relative } from 'node:path'
import { run } from 'node:test'
import { inspect } from 'node:util'

/** Counts as node's test runner prints them. */
export interface Totals {
  tests: number
  suites: number
  pass: number
  fail: number
  cancelled: number
  skipped: number
  todo: number
}

export const noTotals = (): Totals => ({ tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 })

interface Outcome extends Where {
  name: string
  nesting: number
  line?: number
  column?: number
  skip?: boolean | string
  todo?: boolean | string
  details: { duration_ms?: number; type?: string; error?: Error & { cause?: unknown; failureType?: string } }
}

/**
 * Runs test files with node's own runner, each in its process, two at a time, and prints one line a file; failures in
 * full, with what the file wrote. Adds to `totals`.
 */
export async function runFiles(files: string[], root: string, totals: Totals): Promise<void> {
  const stop = new AbortController()
  // no test may hang the whole: the slowest real ones take a minute
  const absolute = files.map((file) => join(root, file))
  const options = {
    files: absolute,
    cwd: root,
    concurrency: 2,
    timeout: limit_ms,
    isolation: 'process',
    signal: stop.signal,
  } as const
  const stream = run(options)
  const unfinished = new Set(absolute)
  const open = new Map<string, FileNotes>()
  const watchdog = setTimeout(() => {
    // a file whose tests are done but whose process does not end: something in it was left open
    console.log(
      `  ✖ nothing happened for ${limit_ms / 1000} s in ${[...unfinished].map(nameIn(root)).join(', ')}: stopped`,
    )
    stop.abort()
  }, limit_ms + 30_000)
  const notesOf = (event: Where): FileNotes => {
    watchdog.refresh()
    // entryFile: the file that was run; file: where the test is written, which may be a test kit
    const key = event.entryFile ?? event.file ?? ''
    if (!open.has(key)) open.set(key, { failures: [], skipped: [], output: '', path: [] })
    return open.get(key)!
  }
  stream.on('test:start', (event: Outcome) => {
    const { path } = notesOf(event)
    path.length = event.nesting
    path.push(event.name)
  })
  stream.on('test:complete', (event: Outcome) => {
    watchdog.refresh()
    // without entryFile it is the word of the file itself, after its process ended
    if (event.nesting === 0 && !event.entryFile) unfinished.delete(event.name)
  })
  stream.on('test:pass', (event: Outcome) => {
    if (event.skip) notesOf(event).skipped.push(typeof event.skip === 'string' ? event.skip : event.name)
  })
  stream.on('test:fail', (event: Outcome) => {
    const { error } = event.details
    const notes = notesOf(event)
    // a suite fails because something in it failed, and that is told already
    if (event.todo || error?.failureType === 'subtestsFailed') return
    const path = [...notes.path.slice(0, event.nesting), event.name].map(nameIn(root)).join(' > ')
    notes.failures.push(`${path}\n  at ${placeOf(event, root)}\n${indent(reason(error))}`)
    // the file itself did not run to its end: no summary of it follows
    if (event.nesting === 0 && event.name === event.file) {
      printFile(nameIn(root)(event.name), { passed: 0, failed: 1 }, event.details.duration_ms ?? 0, notes)
    }
  })
  const keep = (event: Where & { message: string }) => {
    const notes = notesOf(event)
    if (notes.output.length < 20_000) notes.output += event.message
  }
  stream.on('test:stdout', keep)
  stream.on('test:stderr', keep)
  stream.on('test:summary', (event: Where & { counts: Counts; duration_ms: number }) => {
    if (event.file) {
      printFile(nameIn(root)(event.file), event.counts, event.duration_ms, notesOf(event))
    } else add(totals, event.counts)
  })
  for await (const _ of stream) {
    // read to its end: that is when all files have run
  }
  clearTimeout(watchdog)
}

const limit_ms = 300_000

interface Where {
  file?: string
  entryFile?: string
}

type Counts = Record<string, number>

function add(totals: Totals, counts: Counts): void {
  totals.tests += counts.tests ?? 0
  totals.suites += counts.suites ?? 0
  totals.pass += counts.passed ?? 0
  totals.fail += counts.failed ?? 0
  totals.cancelled += counts.cancelled ?? 0
  totals.skipped += counts.skipped ?? 0
  totals.todo += counts.todo ?? 0
}

interface FileNotes {
  failures: string[]
  skipped: string[]
  output: string
  path: string[]
}

function printFile(file: string, counts: Counts, ms: number, notes: FileNotes): void {
  const failed = (counts.failed ?? 0) + (counts.cancelled ?? 0)
  const time = `${(ms / 1000).toFixed(2)} s`
  const parts = [`${counts.passed} passed`]
  if (failed > 0) parts.push(`${failed} failed`)
  if (counts.skipped) parts.push(`${counts.skipped} skipped (${[...new Set(notes.skipped)].join('; ')})`)
  console.log(`  ${failed > 0 ? '✖' : '✔'} ${file}  ${parts.join(', ')}  ${time}`)
  for (const failure of notes.failures) console.log(indent(`✖ ${failure}`))
  if (failed > 0 && notes.output.trim()) console.log(indent(`what it wrote:\n${indent(notes.output.trimEnd())}`))
}

/** A path inside the project, short; anything else as it is. */
const nameIn = (root: string) => (name: string) => (name.startsWith(`${root}/`) ? relative(root, name) : name)

const placeOf = (event: Outcome, root: string) =>
  `${nameIn(root)(event.file ?? '')}:${event.line ?? 1}:${event.column ?? 1}`

/** The error as it was thrown: node's runner wraps it in one of its own. */
function reason(error: (Error & { cause?: unknown }) | undefined): string {
  const cause = error?.cause ?? error
  const text = cause instanceof Error || typeof cause === 'object' ? inspect(cause, { depth: 4 }) : String(cause)
  return text
    .split('\n')
    .filter((line) => !/^\s+at .*\(?node:internal\//.test(line))
    .join('\n')
}

const indent = (text: string) => text.replaceAll(/^/gm, '    ')
