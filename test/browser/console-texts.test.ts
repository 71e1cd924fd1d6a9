import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { permissions } from '../../src/access/index.ts'

const texts = (language: string): Record<string, string> =>
  Object.fromEntries(
    globSync(`locales/${language}/*.json`).flatMap((file) => {
      const room = file.split('/').at(-1)!.replace('.json', '')
      const found = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
      return Object.entries(found).map(([key, text]) => [`${room}.${key}`, text])
    }),
  )
const source = globSync('console/src/**/*.{ts,tsx}')
  .filter((file) => !file.endsWith('.gen.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n')

test('every text that the console names is there in both languages, with the same parameters', () => {
  const [vi, en] = [texts('vi'), texts('en')]
  const named = [...source.matchAll(/'((?:console|faults|planned-outages|organisation)\.[\w.-]+)'/g)].map((m) => m[1]!)
  assert.ok(named.length > 200, `saw ${named.length}`)
  // permissions are named alike
  const missing = named.filter((key) => !(key in permissions) && (vi[key] === undefined || en[key] === undefined))
  assert.deepEqual([...new Set(missing)], [])
  const params = (text: string) => [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map((m) => m[1]))].sort()
  const own = Object.keys(vi).filter((key) => key.startsWith('console.'))
  assert.deepEqual(
    own.filter((key) => String(params(vi[key]!)) !== String(params(en[key] ?? ''))),
    [],
  )
})

test('no text of the console lies unused', () => {
  // A key with a changing end is named by its beginning: `console.kind.${kind}`.
  const beginnings = [...source.matchAll(/`(console\.[\w.-]*)\$\{/g)].map((m) => m[1]!)
  const unused = Object.keys(texts('vi')).filter(
    (key) =>
      key.startsWith('console.') &&
      !source.includes(`'${key}'`) &&
      !source.includes(`"${key}"`) &&
      !beginnings.some((start) => key.startsWith(start)),
  )
  assert.deepEqual(unused, [])
})
