// Writes docs/problems.md from the catalogue of problems (`--check`: fails when the file differs).
import { readFileSync, writeFileSync } from 'node:fs'
import { catalogue } from '../src/kernel/index.ts'

const target = new URL('../docs/problems.md', import.meta.url)

const rooms = Map.groupBy(Object.entries(catalogue), ([code]) => code.split('/')[0]!)
const cell = (text: string) => text.replaceAll('|', '\\|')

const fresh = [
  '<!-- Written by tools/gen-problems.ts from src/kernel/base/problems/. Do not edit. -->',
  '# Problems',
  '',
  'Every refusal that a person can meet. Over HTTP: `application/problem+json` (RFC 9457) with `type` (this page and the code), `title` in the reader’s language, `status`, `code`, `params`, and `refused` where several fields or lines were refused. On the command line: the title in one line, and exit 1.',
  '',
  ...[...rooms].flatMap(([room, entries]) => [
    `## ${room}`,
    '',
    '| code | status | Tiếng Việt | English |',
    '|---|---|---|---|',
    ...entries.map(
      ([code, { status, vi, en }]) => `| <a id="${code}"></a>\`${code}\` | ${status} | ${cell(vi)} | ${cell(en)} |`,
    ),
    '',
  ]),
].join('\n')

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== fresh) {
    console.error('docs/problems.md is stale: run node tools/gen-problems.ts')
    process.exit(1)
  }
} else writeFileSync(target, fresh)
