/**
 * HTML as a tagged template: every value is escaped where it stands, and a value standing where escaping cannot help
 * (an unquoted attribute, inside <script>, a tag name) is refused when the template is first used, not when attacked.
 */

/** Markup that is known to be safe. Made by `html`, or by `raw` where a comment says why the text can be trusted. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toString(): string {
    return this.text
  }
}

export type Value = string | number | bigint | Html | null | undefined | false | readonly Value[]

/** `text`: between tags. `quoted`: in a quoted attribute. `url`: a whole or leading part of an URL attribute. `tag`: among attributes. */
type Place = 'text' | 'quoted' | 'url' | 'tag'

/** The place of each hole, worked out once per template: `strings` is the same object at every evaluation of a literal. */
const places = new WeakMap<TemplateStringsArray, readonly Place[]>()

/**
 * The template literal `html`. Strings are escaped; `Html` is nested as it is; arrays are joined; null, undefined and
 * false are nothing (so `condition && html`…`` reads well). In an attribute that holds an URL only relative, http(s),
 * tel and mailto addresses pass: `javascript:` becomes `#`.
 */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  let at = places.get(strings)
  if (!at) places.set(strings, (at = placesOf(strings)))
  let text = strings[0]
  for (let i = 0; i < values.length; i++) text += put(values[i], at[i]) + strings[i + 1]
  return new Html(text)
}

/** Text taken as markup. Only for text we wrote ourselves (our style sheet, our icons), never for anything stored. */
export const raw = (trusted: string): Html => new Html(trusted)

/** The five characters that can end a text or a quoted attribute, as entities. */
export function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (c) => entities[c as keyof typeof entities]) : text
}
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' } as const

function put(value: Value, place: Place): string {
  if (value === null || value === undefined || value === false) return ''
  if (Array.isArray(value)) return value.map((one) => put(one, place)).join('')
  if (value instanceof Html) {
    // Markup in an attribute value would end it at its first quote: there its text is escaped like any other.
    if (place === 'text' || place === 'tag') return value.text
    return escapeHtml(value.text)
  }
  if (place === 'tag') throw new TypeError(`html: a bare value among attributes: ${String(value).slice(0, 40)}`)
  const text = String(value)
  if (place === 'url' && !/^(?:https?:|tel:|mailto:|\/(?![/\\])|[?#]|\.{1,2}\/|$)/i.test(text.trimStart())) return '#'
  return escapeHtml(text)
}

const urlAttributes = new Set(['href', 'src', 'action', 'formaction', 'poster', 'cite', 'data', 'xlink:href'])

/** Reads the literal parts as a browser's tokeniser would and says where each hole stands; throws where none may stand. */
function placesOf(strings: readonly string[]): Place[] {
  const result: Place[] = []
  let state: 'text' | 'tag' | 'quoted' | 'unquoted' | 'name' | 'comment' | 'rawtext' = 'text'
  let quote = ''
  let attribute = ''
  let element = ''
  let fresh = false // nothing of the attribute's value seen yet
  for (let i = 0; i < strings.length; i++) {
    const s = strings[i]
    for (let k = 0; k < s.length; k++) {
      const c = s[k]
      if (state === 'text') {
        if (c !== '<') continue
        if (s.startsWith('<!--', k)) state = 'comment'
        else {
          const name = /^<\/?([a-z][a-z0-9-]*)/i.exec(s.slice(k))
          if (name) {
            element = s[k + 1] === '/' ? '' : name[1].toLowerCase()
            k += name[0].length - 1
            state = 'tag'
            attribute = ''
          } else if (k === s.length - 1 || s.startsWith('</', k)) state = 'name'
        }
      } else if (state === 'comment') {
        if (s.startsWith('-->', k)) state = 'text'
      } else if (state === 'rawtext') {
        if (s.slice(k).toLowerCase().startsWith(`</${element}`)) {
          state = 'tag'
          element = ''
        }
      } else if (state === 'quoted') {
        if (c === quote) state = 'tag'
        fresh = false
      } else if (c === '>') {
        state = element === 'script' || element === 'style' ? 'rawtext' : 'text'
      } else if (state === 'tag') {
        if (c === '=') {
          attribute = /([^\s"'<>=/]+)\s*$/.exec(s.slice(0, k))?.[1].toLowerCase() ?? ''
          const next = s[k + 1]
          if (next === '"' || next === "'") {
            quote = next
            state = 'quoted'
            fresh = true
            k++
          } else state = 'unquoted'
        }
      } else if (state === 'unquoted' && /\s/.test(c)) state = 'tag'
    }
    if (i === strings.length - 1) break
    if (state === 'text') result.push('text')
    else if (state === 'tag' && /[\s"'>]$/.test(s || ' ')) result.push('tag')
    else if (state === 'quoted' && attribute.startsWith('on')) throw new TypeError(`html: a value in ${attribute}=`)
    else if (state === 'quoted' && attribute === 'style') throw new TypeError('html: a value in style=')
    else if (state === 'quoted') result.push(fresh && urlAttributes.has(attribute) ? 'url' : 'quoted')
    else throw new TypeError(`html: a value may not stand here (${state}): …${s.slice(-30)}`)
    fresh = false
  }
  return result
}
