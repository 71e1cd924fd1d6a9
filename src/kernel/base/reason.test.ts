import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importReport } from './import-report.ts'
import { because, reasonText } from './reason.ts'
import { texts } from './text.ts'

test('a reason is said in the language of the reader, with the value that it is about', () => {
  const reason = because('not-phone', { value: 'ask Lan' })
  assert.equal(reasonText(reason, 'vi'), '“ask Lan” không phải số điện thoại')
  assert.equal(reasonText(reason, 'en'), '“ask Lan” is not a phone number')
})

test('an empty value is said to be empty, unless the reason lists what it may be; a long one is cut', () => {
  assert.equal(reasonText(because('not-month', { value: '' }), 'en'), 'is empty')
  assert.equal(reasonText(because('not-one-of', { value: '', of: 'a, b' }), 'en'), '“” is not one of a, b')
  assert.equal(
    reasonText(because('not-whole', { value: 'x'.repeat(90) }), 'en').length,
    61 + '“” is not a whole number'.length,
  )
})

test('both languages name the same things in every reason', () => {
  const named = (message: string) => [...new Set(message.match(/(?<=\{)\w+/g))].sort()
  const [vi, en] = [texts('imports', 'vi'), texts('imports', 'en')]
  assert.deepEqual(Object.keys(vi), Object.keys(en))
  assert.ok(Object.keys(vi).length > 50)
  for (const key of Object.keys(vi)) assert.deepEqual(named(vi[key]!), named(en[key]!), key)
})

test('the report keeps a thousand refusals and counts all; a file that is included keeps its own name', () => {
  const { refuse, report } = importReport({ language: 'en' }, { kind: 'k', format: 'csv', path: '/a/b.csv' })
  refuse({ file: 'c.dss', line: 7, reason: because('empty') })
  for (let line = 1; line < 2000; line++) refuse({ line, field: 'f', reason: because('empty') })
  assert.deepEqual(report.refused.slice(0, 2), [
    { file: 'c.dss', line: 7, reason: 'is empty' },
    { file: 'b.csv', line: 1, field: 'f', reason: 'is empty' },
  ])
  assert.deepEqual([report.refused.length, report.refused_count], [1000, 2000])
})
