import { readdirSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'

/** One bench: prints its table; `quick` takes a tenth of the size, to see that it still runs. */
export interface Bench {
  run: (options: { quick: boolean }) => Promise<void>
}

const helpers = new Set(['run.ts', 'table.ts'])
const folder = new URL('./', import.meta.url)
const all = readdirSync(folder)
  .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && !helpers.has(f))
  .map((f) => f.slice(0, -3))

const args = process.argv.slice(2)
const quick = args.includes('--quick')
const wanted = args.filter((a) => !a.startsWith('-'))
if (args.includes('--help') || wanted.some((name) => !all.includes(name))) {
  console.log(`bin/bench [NAME ...] [--quick]\nnames: ${all.join(', ')}`)
  process.exit(args.includes('--help') ? 0 : 2)
}
console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores`)
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n## ${name}`)
  const bench = (await import(new URL(`${name}.ts`, folder).href)) as Bench
  await bench.run({ quick })
}
