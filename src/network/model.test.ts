import assert from 'node:assert/strict'
import { test } from 'node:test'
import { texts } from '../kernel/index.ts'
import { phaseLetters, phaseMask, warning_codes, warningText } from './model.ts'

test('phases in any order and letter case; nothing unknown, twice or missing', () => {
  for (let mask = 1; mask <= 7; mask++) assert.equal(phaseMask(phaseLetters(mask)), mask)
  assert.deepEqual(['cab', 'A,C', 'bn', 'ABCN', ''].map(phaseMask), [7, 5, 2, 7, undefined])
  assert.deepEqual(['AA', 'X', 'N', 'RST'].map(phaseMask), [undefined, undefined, undefined, undefined])
})

test('every warning is a sentence in both languages, and no sentence is left over', () => {
  for (const language of ['vi', 'en'] as const) {
    for (const code of warning_codes) {
      const text = warningText({ code, count: 7, examples: ['N1', 'N2'] }, language)
      if (code === 'no_source') continue
      assert.match(text, /N1, N2, …/)
    }
    assert.deepEqual(
      Object.keys(texts('network', language))
        .filter((k) => k.startsWith('warning.'))
        .sort(),
      warning_codes.map((c) => `warning.${c}`).sort(),
    )
  }
})
