import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { at, clockText, dayText, iso, momentText, spanText, texts } from '../kernel/index.ts'
import { kinds } from './rules.ts'
import { segments, septets } from './segments.ts'
import { type Payload, type Reader, type Settings, type Subject, template } from './templates.ts'

const settings: Settings = { public_url: 'https://dien.example', sms_accents: true, mail_from: 'cskh@evnhanoi.example' }
const payload: Payload = {
  code: 'CD-000123',
  reason: 'Bảo dưỡng trạm biến áp Ô Chợ Dừa 5',
  out_from: iso(at('2026-11-24 07:30')),
  back_at: iso(at('2026-11-24 11:30')),
  version: 1,
}
const subject = (kind: Subject['kind'], more: Payload = {}): Subject => ({
  kind,
  about: '01936d2c-0000-7000-8000-000000000001',
  made_at: at('2026-11-17 09:00'),
  payload: { ...payload, ...more },
  corporation: {
    code: 'EVNHANOI',
    name: 'Tổng công ty Điện lực TP Hà Nội',
    name_en: 'Hanoi Power Corporation',
    hotline: '19001288',
  },
})
const reader: Reader = {
  customer_id: 77,
  customer_code: 'PD01000123456',
  name: 'Nguyễn Thị Ẵm',
  address: '12 ngõ Thông Phong, Đống Đa',
  to: '+84912345678',
}

test('dates as people here write them', () => {
  const now = at('2026-11-17 09:00')
  assert.equal(spanText(at('2026-11-24 07:30'), at('2026-11-24 11:30'), 'vi', now), 'thứ Ba 24/11, 07:30–11:30')
  assert.equal(spanText(at('2026-11-24 07:30'), at('2026-11-24 11:30'), 'en', now), 'Tue 24 Nov, 07:30–11:30')
  assert.equal(
    spanText(at('2026-11-28 22:00'), at('2026-11-29 04:00'), 'vi', now),
    '22:00 thứ Bảy 28/11 – 04:00 Chủ nhật 29/11',
  )
  assert.equal(momentText(at('2027-01-01 00:00'), 'vi', now), '00:00 thứ Sáu 1/1/2027')
  assert.equal(dayText(at('2027-01-01 00:00'), 'en', now), 'Fri 1 Jan 2027')
  assert.equal(clockText(at('2026-11-24 23:59')), '23:59')
})

test('an SMS says place, reason, start, expected restoration, whom to call and where to look', () => {
  const make = template(subject('outage_announced'), 'sms', 'vi', settings)
  assert.equal(
    make(reader, '1-1-1-0').text,
    'EVNHANOI: Ngừng cấp điện thứ Ba 24/11, 07:30-11:30. KH PD01000123456, 12 ngõ Thông Phong, Đống Đa. Lý do: Bảo dưỡng trạm biến áp Ô Chợ Dừa 5. Hỏi 19001288 https://dien.example/kh/PD01000123456',
  )
  assert.deepEqual(segments(make(reader, '1-1-1-0').text), { encoding: 'ucs2', segments: 3 })
  const bare = template(subject('outage_announced'), 'sms', 'vi', { ...settings, sms_accents: false })(
    reader,
    '1-1-1-0',
  )
  assert.ok(
    bare.text.startsWith(
      'EVNHANOI: Ngung cap dien thu Ba 24/11, 07:30-11:30. KH PD01000123456, 12 ngo Thong Phong, Dong Da. Ly do:',
    ),
  )
  assert.deepEqual(segments(bare.text), { encoding: 'gsm7', segments: 2 })
  assert.deepEqual(bare.valid_until, at('2026-11-24 11:30'))
  const changed = subject('outage_changed', {
    out_from_before: iso(at('2026-11-23 07:30')),
    back_at_before: iso(at('2026-11-23 11:30')),
    change_reason: 'Bão số 3.',
  })
  assert.equal(
    template(changed, 'sms', 'en', { ...settings, public_url: undefined })({ ...reader, address: null }, '1-1-1-0')
      .text,
    'EVNHANOI: Power cut of Mon 23 Nov, 07:30-11:30 moved to Tue 24 Nov, 07:30-11:30. Customer PD01000123456. Reason: Bão số 3. Ask 19001288',
  )
})

test('every kind has its texts in both languages on every channel, also when all that may be missing is missing', () => {
  assert.deepEqual(
    Object.keys(texts('notices', 'en'))
      .filter((key) => !key.startsWith('month.'))
      .sort(),
    Object.keys(texts('notices', 'vi')).sort(),
  )
  for (const kind of kinds)
    for (const language of ['vi', 'en'] as const)
      for (const channel of ['sms', 'email', 'push'] as const)
        for (const given of [payload, { out_from: payload.out_from, back_at: null, reason: null }, {}] as Payload[]) {
          const one = template(
            { ...subject(kind), payload: given },
            channel,
            language,
            settings,
          )({ ...reader, to: 'lan@khach-hang.example' }, '1-1-1-0')
          const all = [one.text, one.subject ?? '', one.html ?? '', one.calendar?.body ?? ''].join('\n')
          assert.ok(one.text.length > 20)
          assert.doesNotMatch(all, /[{}\ue000-\uf8ff]|undefined|null|NaN|Invalid/, `${kind} ${language} ${channel}`)
        }
})

test('an e-mail names everything that the rules want, in text and in HTML, and puts the cut on the calendar', () => {
  const make = (kind: Subject['kind'], more: Payload = {}) =>
    template(subject(kind, more), 'email', 'vi', settings)({ ...reader, to: 'am@khach-hang.example' }, '1-1-1-0')
  const mail = make('outage_announced', { power: '200 kW' })
  assert.equal(mail.subject, 'Tổng công ty Điện lực TP Hà Nội: Ngừng cấp điện thứ Ba 24/11, 07:30–11:30')
  for (const part of [mail.text, mail.html!])
    for (const said of [
      'Chào Nguyễn Thị Ẵm,',
      'PD01000123456',
      '12 ngõ Thông Phong, Đống Đa',
      payload.reason!,
      '07:30 thứ Ba 24/11',
      '11:30 thứ Ba 24/11',
      '200 kW',
      'CD-000123',
      'gọi 19001288',
      'https://dien.example/kh/PD01000123456',
    ])
      assert.ok(part.includes(said), said)
  const lines = (body: string) => body.replace(/\r\n[ \t]/g, '').split('\r\n')
  const first = lines(mail.calendar!.body)
  assert.equal(mail.calendar!.method, 'REQUEST')
  for (const line of [
    'METHOD:REQUEST',
    'UID:01936d2c-0000-7000-8000-000000000001-77@evnhanoi.example',
    'SEQUENCE:0',
    'DTSTAMP:20261117T020000Z',
    'DTSTART:20261124T003000Z',
    'DTEND:20261124T043000Z',
    'STATUS:CONFIRMED',
    'TRANSP:TRANSPARENT',
    'URL;VALUE=URI:https://dien.example/kh/PD01000123456',
    'LOCATION:12 ngõ Thông Phong\\, Đống Đa',
    'TRIGGER:-PT1H',
  ])
    assert.ok(first.includes(line), `${line}\n${first.join('\n')}`)
  const sequences = [
    make('outage_announced'),
    make('outage_changed', {
      version: 2,
      out_from_before: payload.out_from,
      back_at_before: payload.back_at,
      change_reason: 'Bão',
    }),
    make('outage_cancelled', { version: 2, change_reason: 'Bão' }),
  ].map((m) => [m.calendar!.method, lines(m.calendar!.body).find((l) => l.startsWith('SEQUENCE'))])
  assert.deepEqual(sequences, [
    ['REQUEST', 'SEQUENCE:0'],
    ['REQUEST', 'SEQUENCE:1'],
    ['CANCEL', 'SEQUENCE:2'],
  ])
  assert.equal(make('power_restored').calendar, undefined)
  assert.ok(
    !template(subject('outage_announced'), 'email', 'vi', { ...settings, public_url: undefined })(
      reader,
      'k',
    ).text.includes('Xem trên mạng'),
  )
})

const nasty = fc.string({
  unit: fc.constantFrom(
    '<script>',
    '</td>',
    '"',
    "'",
    '&',
    '<',
    '>',
    '\r',
    '\n',
    '\0',
    '{x}',
    "'{",
    '\ue001',
    '\ue002',
    'ế',
    'BEGIN:VEVENT',
    ';',
    ',',
    '\\',
    ':',
    ' ',
    'a',
    '\u2028',
  ),
  maxLength: 15,
})

test('property: whatever stands in any field, no script reaches HTML, no line reaches a header or the calendar', () => {
  fc.assert(
    fc.property(
      nasty,
      nasty,
      nasty,
      nasty,
      nasty,
      fc.constantFrom(...kinds),
      fc.constantFrom('vi', 'en'),
      (reason, name, address, code, place, kind, language) => {
        const given = { ...subject(kind, { reason, change_reason: reason, code, place: place || null, power: reason }) }
        const mail = template(
          given,
          'email',
          language,
          settings,
        )({ ...reader, name, address, customer_code: code }, '1-1-1-0')
        const tags = mail
          .html!.match(/<[^>]*>/g)!
          .filter(
            (tag) =>
              !/^<\/?(!doctype|html|head|meta|title|body|div|p|table|tr|th|td|a)[ >]/.test(`${tag.slice(0, -1)} `),
          )
        assert.deepEqual(tags, [])
        assert.equal(mail.html!.match(/<(script|img|iframe|svg|style|link)/i), null)
        assert.equal((mail.html!.match(/<tr>/g) ?? []).length, (mail.html!.match(/<\/td>/g) ?? []).length)
        assert.doesNotMatch(mail.subject!, /[\p{Cc}\u2028\u2029]/u)
        assert.doesNotMatch(mail.text + mail.html, /[\ue001-\ue004]/)
        const sms = template(given, 'sms', language, { ...settings, sms_accents: false })(
          { ...reader, name, address, customer_code: code },
          '1-1-1-0',
        )
        assert.doesNotMatch(sms.text, /[\p{Cc}\ue001-\ue004]/u)
        // A code is a name: it keeps its marks, whoever gave it some
        if (language === 'vi' && !code.includes('ế')) assert.notEqual(septets(sms.text), undefined)
        if (!mail.calendar) return
        const events = mail.calendar.body.split('\r\n').filter((line) => /^(BEGIN|END):V/.test(line))
        const alarm = mail.calendar.method === 'CANCEL' ? [] : ['BEGIN:VALARM', 'END:VALARM']
        assert.deepEqual(events, ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...alarm, 'END:VEVENT', 'END:VCALENDAR'])
        for (const line of mail.calendar.body.split('\r\n'))
          assert.ok(Buffer.byteLength(line) <= 75 && !/[\r\n\0]/.test(line), JSON.stringify(line))
      },
    ),
    { numRuns: 300 },
  )
})

test('an SMS about a request names it, what is promised or wanted, and where it is followed', () => {
  const own: Payload = { code: '7K3M-9QXP', page: '/theo-doi/7K3M9QXP', due_at: '2026-11-24T23:59:59.999+07:00' }
  const say = (kind: Subject['kind'], more: Payload, language: 'vi' | 'en' = 'vi', sms_accents = true) =>
    template({ ...subject(kind), payload: { ...own, ...more } }, 'sms', language, { ...settings, sms_accents })(
      reader,
      '1-1-1-0',
    ).text
  const words = { vi: 'Cấp điện mới cho nhà ở', en: 'New supply for a home' }
  const link = 'Hỏi 19001288 https://dien.example/theo-doi/7K3M9QXP'
  assert.equal(
    say('request_received', { words }),
    `EVNHANOI: Đã nhận yêu cầu 7K3M-9QXP (Cấp điện mới cho nhà ở), KH PD01000123456. Hẹn xong trước 23:59 thứ Ba 24/11. ${link}`,
  )
  assert.equal(
    say('request_waiting', { why: 'papers', words: { vi: 'Giấy tờ về chỗ ở', en: 'Proof of place' }, due_at: null }),
    `EVNHANOI: Yêu cầu 7K3M-9QXP, KH PD01000123456: hồ sơ còn thiếu Giấy tờ về chỗ ở. ${link}`,
  )
  assert.equal(
    say('request_due_moved', { due_before: '2026-11-23T23:59:59.999+07:00' }),
    `EVNHANOI: Do lịch làm việc thay đổi, hạn của yêu cầu 7K3M-9QXP, KH PD01000123456 dời từ 23:59 thứ Hai 23/11 sang 23:59 thứ Ba 24/11. ${link}`,
  )
  assert.equal(
    say('request_closed', { result: 'rejected', answer: 'Chỉ số đã kiểm tra, đúng.' }),
    `EVNHANOI: Yêu cầu 7K3M-9QXP, KH PD01000123456 không được chấp nhận: Chỉ số đã kiểm tra, đúng. ${link}`,
  )
  assert.match(
    say('request_received', { words }, 'en'),
    /New supply for a home.*Done before 23:59 Tue 24 Nov.*en\/theo-doi/,
  )
  for (const kind of ['request_received', 'request_waiting', 'request_due_moved', 'request_closed'] as const)
    for (const answer of ['The meter is new', 'long '.repeat(100)])
      for (const language of ['vi', 'en'] as const) {
        const { encoding, segments: parts } = segments(
          say(kind, { words, answer, due_before: own.due_at }, language, false),
        )
        assert.ok(encoding === 'gsm7' && parts! <= 2, `${kind}: ${parts} of ${encoding}`)
      }
  const mail = template(
    { ...subject('request_closed'), payload: { ...own, answer: 'Đã <xong>' } },
    'email',
    'vi',
    settings,
  )(reader, '1')
  assert.match(mail.text, /Mã yêu cầu: 7K3M-9QXP[\s\S]*Trả lời: Đã <xong>/)
  assert.doesNotMatch(mail.text, /Nơi ngừng cấp điện|Lý do|Mức cấp điện/)
})
