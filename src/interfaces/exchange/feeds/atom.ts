/** The list of alerts as an Atom feed (RFC 4287), as CAP feeds are read. Pure. */
import { type Language, say } from '../../../kernel/index.ts'
import { document, type XmlElement } from '../xml.ts'
import { type Alert, capTime, headlineOf } from './cap.ts'
import type { ShownOutage } from './shown.ts'

export interface Listed {
  shown: ShownOutage
  alert: Alert
  /** Of the alert itself, whole. */
  url: string
}

/** @param self the feed's own address, whole; @param as_of of when it is, where it holds nothing */
export function atomOf(
  listed: readonly Listed[],
  { self, as_of, language }: { self: string; as_of: Date; language: Language },
): string {
  const words = say('exchange', language)
  const newest = new Date(Math.max(...listed.map(({ alert }) => alert.sent.getTime()), 0))
  return document(
    'feed',
    [
      ['id', self],
      ['title', words('cap.feed')],
      ['updated', capTime(listed.length > 0 ? newest : as_of)],
      ['link', null, { rel: 'self', type: 'application/atom+xml', href: self }],
      ...listed
        .toSorted((a, b) => b.alert.sent.getTime() - a.alert.sent.getTime())
        .map(
          ({ shown, alert, url }): XmlElement => [
            'entry',
            [
              // a message of its own, and so an entry of its own, at each change
              ['id', url],
              ['title', headlineOf(shown, alert.sent, language)],
              ['updated', capTime(alert.sent)],
              ['author', [['name', shown.corporation.name]]],
              ['link', null, { rel: 'alternate', type: 'application/cap+xml', href: url }],
              ['link', null, { rel: 'related', type: 'text/html', href: shown.url }],
              ['category', null, { term: alert.msgType }],
            ],
          ],
        ),
    ],
    { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': language },
  )
}
