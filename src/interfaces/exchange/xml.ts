/** What an element holds: a text, others in their order, or nothing. */
export type Xml = string | number | boolean | null | undefined | readonly XmlElement[]
export type XmlElement = readonly [name: string, content: Xml, attributes?: Readonly<Record<string, string>>]

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
// XML 1.0 §2.2: these cannot stand in a document, not even as &#1;
const impossible = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** A text as it stands in an element. */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(impossible, '')
    .replace(/[&<>"']/g, (char) => entities[char]!)
    // a reader would turn it into a line feed
    .replaceAll('\r', '&#13;')

/** A document of one element. */
export const document = (...[name, content, attributes]: XmlElement): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${element(name, content, attributes)}\n`

/** One element with what it holds, for documents that are written piece by piece. */
export function element(name: string, content: Xml, attributes: Readonly<Record<string, string>> = {}): string {
  const start = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeXml(value)}"`)].join(' ')
  if (content === null || content === undefined || content === '') return `<${start}/>`
  const inner = Array.isArray(content)
    ? content.map((child: XmlElement) => element(...child)).join('')
    : escapeXml(String(content))
  return `<${start}>${inner}</${name}>`
}
