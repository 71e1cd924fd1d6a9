import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { document, escapeXml } from '../xml.ts'
import { readXml, textIn } from '../xml-for-tests.ts'
import { answersOf, attributesOf, mediaOf, placeOf, written } from './rules.ts'

const form = {
  type: 'object',
  properties: {
    phases: { type: 'integer', enum: [1, 3] },
    load_kw: { type: 'number' },
    purpose: { type: 'string', maxLength: 200 },
    story: { type: 'string', maxLength: 1000 },
    wanted: { type: 'string', format: 'date' },
    meter: { type: 'boolean' },
    devices: { type: 'array', items: { type: 'string', enum: ['fridge', 'pump'] } },
    address: { type: 'string' },
    text: { type: 'string' },
  },
  required: ['address', 'text'],
}

test('a form is a list of attributes, the required ones first; its text is the description and none of them', () => {
  assert.deepEqual(
    attributesOf(form, (code) => (code === 'phases' ? 'Số pha' : undefined)).map((a) => [
      a.order,
      a.code,
      a.datatype,
      a.required,
      a.description,
      a.values?.map((v) => v.key),
    ]),
    [
      [1, 'address', 'string', true, 'address', undefined],
      [2, 'phases', 'singlevaluelist', false, 'Số pha', ['1', '3']],
      [3, 'load_kw', 'number', false, 'load_kw', undefined],
      [4, 'purpose', 'string', false, 'purpose', undefined],
      [5, 'story', 'text', false, 'story', undefined],
      [6, 'wanted', 'datetime', false, 'wanted', undefined],
      [7, 'meter', 'singlevaluelist', false, 'meter', ['true', 'false']],
      [8, 'devices', 'multivaluelist', false, 'devices', ['fridge', 'pump']],
    ],
  )
})

test('what is sent answers the form in its types; what is none stays a text for the form to refuse', () => {
  const sent = {
    'attribute[phases]': '3',
    'attribute[load_kw]': '5.5',
    'attribute[meter]': 'true',
    'attribute[devices][]': ['fridge', 'pump'],
    'attribute[__proto__]': 'x',
    'attribute[unknown]': 'y',
    description: ' Xin thêm ',
    address_string: '12 Lê Lợi',
    service_code: 'z',
  }
  assert.deepEqual(answersOf(form, sent), {
    phases: 3,
    load_kw: 5.5,
    meter: true,
    devices: ['fridge', 'pump'],
    unknown: 'y',
    text: 'Xin thêm',
    address: '12 Lê Lợi',
  })
  assert.deepEqual(answersOf(form, { 'attribute[load_kw]': '1e999', 'attribute[phases]': '2' }), {
    load_kw: '1e999',
    phases: 2,
  })
})

test('places are on the earth, pictures have an address of the web', () => {
  assert.deepEqual(placeOf('10.7769', '106.7009'), { lat: 10.7769, long: 106.7009 })
  for (const [lat, long] of [
    ['91', '0'],
    ['0', '181'],
    ['', '1'],
    ['NaN', '1'],
    ['1e1', '1'],
    ['0x1', '1'],
  ] as const)
    assert.equal(placeOf(lat, long), undefined, `${lat} ${long}`)
  assert.equal(mediaOf('https://anh.example/1.jpg'), 'https://anh.example/1.jpg')
  for (const bad of ['javascript:alert(1)', 'file:///etc/passwd', 'anh.jpg', `https://a.example/${'x'.repeat(1000)}`])
    assert.equal(mediaOf(bad), undefined)
})

test('any text stands in XML and is read back, less what no XML can hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const kept = text.toWellFormed().replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
      assert.equal(readXml(document('a', [['b', text]])).children[0]!.text, kept)
    }),
  )
  assert.equal(escapeXml(`<a href="x">&'`), '&lt;a href=&quot;x&quot;&gt;&amp;&apos;')
})

test('both formats hold the same', () => {
  const definition = { service_code: 'x', attributes: attributesOf(form, () => undefined) }
  assert.deepEqual(JSON.parse(written('definition', definition, 'json')), definition)
  const root = readXml(written('definition', definition, 'xml'))
  assert.equal(root.name, 'service_definition')
  const [, first] = root.children.find((c) => c.name === 'attributes')!.children
  assert.deepEqual([textIn(first!, 'code'), textIn(first!, 'values', 'value', 'key')], ['phases', '1'])
  assert.match(written('requests', [], 'xml'), /<service_requests\/>|<service_requests><\/service_requests>/)
})
