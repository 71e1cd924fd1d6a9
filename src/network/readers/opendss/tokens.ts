/** One parameter of a line: `name=value`, or a value alone whose place says what it means. */
export interface Param {
  name?: string
  value: string
  /** In quotes or brackets: a list, or a sum in reverse Polish notation. */
  quoted: boolean
  /** Its quote or bracket is opened and never closed. */
  unclosed: boolean
}

const closing: Record<string, string> = { '(': ')', '"': '"', "'": "'", '[': ']', '{': '}' }

/**
 * Splits a line as OpenDSS does: parameters are parted by white space or commas, `=` binds a name to a value with or
 * without space around it, `!` and `//` begin a comment anywhere outside quotes, and any of ("'[{ quotes.
 */
export function params(line: string): Param[] {
  const list: Param[] = []
  const n = line.length
  let i = 0
  let name: string | undefined
  const skipSpace = () => {
    while (i < n && isSpace(line.charCodeAt(i))) i += 1
  }
  const isComment = (at: number) => line[at] === '!' || (line[at] === '/' && line[at + 1] === '/')
  for (;;) {
    skipSpace()
    if (i >= n || isComment(i)) break
    if (line[i] === ',') {
      i += 1
      continue
    }
    let value: string
    let quoted = false
    let unclosed = false
    const close = closing[line[i]!]
    if (close !== undefined) {
      quoted = true
      const end = line.indexOf(close, i + 1)
      unclosed = end < 0
      value = line.slice(i + 1, unclosed ? n : end)
      i = unclosed ? n : end + 1
    } else {
      const start = i
      while (i < n && !isSpace(line.charCodeAt(i)) && line[i] !== ',' && line[i] !== '=' && !isComment(i)) i += 1
      value = line.slice(start, i)
    }
    skipSpace()
    if (line[i] === '=') {
      i += 1
      // a name that follows a name: the first one has no value
      if (name !== undefined) list.push({ name, value: '', quoted: false, unclosed: false })
      name = value
      continue
    }
    list.push({ ...(name === undefined ? {} : { name }), value, quoted, unclosed })
    name = undefined
  }
  if (name !== undefined) list.push({ name, value: '', quoted: false, unclosed: false })
  return list
}

/** The items of a list such as `[150 150r]`, `wye, wye`, `"4.8 4.8"`. */
export const items = (value: string): string[] => params(value.replace(/[=|]/g, ' ')).map((p) => p.value)

/** A number, or a sum in reverse Polish notation (`1.73 2 /`). @returns NaN when it is neither */
export function number(value: string): number {
  const text = value.trim()
  if (text === '') return Number.NaN
  const plain = Number(text)
  if (!Number.isNaN(plain)) return plain
  const stack: number[] = []
  for (const token of text.split(/[\s,]+/)) {
    const literal = Number(token)
    if (!Number.isNaN(literal)) {
      stack.push(literal)
      continue
    }
    const word = token.toLowerCase()
    const two = binary[word]
    const one = unary[word]
    if (two) {
      const y = stack.pop()
      const x = stack.pop()
      if (x === undefined || y === undefined) return Number.NaN
      stack.push(two(x, y))
    } else if (one) {
      const x = stack.pop()
      if (x === undefined) return Number.NaN
      stack.push(one(x))
    } else if (word === 'pi') stack.push(Math.PI)
    else if (word === 'swap' && stack.length > 1) stack.push(stack.pop()!, stack.pop()!)
    else return Number.NaN
  }
  return stack.pop() ?? Number.NaN
}

const binary: Record<string, (x: number, y: number) => number> = {
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '*': (x, y) => x * y,
  '/': (x, y) => x / y,
  '^': (x, y) => x ** y,
  atan2: (x, y) => (Math.atan2(x, y) * 180) / Math.PI,
}
const unary: Record<string, (x: number) => number> = {
  sqr: (x) => x * x,
  sqrt: Math.sqrt,
  inv: (x) => 1 / x,
  ln: Math.log,
  log10: Math.log10,
  exp: Math.exp,
  sin: (x) => Math.sin((x * Math.PI) / 180),
  cos: (x) => Math.cos((x * Math.PI) / 180),
  tan: (x) => Math.tan((x * Math.PI) / 180),
}

/** `yes`, `True`, `1`, ... */
export const isYes = (value: string): boolean => /^[yt1]/i.test(value.trim())

/** `150r.1.2.0` -> bus `150r`, nodes 1, 2, 0. */
export function bus(spec: string): { name: string; nodes: number[] } {
  const [name = '', ...nodes] = spec.trim().split('.')
  return { name, nodes: nodes.filter((n) => n !== '').map((n) => Math.trunc(number(n)) || 0) }
}

const isSpace = (code: number): boolean => code === 32 || code === 9 || code === 0xa0 || code === 13
