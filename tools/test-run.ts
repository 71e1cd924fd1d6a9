import { relative } from 'node:path'
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

interface Outcome {
  name: string
  nesting: number
  file?: string
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
  // no test may hang the whole: the slowest real ones take a minute
  const stream = run({ files, cwd: root, concurrency: 2, timeout: 300_000, isolation: 'process' })
  const perFile = new Map<string, FileNotes>()
  const notesOf = (file: string | undefined) => {
    const key = file ?? ''
    if (!perFile.has(key)) perFile.set(key, { failures: [], skipped: [], output: '', path: [] })
    return perFile.get(key)!
  }
  stream.on('test:start', (event: Outcome) => {
    const { path } = notesOf(event.file)
    path.length = event.nesting
    path.push(event.name)
  })
  stream.on('test:pass', (event: Outcome) => {
    if (event.skip) notesOf(event.file).skipped.push(typeof event.skip === 'string' ? event.skip : event.name)
  })
  stream.on('test:fail', (event: Outcome) => {
    const { error } = event.details
    // a suite fails because something in it failed, and that is told already
    if (event.todo || error?.failureType === 'subtestsFailed') return
    const notes = notesOf(event.file)
    const path = [...notes.path.slice(0, event.nesting), event.name].join(' > ')
    notes.failures.push(`${path}\n${where(event, root)}${indent(reason(error))}`)
  })
  const keep = (event: { file?: string; message: string }) => {
    const notes = notesOf(event.file)
    if (notes.output.length < 20_000) notes.output += event.message
  }
  stream.on('test:stdout', keep)
  stream.on('test:stderr', keep)
  stream.on('test:summary', (event: { file?: string; counts: Record<string, number>; duration_ms: number }) => {
    const { counts } = event
    if (event.file) {
      printFile(relative(root, event.file), counts, event.duration_ms, notesOf(event.file))
      return
    }
    totals.tests += counts.tests ?? 0
    totals.suites += counts.suites ?? 0
    totals.pass += counts.passed ?? 0
    totals.fail += counts.failed ?? 0
    totals.cancelled += counts.cancelled ?? 0
    totals.skipped += counts.skipped ?? 0
    totals.todo += counts.todo ?? 0
  })
  for await (const _ of stream) {
    // read to its end: that is when all files have run
  }
}

interface FileNotes {
  failures: string[]
  skipped: string[]
  output: string
  path: string[]
}

function printFile(file: string, counts: Record<string, number>, ms: number, notes: FileNotes): void {
  const failed = (counts.failed ?? 0) + (counts.cancelled ?? 0)
  const time = `${(ms / 1000).toFixed(2)} s`
  const parts = [`${counts.passed} passed`]
  if (failed > 0) parts.push(`${failed} failed`)
  if (counts.skipped) parts.push(`${counts.skipped} skipped (${[...new Set(notes.skipped)].join('; ')})`)
  console.log(`  ${failed > 0 ? '✖' : '✔'} ${file}  ${parts.join(', ')}  ${time}`)
  for (const failure of notes.failures) console.log(indent(`✖ ${failure}`))
  if (failed > 0 && notes.output.trim()) console.log(indent(`what it wrote:\n${indent(notes.output.trimEnd())}`))
}

const where = (event: Outcome, root: string) =>
  event.file ? `  at ${relative(root, event.file)}:${event.line ?? 1}:${event.column ?? 1}\n` : ''

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
