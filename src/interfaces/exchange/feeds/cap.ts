/** An outage as an alert of the Common Alerting Protocol 1.2 (OASIS, CAP-v1.2). Pure. */
import { clockText, dayText, iso, type Language, languages, momentText, say, spanText } from '../../../kernel/index.ts'
import { document, type Xml, type XmlElement } from '../xml.ts'
import { customersOut, type ShownOutage } from './shown.ts'

/** §3.2.1: what is not `Actual` is no warning to the public. */
export const capStatuses = ['Actual', 'Exercise', 'System', 'Test', 'Draft'] as const
export type CapStatus = (typeof capStatuses)[number]

export interface Alert {
  /** The outage and the fact of its ledger that this message tells: the same message has the same name for ever. */
  identifier: string
  sender: string
  sent: Date
  msgType: 'Alert' | 'Update' | 'Cancel'
  /** The messages before this one, which it replaces: `sender,identifier,sent`. */
  references: string[]
}

/**
 * The message that stands now: an Alert at the first fact that was told, an Update at each further one (moved, started,
 * a part back, estimated, over), a Cancel where the cut will not be. Undefined while nothing was told.
 * @param host how others reach us: with the corporation's code it names the sender for the whole world (§3.2.1 sender)
 */
export function alertOf(
  { outage, corporation }: Pick<ShownOutage, 'outage' | 'corporation'>,
  host: string,
): Alert | undefined {
  const sender = `${corporation.code.toLowerCase()}@${host}`
  const messages = outage.facts.map(({ seq, recorded_at }) => ({
    identifier: `${outage.id}.${seq}`,
    sent: recorded_at,
  }))
  const last = messages.pop()
  if (!last) return undefined
  return {
    ...last,
    sender,
    msgType: messages.length === 0 ? 'Alert' : outage.phase === 'cancelled' ? 'Cancel' : 'Update',
    references: messages.map(({ identifier, sent }) => [sender, identifier, capTime(sent)].join(',')),
  }
}

const hour_ms = 3_600_000

/**
 * How the standard's three scales (§3.2.2) are used for supply. Judged at the moment of sending, so that a message says
 * the same whenever it is read.
 * - urgency: `Past` once nothing need be done, `Immediate` while power is out, `Expected` within the next hour, else `Future`;
 * - severity: a cut that people were told of is no threat (`Minor`); one that nobody could prepare for is a possible threat
 *   to life or property (`Moderate`): of those who live by a machine, of what spoils;
 * - certainty: what began has been `Observed`, a plan is `Likely` (more than half come to be), a cancelled one `Unlikely`.
 */
export function scalesOf({ outage }: Pick<ShownOutage, 'outage'>, sent: Date) {
  const over = outage.phase === 'restored' || outage.phase === 'cancelled'
  const soon = outage.out_from.getTime() - sent.getTime() <= hour_ms
  return {
    urgency: over ? 'Past' : outage.phase === 'out' ? 'Immediate' : soon ? 'Expected' : 'Future',
    severity: outage.origin === 'planned' && outage.told_at ? 'Minor' : 'Moderate',
    certainty: outage.phase === 'coming' ? 'Likely' : outage.phase === 'cancelled' ? 'Unlikely' : 'Observed',
  } as const
}

/** What the receiver should do (§3.2.2 responseType). */
const responses = { coming: 'Prepare', out: 'Monitor', restored: 'AllClear', cancelled: 'AllClear' } as const
const tags = { vi: 'vi-VN', en: 'en-US' } as const satisfies Record<Language, string>

export function capOf(shown: ShownOutage, alert: Alert, status: CapStatus): string {
  const { identifier, sender, sent, msgType, references } = alert
  const head: XmlElement[] = [
    ['identifier', identifier],
    ['sender', sender],
    ['sent', capTime(sent)],
    ['status', status],
    ['msgType', msgType],
    ['scope', 'Public'],
  ]
  if (references.length > 0) head.push(['references', references.join(' ')])
  const infos = languages.map((language): XmlElement => ['info', infoOf(shown, sent, language)])
  return document('alert', [...head, ...infos], { xmlns: 'urn:oasis:names:tc:emergency:cap:1.2' })
}

/** One language of a message: its words in order of the schema. */
function infoOf(shown: ShownOutage, sent: Date, language: Language): Xml {
  const { outage, corporation, url } = shown
  const words = say('exchange', language)
  const { urgency, severity, certainty } = scalesOf(shown, sent)
  // the information stands until then; a fault without an estimate says nothing, and the receiver's own rule counts
  const expires =
    outage.phase === 'coming' || outage.phase === 'out'
      ? outage.back_promised && outage.back_promised > sent
        ? outage.back_promised
        : undefined
      : new Date(sent.getTime() + 6 * hour_ms)
  const parameters: [string, string | number][] = [
    ['customers', outage.customers],
    ['customers_out', customersOut(outage)],
    ['customers_back', outage.customers_back],
  ]
  const rows: XmlElement[] = [
    ['language', tags[language]],
    ['category', 'Infra'],
    ['event', words(`cap.event.${outage.origin}`)],
    ['responseType', responses[outage.phase]],
    ['urgency', urgency],
    ['severity', severity],
    ['certainty', certainty],
    ['effective', capTime(sent)],
    ['onset', capTime(outage.out_from)],
    ...(expires ? [['expires', capTime(expires)] as const] : []),
    ['senderName', corporation.name],
    ['headline', headlineOf(shown, sent, language)],
    ['description', descriptionOf(shown, sent, language)],
    ['instruction', words(`cap.instruction.${outage.phase}`, { hotline: corporation.hotline || 'none' })],
    ['web', url],
    ...(corporation.hotline ? [['contact', corporation.hotline] as const] : []),
    ...parameters.map(
      ([valueName, value]): XmlElement => [
        'parameter',
        [
          ['valueName', valueName],
          ['value', value],
        ],
      ],
    ),
    ['area', areaOf(shown)],
  ]
  return rows
}

/** §3.2.4: where, in words (communes), and as circles (`latitude,longitude radius-in-km`) where it is known. */
const areaOf = ({ corporation, places, spots }: ShownOutage): Xml => [
  ['areaDesc', placesText(places, areas_max) || corporation.name],
  ...spots.map(({ lat, lon, radius_km }): XmlElement => ['circle', `${lat},${lon} ${radius_km}`]),
]
const areas_max = 200

const placesText = (places: ShownOutage['places'], most: number): string =>
  places
    .slice(0, most)
    .map(({ commune, province }) => [commune, province].filter(Boolean).join(', '))
    .join('; ') + (places.length > most ? '…' : '')

/** At most 160 characters are shown whole by most receivers (§3.2.2 headline). */
export function headlineOf({ outage, corporation, places }: ShownOutage, sent: Date, language: Language): string {
  const words = say('exchange', language)
  const where = placesText(places, 1) || corporation.name
  const back = outage.back_promised
  const when =
    outage.phase === 'out'
      ? back && back > sent
        ? words('cap.back-by', { at: momentText(back, language, sent) })
        : words('cap.since', { at: momentText(outage.out_from, language, sent) })
      : outage.phase === 'restored' && outage.back_at
        ? words('cap.back-at', { at: momentText(outage.back_at, language, sent) })
        : back
          ? spanText(outage.out_from, back, language, sent)
          : `${clockText(outage.out_from)} ${dayText(outage.out_from, language, sent)}`
  return words(`cap.headline.${outage.phase}`, { origin: outage.origin, where, when })
}

function descriptionOf({ outage, places }: ShownOutage, sent: Date, language: Language): string {
  const words = say('exchange', language)
  const moved = outage.changes.at(-1)
  const was = moved?.out_was ?? (moved ? outage.out_from : undefined)
  return [
    outage.reason && words('cap.reason', { reason: outage.reason }),
    words('cap.from', { at: momentText(outage.out_from, language, sent) }),
    outage.back_promised &&
      words(outage.origin === 'planned' ? 'cap.promised' : 'cap.estimated', {
        at: momentText(outage.back_promised, language, sent),
      }),
    moved &&
      was &&
      moved.back_was &&
      outage.origin === 'planned' &&
      words('cap.moved', { was: spanText(was, moved.back_was, language, sent) }),
    words('cap.customers', { customers: outage.customers, back: outage.customers_back }),
    places.length > 0 && words('cap.places', { places: placesText(places, 30) }),
  ]
    .filter((line) => typeof line === 'string')
    .join('\n')
}

/** §3.3.2: whole seconds, the offset in digits even where it is zero. */
export const capTime = (at: Date): string => iso(new Date(Math.floor(at.getTime() / 1000) * 1000))
