/** What an element holds: a text, others in their order, or nothing. */
export type Xml = string | number | boolean | null | undefined | readonly (readonly [name: string, content: Xml])[]

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
export const document = (name: string, content: Xml): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${element(name, content)}\n`

function element(name: string, content: Xml): string {
  if (content === null || content === undefined || content === '') return `<${name}/>`
  if (!Array.isArray(content)) return `<${name}>${escapeXml(String(content))}</${name}>`
  return `<${name}>${content.map(([child, inner]) => element(child, inner)).join('')}</${name}>`
}
