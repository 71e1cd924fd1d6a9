import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { seal } from '../../kernel/index.ts'
import { readTrackingCode } from '../../requests/index.ts'
import { codeHelp } from './code-help.ts'
import { draftKey, dropDraft, keepDraft, newDraft, readDraft } from './draft.ts'
import { fieldsOf, valuesOf } from './form-fields.ts'

const signs = '0123456789ABCEFGHJKLMNPRTUVXY'
/** A code that fits its check sign: one of 29 does. */
function someCode(): string {
  const drawn = [...randomBytes(9)].map((byte) => signs[byte % signs.length]).join('')
  return readTrackingCode(drawn + [...signs].find((last) => readTrackingCode(drawn + last)))!
}

const key = draftKey(randomBytes(32))
const now = new Date('2026-11-24T02:00:00Z')
const header = (cookies: readonly string[]) => cookies.map((one) => one.slice(0, one.indexOf(';'))).join('; ')

test('a draft comes back as it was typed, for seven days, and from nobody else', () => {
  const draft = { ...newDraft('complaint'), name: 'Nguyễn Thị Hồng', details: { text: 'Điện yếu; "cả tuần" <b>\n'.repeat(120) } } // biome-ignore format: one line
  const cookies = keepDraft(key, draft, now, true)!
  assert.deepEqual(readDraft(key, header(cookies), now), draft)
  assert.equal(readDraft(key, header(cookies), new Date(now.getTime() + 7 * 86_400_000)), undefined)
  assert.equal(readDraft(draftKey(randomBytes(32)), header(cookies), now), undefined)
  assert.ok(cookies.every((one) => /HttpOnly; SameSite=Lax; Secure$/.test(one)))
  assert.equal(readDraft(key, header(dropDraft(false)), now), undefined)
  // sealed by us, but no draft
  assert.equal(readDraft(key, `sd_nhap0=${seal(key, 'PD01000123456', new Date(now.getTime() + 1000))}`, now), undefined)
})

test('a draft with any sign changed is none', () => {
  const cookies = keepDraft(key, { ...newDraft('question'), phone: '0912345678' }, now, false)!
  const token = header(cookies).match(/sd_nhap0=([\w-]+)/)![1]!
  fc.assert(
    fc.property(fc.nat(token.length - 3), (at) => {
      const other = token[at] === 'A' ? 'B' : 'A'
      const forged = token.slice(0, at) + other + token.slice(at + 1)
      assert.equal(readDraft(key, `sd_nhap0=${forged}`, now), undefined)
    }),
  )
})

test('a draft that no cookie holds is not kept half', () => {
  const text = randomBytes(12_000).toString('base64')
  assert.equal(keepDraft(key, { ...newDraft('question'), details: { text } }, now, false), undefined)
})

test('a code with a look-alike in it: the place is among those that are named', () => {
  const alike: Record<string, string> = { '8': 'B', B: '8', M: 'N', N: 'M', U: 'V', V: 'U', '6': 'G', G: '6', E: 'F', F: 'E' } // biome-ignore format: one line
  let seen = 0
  for (let i = 0; i < 500; i++) {
    const code = someCode()
    assert.equal(codeHelp(code.toLowerCase().replace('-', ' ')), undefined)
    const plain = code.replace('-', '')
    const at = [...plain].findIndex((sign) => alike[sign])
    if (at < 0) continue
    seen++
    const typed = plain.slice(0, at) + alike[plain[at]!] + plain.slice(at + 1)
    const help = codeHelp(typed)
    assert.ok(help?.kind === 'check' && help.at.includes(at + 1), `${plain} ${typed} ${JSON.stringify(help)}`)
  }
  assert.ok(seen > 300)
  assert.deepEqual(codeHelp('K7M2A-9XSB4'), { kind: 'sign', at: 8, sign: 'S' })
  assert.deepEqual(codeHelp('K7M2'), { kind: 'length', have: 4 })
  assert.deepEqual(codeHelp(' - '), { kind: 'empty' })
})

test('what was typed is read as the form asks for it; what cannot be stays for the form’s check', () => {
  const form = {
    type: 'object',
    required: ['address'],
    properties: {
      phases: { type: 'integer', enum: [1, 3] },
      load_kw: { type: 'number' },
      shared: { type: 'boolean' },
      address: { type: 'string', maxLength: 300 },
      text: { type: 'string', maxLength: 4000 },
      tags: { type: 'array' },
    },
  }
  assert.deepEqual(
    fieldsOf(form, 'vi').map(({ name, kind, required }) => [name, kind, required]),
    [['phases', 'choice', false], ['load_kw', 'number', false], ['shared', 'yes-no', false], ['address', 'text', true], ['text', 'long', false]], // biome-ignore format: one line
  )
  const typed = { phases: '3', load_kw: '3,5', shared: 'false', address: ' Cổ Loa ', text: '', more: 'x' }
  assert.deepEqual(valuesOf(form, typed), { phases: 3, load_kw: 3.5, shared: false, address: 'Cổ Loa' })
  assert.deepEqual(valuesOf(form, { phases: '2', load_kw: 'nhiều' }), { phases: 2, load_kw: 'nhiều' })
})
