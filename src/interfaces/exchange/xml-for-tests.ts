/** For tests: reads the XML that we write and the samples of the specification, strictly enough to see what is wrong. */
export interface Node {
  name: string
  text: string
  attributes: Record<string, string>
  children: Node[]
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The root element. @throws Error where it is not well-formed */
export function readXml(xml: string): Node {
  const body = xml.replace(/^<\?xml version="1\.0" encoding="utf-8"\?>\s*/i, '')
  const top: Node = { name: '', text: '', attributes: {}, children: [] }
  const open = [top]
  let at = 0
  for (const m of body.matchAll(/<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/g)) {
    open.at(-1)!.text += decoded(body.slice(at, m.index))
    at = m.index + m[0].length
    const [, closing, name, given, empty] = m as unknown as string[]
    if (closing) {
      const last = open.pop()!
      if (last.name !== name || open.length === 0) throw new Error(`</${name}> closes <${last.name}>`)
    } else {
      const attributes = Object.fromEntries(
        [...given!.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key, value]) => [key!, decoded(value!)]),
      )
      const node = { name: name!, text: '', attributes, children: [] }
      open.at(-1)!.children.push(node)
      if (!empty) open.push(node)
    }
  }
  if (body.slice(at).trim() !== '' || open.length !== 1 || top.children.length !== 1)
    throw new Error('not one whole element')
  return top.children[0]!
}

function decoded(text: string): string {
  if (/[<>]/.test(text)) throw new Error(`not escaped: ${text.slice(0, 60)}`)
  return text.replace(/&(?:#(\d+)|(\w+));|&/g, (whole, number, name) => {
    const char = number ? String.fromCodePoint(Number(number)) : named[name]
    if (char === undefined) throw new Error(`no entity: ${whole}`)
    return char
  })
}

/** Names of elements below each other, once each: `service_requests/request/status`. */
export function paths(node: Node, above = ''): string[] {
  const here = above + node.name
  return [...new Set([here, ...node.children.flatMap((child) => paths(child, `${here}/`))])].sort()
}

export const textIn = (node: Node, ...names: string[]): string | undefined =>
  names.reduce<Node | undefined>((found, name) => found?.children.find((c) => c.name === name), node)?.text
