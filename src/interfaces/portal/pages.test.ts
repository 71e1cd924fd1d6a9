import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { IntlMessageFormat } from 'intl-messageformat'
import en from '../../../locales/en/portal.json' with { type: 'json' }
import vi from '../../../locales/vi/portal.json' with { type: 'json' }
import { sample, samples } from '../../../test/browser/portal-samples.ts'
import { assets, script } from './layout.ts'
import { langs } from './words.ts'

const attack = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`
/** What chooses the look of a page and is never free text. */
const chosen = new Set(['phase', 'origin', 'outcome', 'kind', 'what', 'problem', 'done', 'month', 'from', 'to'])

/** The view with every free text in it replaced by a script. */
function poison(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return chosen.has(key) ? value : attack
  if (Array.isArray(value)) return value.map((one) => poison(one, key))
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, poison(v, k)]))
}

const tags = (page: string) => page.match(/<[a-z]+/g) ?? []

for (const name of samples)
  test(`${name}: a script in every field changes no tag`, () => {
    for (const lang of langs) {
      const clean = sample(name, lang)
      const bad = sample(name, lang, poison as (view: unknown) => unknown)
      assert.ok(!bad.includes('<script>alert'), 'a script went through')
      assert.ok(!bad.includes('onerror=alert(1)>'), 'an attribute went through')
      // A field that was null stays null, so the page has the same elements in the same order.
      assert.deepEqual(tags(bad), tags(clean))
    }
  })

test('both languages say the same things with the same parameters', () => {
  assert.deepEqual(Object.keys(en), Object.keys(vi))
  const parameters = (text: string, lang: string) => {
    const names = new Set<string>()
    const walk = (parts: ReturnType<IntlMessageFormat['getAst']>) => {
      for (const part of parts) {
        // Literals (0), the # of a plural (7) and tags (8) name no parameter.
        if (part.type === 0 || part.type === 7 || part.type === 8) continue
        names.add(part.value)
        if ('options' in part) for (const option of Object.values(part.options)) walk(option.value)
      }
    }
    walk(new IntlMessageFormat(text, lang).getAst())
    return [...names].sort()
  }
  for (const key of Object.keys(vi) as (keyof typeof vi)[])
    assert.deepEqual(parameters(en[key], 'en'), parameters(vi[key], 'vi'), key)
})

test('the first page with all it needs stays under 30 kB', () => {
  const fonts = assets.filter((one) => /pro-[47]00\.woff2$/.test(one.path))
  assert.equal(fonts.length, 2)
  const bytes =
    gzipSync(sample('first', 'vi')).length +
    fonts.reduce((sum, one) => sum + one.body.length, 0) +
    gzipSync(script.body).length
  assert.ok(bytes < 30_000, `${bytes} bytes`)
})

test('every moment shown is a <time> that a machine can read', () => {
  for (const name of samples)
    for (const lang of langs) {
      const page = sample(name, lang)
      for (const [, stamp] of page.matchAll(/<time datetime="([^"]*)"/g))
        assert.match(stamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d\+07:00$/)
    }
  assert.match(sample('out', 'vi'), /Điện có lại lúc <time datetime="2026-11-24T11:30\+07:00">11:30 hôm nay<\/time>/)
})
