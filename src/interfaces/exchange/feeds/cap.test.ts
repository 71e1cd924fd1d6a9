import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { validateXML } from 'xmllint-wasm'
import type { OutageNow } from '../../portal/source.ts'
import { outageOf } from '../../portal/testing.ts'
import { type Node, readXml, textIn } from '../xml-for-tests.ts'
import { atomOf } from './atom.ts'
import { alertOf, capOf } from './cap.ts'
import type { ShownOutage } from './shown.ts'

const schema = readFileSync(new URL('../../../../test/standards/cap-1.2.xsd', import.meta.url), 'utf8')
/** What libxml2 says against the schema, nothing when it is valid. */
const wrongIn = async (xml: string) =>
  (await validateXML({ xml: [{ fileName: 'alert.xml', contents: xml }], schema: [schema] })).errors.map(
    (e) => e.message,
  )

const at = (civil: string, day = '24') => new Date(`2026-11-${day}T${civil}:00+07:00`)
const shownOf = (given: Partial<OutageNow>, more: Partial<ShownOutage> = {}): ShownOutage => ({
  outage: outageOf({ id: '01890000-0000-7000-8000-000000000001', ...given }),
  corporation: { code: 'EVNHANOI', name: 'Tổng công ty Điện lực TP Hà Nội', hotline: '19001288' },
  places: [{ commune: 'Phường Ba Đình', province: 'Thành phố Hà Nội' }],
  spots: [{ lon: 105.825, lat: 21.035, radius_km: 0.8 }],
  url: 'https://dien.example/cat-dien/01890000-0000-7000-8000-000000000001',
  ...more,
})
const written = (shown: ShownOutage) => capOf(shown, alertOf(shown, 'dien.example')!, 'Actual')
const all = (node: Node, name: string) => node.children.filter((c) => c.name === name)
const coming = { phase: 'coming', out_from: at('07:30', '28'), back_promised: at('11:30', '28') } as const
const fact = (seq: number, kind: string, recorded_at: Date) => ({ seq, kind, recorded_at })
const told = fact(3, 'announced', at('09:00', '20'))

test('an announced cut is an alert in two languages, valid against the schema', async () => {
  const xml = written(shownOf({ ...coming, facts: [told] }))
  assert.deepEqual(await wrongIn(xml), [])
  const alert = readXml(xml)
  const head = ['identifier', 'sender', 'sent', 'status', 'msgType', 'scope', 'references'].map((n) => textIn(alert, n))
  assert.deepEqual(head, [
    '01890000-0000-7000-8000-000000000001.3',
    'evnhanoi@dien.example',
    '2026-11-20T09:00:00+07:00',
    'Actual',
    'Alert',
    'Public',
    undefined,
  ])
  const [vi, en] = all(alert, 'info') as [Node, Node]
  const scales = ['language', 'category', 'responseType', 'urgency', 'severity', 'certainty']
  assert.deepEqual(
    scales.map((n) => textIn(vi, n)),
    ['vi-VN', 'Infra', 'Prepare', 'Future', 'Minor', 'Likely'],
  )
  assert.deepEqual(
    ['onset', 'expires', 'web', 'contact', 'senderName'].map((n) => textIn(en, n)),
    [
      '2026-11-28T07:30:00+07:00',
      '2026-11-28T11:30:00+07:00',
      'https://dien.example/cat-dien/01890000-0000-7000-8000-000000000001',
      '19001288',
      'Tổng công ty Điện lực TP Hà Nội',
    ],
  )
  assert.equal(textIn(vi, 'headline'), 'Sẽ cắt điện thứ Bảy 28/11, 07:30–11:30: Phường Ba Đình, Thành phố Hà Nội')
  assert.equal(textIn(en, 'headline'), 'Power will be cut Sat 28 Nov, 07:30–11:30: Phường Ba Đình, Thành phố Hà Nội')
  assert.equal(textIn(vi, 'area', 'circle'), '21.035,105.825 0.8')
  assert.equal(textIn(vi, 'area', 'areaDesc'), 'Phường Ba Đình, Thành phố Hà Nội')
})

test('moved it is an update, cancelled a cancel, over an update with the all-clear; each names those before it', async () => {
  const moved = fact(5, 'postponed', at('16:00', '21'))
  const change = { changed_at: moved.recorded_at, out_was: at('07:30', '27'), out_is: at('07:30', '28') }
  const changes = [{ ...change, back_was: at('11:30', '27'), back_is: at('11:30', '28'), reason: 'Chờ thiết bị' }]
  const update = shownOf({ ...coming, facts: [told, moved], changes })
  const cancelled = shownOf({ ...coming, phase: 'cancelled', facts: [told, moved, fact(6, 'cancelled', at('08:00'))] })
  const steps = [fact(6, 'started', at('07:31', '28')), fact(7, 'step', at('10:00', '28'))]
  const out = shownOf({ ...coming, phase: 'out', facts: [told, moved, ...steps], customers_back: 1000 })
  const over = fact(8, 'restored', at('11:24', '28'))
  const back = { facts: [told, moved, ...steps, over], customers_back: 3000, back_at: at('11:22', '28') }
  const restored = shownOf({ ...coming, phase: 'restored', ...back })

  const first = 'evnhanoi@dien.example,01890000-0000-7000-8000-000000000001.3,2026-11-20T09:00:00+07:00'
  const second = 'evnhanoi@dien.example,01890000-0000-7000-8000-000000000001.5,2026-11-21T16:00:00+07:00'
  const expected: [ShownOutage, string, string, string[]][] = [
    [update, 'Update', [first].join(' '), ['Prepare', 'Future', 'Minor', 'Likely']],
    [cancelled, 'Cancel', [first, second].join(' '), ['AllClear', 'Past', 'Minor', 'Unlikely']],
    [out, 'Update', '', ['Monitor', 'Immediate', 'Minor', 'Observed']],
    [restored, 'Update', '', ['AllClear', 'Past', 'Minor', 'Observed']],
  ]
  for (const [shown, msgType, references, scales] of expected) {
    const xml = written(shown)
    assert.deepEqual(await wrongIn(xml), [], msgType)
    const alert = readXml(xml)
    assert.equal(textIn(alert, 'msgType'), msgType)
    if (references) assert.equal(textIn(alert, 'references'), references)
    else assert.equal(textIn(alert, 'references')!.split(' ').length, shown.outage.facts.length - 1)
    const info = all(alert, 'info')[0]!
    assert.deepEqual(
      ['responseType', 'urgency', 'severity', 'certainty'].map((n) => textIn(info, n)),
      scales,
    )
  }
  const info = all(readXml(written(update)), 'info')
  assert.match(textIn(info[0]!, 'description')!, /Lịch trước khi đổi: thứ Sáu 27\/11, 07:30–11:30\./)
  assert.match(
    textIn(all(readXml(written(out)), 'info')[0]!, 'description')!,
    /3\.000 khách hàng .*1\.000 khách hàng đã có/,
  )
  assert.match(textIn(all(readXml(written(restored)), 'info')[1]!, 'headline')!, /^Power is back at 11:22 Sat 28 Nov:/)
})

test('a fault that nobody could prepare for weighs more; without an estimate it does not expire', async () => {
  const fault = shownOf({
    origin: 'fault',
    told_at: null,
    back_promised: null,
    reason: null,
    facts: [fact(1, 'recorded', at('10:00'))],
  })
  const xml = written({ ...fault, places: [], spots: [], corporation: { ...fault.corporation, hotline: '' } })
  assert.deepEqual(await wrongIn(xml), [])
  const info = all(readXml(xml), 'info')[0]!
  assert.deepEqual(
    ['urgency', 'severity', 'certainty', 'expires', 'contact'].map((n) => textIn(info, n)),
    ['Immediate', 'Moderate', 'Observed', undefined, undefined],
  )
  assert.equal(textIn(info, 'area', 'areaDesc'), 'Tổng công ty Điện lực TP Hà Nội')
  assert.doesNotMatch(textIn(info, 'instruction')!, /none|hãy gọi/)
  assert.equal(alertOf(shownOf({ facts: [] }), 'dien.example'), undefined)
})

test('the schema refuses what is no alert, and whatever is written in a reason stays an alert', async () => {
  const xml = written(shownOf({ ...coming, facts: [told] }))
  assert.notDeepEqual(await wrongIn(xml.replace('>Infra<', '>Power<')), [])
  assert.notDeepEqual(await wrongIn(xml.replace('+07:00</sent>', 'Z</sent>')), [])
  assert.notDeepEqual(await wrongIn(xml.replace(/<event>.*?<\/event>/, '')), [])
  const texts = fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), 12)
  for (const reason of [...texts, '<b>&amp;]]>', '\u0000\u0008\r\n']) {
    const made = written(shownOf({ ...coming, facts: [told], reason }))
    assert.deepEqual(await wrongIn(made), [], JSON.stringify(reason))
  }
})

test('the feed lists the newest message first, each with its own address', async () => {
  const shown = [
    shownOf({ ...coming, facts: [told] }),
    shownOf({ id: 'b', origin: 'fault', facts: [fact(1, 'recorded', at('10:00'))] }),
  ]
  const listed = shown.map((one) => {
    const alert = alertOf(one, 'dien.example')!
    return { shown: one, alert, url: `https://dien.example/exchange/cap/${alert.identifier}.xml` }
  })
  const self = 'https://dien.example/exchange/cap?lang=en&corporation=EVNHANOI'
  const feed = readXml(atomOf(listed, { self, as_of: at('10:42'), language: 'en' }))
  assert.deepEqual([textIn(feed, 'id'), textIn(feed, 'updated')], [self, '2026-11-24T10:00:00+07:00'])
  const entries = all(feed, 'entry')
  assert.deepEqual(
    entries.map((e) => [textIn(e, 'id'), textIn(e, 'author', 'name')]),
    [
      ['https://dien.example/exchange/cap/b.1.xml', 'Tổng công ty Điện lực TP Hà Nội'],
      [
        'https://dien.example/exchange/cap/01890000-0000-7000-8000-000000000001.3.xml',
        'Tổng công ty Điện lực TP Hà Nội',
      ],
    ],
  )
  assert.deepEqual(entries[0]!.children.find((c) => c.name === 'link')!.attributes, {
    rel: 'alternate',
    type: 'application/cap+xml',
    href: 'https://dien.example/exchange/cap/b.1.xml',
  })
  const empty = readXml(atomOf([], { self, as_of: at('10:42'), language: 'vi' }))
  assert.equal(textIn(empty, 'updated'), '2026-11-24T10:42:00+07:00')
})
