// The room order of src/rooms.json, checked by dependency-cruiser (.dependency-cruiser.cjs). Fails on a violation, and when
// it did not see every file: with TypeScript 7 it reads 0 modules and reports success unless @swc/core is there.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface Report {
  modules: { source: string; dependencies: unknown[] }[]
  summary: { violations: { rule: { name: string }; from: string; to: string; comment?: string }[] }
}

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = fileURLToPath(new URL('../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', import.meta.url))
const args = [bin, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src']
const report = JSON.parse(
  execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 }),
) as Report

const onDisk = readdirSync(new URL('../src', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `src/${name}`)
const seen = new Map(report.modules.map((m) => [m.source, m.dependencies.length]))
const unseen = onDisk.filter((file) => !seen.has(file))
const imports = [...seen].reduce((sum, [file, count]) => sum + (file.startsWith('src/') ? count : 0), 0)

const complaints = report.summary.violations.map((v) => `${v.from} -> ${v.to}: ${v.rule.name}`)
if (unseen.length > 0) complaints.push(`dependency-cruiser did not see ${unseen.length} files, such as ${unseen[0]}`)
if (imports === 0) complaints.push('dependency-cruiser saw no import at all: is @swc/core installed?')
for (const complaint of complaints) console.log(complaint)
console.log(`${onDisk.length - unseen.length} files, ${imports} imports`)
if (complaints.length > 0) process.exitCode = 1
