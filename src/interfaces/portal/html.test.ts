import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { escapeHtml, type Html, html, raw } from './html.ts'

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    '</title><script>',
    '&lt;',
    '-->',
    ']]>',
    'javascript:alert(1)',
  ),
)

test('whatever a value is, the page around it has the same tags', () => {
  fc.assert(
    fc.property(nasty, nasty, nasty, (a, b, c) => {
      const page = html`<p title="${a}">${b}<b>${[c, html`<i>${a}</i>`]}</b></p>`.text
      assert.equal(page.match(/</g)?.length, 6)
      assert.equal(page.match(/>/g)?.length, 6)
      assert.equal(page.match(/"/g)?.length, 2)
      assert.ok(!page.includes("'"))
    }),
  )
})

test('an escaped value reads back as it was', () => {
  const back = (text: string) =>
    text.replace(
      /&(?:amp|lt|gt|quot|#39);/g,
      (e) => ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" })[e]!,
    )
  fc.assert(fc.property(nasty, (text) => assert.equal(back(escapeHtml(text)), text)))
})

test('nothing is written for null, undefined and false; zero is written', () => {
  assert.equal(html`${null}${undefined}${false}${0}${0n}${''}`.text, '00')
})

test('an address that runs code is taken out, an ordinary one stays', () => {
  for (const bad of ['javascript:alert(1)', ' JavaScript:x', 'data:text/html,x', 'vbscript:x', '\tjavascript:x'])
    assert.equal(html`<a href="${bad}">x</a>`.text, '<a href="#">x</a>', bad)
  for (const good of ['/kh/PD1', '?q=1', '#a', './b', 'https://evn.vn/', 'tel:19001288', 'mailto:a@b.vn', ''])
    assert.equal(html`<a href="${good}">x</a>`.text, `<a href="${good}">x</a>`)
  assert.equal(html`<a href="/kh/${'javascript:x'}">x</a>`.text, '<a href="/kh/javascript:x">x</a>')
})

test('markup put into an attribute is escaped there', () => {
  assert.equal(html`<p title="${html`<b>"</b>`}"></p>`.text, '<p title="&lt;b&gt;&quot;&lt;/b&gt;"></p>')
})

test('optional attributes are markup, never bare text', () => {
  const required: Html | false = html`required`
  assert.equal(html`<input name="q" ${required}>`.text, '<input name="q" required>')
  assert.equal(html`<input name="q" ${false}>`.text, '<input name="q" >')
  assert.throws(() => html`<input ${'onfocus=alert(1)'}>`, /among attributes/)
})

test('a hole where escaping cannot help is refused', () => {
  assert.throws(() => html`<p title=${'x'}></p>`, /may not stand/)
  assert.throws(() => html`<script>${'x'}</script>`, /may not stand/)
  assert.throws(() => html`<style>${raw('x')}</style>`, /may not stand/)
  assert.throws(() => html`<!-- ${'x'} -->`, /may not stand/)
  assert.throws(() => html`<${'p'}>`, /may not stand/)
  assert.throws(() => html`<p onclick="${'x'}">`, /onclick/)
  assert.throws(() => html`<p style="color:${'x'}">`, /style/)
})

test('a hole after a script element stands in text again', () => {
  assert.equal(html`<script src="/a.js"></script><p>${'<'}</p>`.text, '<script src="/a.js"></script><p>&lt;</p>')
})
