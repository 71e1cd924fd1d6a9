import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { at, iso } from '../kernel/index.ts'
import { personalToken, readPersonalToken } from './personal-link.ts'
import { segments } from './segments.ts'
import { template } from './templates.ts'

const key = randomBytes(32)
const number = fc.integer({ min: 0, max: 0xffff_ffff })

test('property: a personal link reads back as what it was made of, and with any character changed or another key as nothing', () => {
  fc.assert(
    fc.property(number, number, fc.nat(23), fc.constantFrom(...'Aa0_-z'), (n, customer_id, place, other) => {
      const token = personalToken(key, { number: n, customer_id })
      assert.match(token, /^[\w-]{24}$/)
      assert.deepEqual(readPersonalToken(key, token), { number: n, customer_id })
      assert.equal(readPersonalToken(randomBytes(32), token), undefined)
      const forged = token.slice(0, place) + other + token.slice(place + 1)
      if (forged !== token) assert.equal(readPersonalToken(key, forged), undefined)
    }),
  )
  for (const bad of ['', 'x', 'A'.repeat(23), `${'A'.repeat(23)}=`, 'A'.repeat(32)])
    assert.equal(readPersonalToken(key, bad), undefined)
})

test('a question by SMS says what it is about, how to answer, and carries a link of its own', () => {
  const subject = {
    kind: 'survey_question',
    about: '01936d2c-0000-7000-8000-000000000001',
    made_at: at('2026-11-24 09:00'),
    payload: {
      code: 'CD-000123',
      asks_about: 'planned_outage',
      closes_at: iso(at('2026-12-01 09:00')),
      link: { path: '/danh-gia', number: 7 },
    },
    corporation: { code: 'EVNHANOI', name: 'Tổng công ty Điện lực TP Hà Nội', name_en: 'Hanoi', hotline: '19001288' },
  } as const
  const settings = {
    public_url: 'https://dien.example',
    sms_accents: false,
    mail_from: 'cskh@evnhanoi.example',
    link_key: key,
  }
  const reader = { customer_id: 77, customer_code: 'PD01000123456', name: 'Lan', address: null, to: '+84912345678' }
  const sms = template(subject, 'sms', 'vi', settings)(reader, '1-1-1-0')
  const token = personalToken(key, { number: 7, customer_id: 77 })
  assert.equal(
    sms.text,
    `EVNHANOI: Da co dien lai sau lan ngung cap dien CD-000123 (KH PD01000123456). Ban hai long muc nao? Nhan lai mot so tu 0 (rat khong hai long) den 10 (rat hai long) https://dien.example/danh-gia/${token}`,
  )
  assert.deepEqual(segments(sms.text), { encoding: 'gsm7', segments: 2 })
  assert.deepEqual(sms.valid_until, at('2026-12-01 09:00'))
  const mail = template(subject, 'email', 'en', settings)({ ...reader, to: 'a@b.vn' }, '1-1-1-0')
  assert.ok(mail.html!.includes(`href="https://dien.example/en/danh-gia/${token}"`))
  assert.doesNotMatch(mail.text, /Reason|Expected|Starts/)
  // an installation without a key sends the question without a link, never the customer's own page instead
  assert.equal(template(subject, 'sms', 'vi', { ...settings, link_key: undefined })(reader, '1-1-1-0').link, undefined)
})
