import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')

/** The custom properties of the block that follows a selector. */
function block(selector: string): Map<string, string> {
  const from = css.indexOf(selector)
  assert.ok(from >= 0, selector)
  const body = css.slice(css.indexOf('{', from) + 1, css.indexOf('}', from))
  return new Map([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((m) => [m[1], m[2].trim()]))
}

/** WCAG 2.2 relative luminance and contrast of two `#rrggbb` colours. */
function contrast(one: string, two: string): number {
  const luminance = (hex: string) => {
    assert.match(hex, /^#[0-9a-f]{6}$/)
    const [r, g, b] = [1, 3, 5].map((i) => {
      const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [light, dark] = [luminance(one), luminance(two)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

const states = ['power-on', 'power-off', 'planned', 'late', 'kept', 'broken']
const text: [string, string][] = [
  ...['paper', 'surface', 'sunken', 'glow', 'action-tint'].flatMap((b): [string, string][] => [
    ['ink', b],
    ['ink-soft', b],
    ['action', b],
  ]),
  ...states.flatMap((s): [string, string][] => [
    [s, 'paper'],
    [s, 'surface'],
    [s, `${s}-tint`],
    ['ink', `${s}-tint`],
    ['ink-soft', `${s}-tint`],
  ]),
  ['on-action', 'action'],
  ['on-action', 'action-hover'],
  ['night-ink', 'night'],
  ['night-soft', 'night'],
  ['lamp', 'night'],
]
const edges: [string, string][] = [
  ['line-strong', 'paper'],
  ['line-strong', 'surface'],
  ['line-strong', 'sunken'],
  ['focus', 'paper'],
  ['focus', 'surface'],
]

for (const [name, selector] of [
  ['light', ':root {'],
  ['dark', ':root:not([data-theme="light"])'],
]) {
  const token = block(selector)
  const of = (role: string) => token.get(`--${role}`) ?? assert.fail(`${name}: --${role} is missing`)
  test(`${name}: text stands out 4.5:1, edges 3:1`, () => {
    for (const [pairs, least] of [
      [text, 4.5],
      [edges, 3],
    ] as const)
      for (const [front, back] of pairs) {
        const found = contrast(of(front), of(back))
        assert.ok(found >= least, `${front} on ${back}: ${found.toFixed(2)}, wanted ${least}`)
      }
  })
}

test('dark by system and dark by choice are the same', () => {
  assert.deepEqual(block(':root[data-theme="dark"]'), block(':root:not([data-theme="light"])'))
})
