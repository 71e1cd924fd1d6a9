import assert from 'node:assert/strict'
import { at, onDatabase } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { preview } from './preview.ts'

const settings = { sms_accents: false, mail_from: 'a@b.invalid' }

onDatabase('what a customer would read', (story) => {
  story('comes in both languages, with the parts that a text message goes in', at('2026-11-24 09:00'), async (ctx) => {
    await ensureCorporation(ctx, 'PW')
    const payload = {
      reason: 'Thay dây',
      out_from: '2026-12-01T07:30:00+07:00',
      back_at: '2026-12-01T11:30:00+07:00',
    }
    const made = await preview(ctx, { corporation: 'PW', kind: 'outage_announced', payload }, settings)
    assert.deepEqual(
      made.map((m) => [m.language, m.channel, m.segments !== null]),
      [
        ['vi', 'sms', true],
        ['vi', 'email', false],
        ['en', 'sms', true],
        ['en', 'email', false],
      ],
    )
    assert.match(made[0]!.text, /07:30-11:30.*Thay day/)
    assert.equal(made[0]!.encoding, 'gsm7')
    // marks in the text cost: 70 characters a part instead of 160
    const marked = await preview(
      ctx,
      { corporation: 'PW', kind: 'outage_announced', payload },
      { ...settings, sms_accents: true },
    )
    assert.equal(marked[0]!.encoding, 'ucs2')
    assert.ok(marked[0]!.segments! > made[0]!.segments!)
  })
})
