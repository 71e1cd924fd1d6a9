import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Prints rows under a header, columns as wide as they must be, numbers to the right. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const width = header.map((h, c) => Math.max(h.length, ...rows.map((r) => (r[c] ?? '').length)))
  const line = (cells: readonly string[]) =>
    cells.map((cell, c) => (c === 0 ? cell.padEnd(width[c]!) : cell.padStart(width[c]!))).join('  ')
  console.log(line(header))
  console.log(width.map((w) => '-'.repeat(w)).join('  '))
  for (const row of rows) console.log(line(row))
}

/** A goal of the project, met or missed; a missed one makes the process end with 1. */
export function goal(what: string, met: boolean, measured: string): void {
  console.log(`${met ? 'met   ' : 'MISSED'}  ${what}: ${measured}`)
  if (!met) process.exitCode = 1
}

/** The best of several runs, in milliseconds: what the code can do, with the least of the machine's noise. */
export function best<T>(times: number, work: () => T): { ms: number; result: T } {
  let ms = Number.POSITIVE_INFINITY
  let result!: T
  for (let i = 0; i < times; i++) {
    const start = performance.now()
    result = work()
    ms = Math.min(ms, performance.now() - start)
  }
  return { ms, result }
}

/** Bytes that `make` leaves on the heap and beside it. */
export function bytesKept<T>(make: () => T): { bytes: number; kept: T } {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const used = () => {
    collect()
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const before = used()
  const kept = make()
  return { bytes: used() - before, kept }
}

export const ms = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value >= 0.01 ? value.toFixed(3) : value.toFixed(5)
export const times = (value: number): string =>
  `${value >= 10 ? Math.round(value).toLocaleString('en') : value.toFixed(value < 1 ? 2 : 1)}x`
