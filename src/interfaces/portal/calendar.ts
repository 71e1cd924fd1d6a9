/** Cuts as iCalendar (RFC 5545): an event a cut with a lasting id, so that a moved or cancelled one moves in the calendar too. */
import ical, { ICalCalendarMethod, ICalEventBusyStatus, ICalEventStatus } from 'ical-generator'
import type { CustomerOutage } from './views.ts'
import { type Lang, wordsOf } from './words.ts'

/** @param link address of an outage's page on this site, whole */
export function calendarOf(
  outages: readonly CustomerOutage[],
  { lang, name, now, link }: { lang: Lang; name: string; now: Date; link: (outage: CustomerOutage) => string },
): string {
  const w = wordsOf(lang)
  const calendar = ical({
    name,
    prodId: { company: 'Sang Den', product: 'portal', language: lang.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 3600,
  })
  for (const one of outages) {
    if (!one.back_promised) continue
    const gone = one.phase === 'cancelled'
    const event = calendar.createEvent({
      id: `${one.id}@sang-den`,
      sequence: one.changes.length + (gone ? 1 : 0),
      start: one.out_from,
      end: one.back_at ?? one.back_promised,
      stamp: now,
      summary: w.plain(gone ? 'state.cancelled' : 'calendar.summary'),
      description: [one.reason, w.plain('calendar.changes')].filter(Boolean).join('\n\n'),
      status: gone ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      busystatus: ICalEventBusyStatus.FREE,
      url: link(one),
    })
    if (one.phase === 'coming') event.createAlarm({ type: 'display' as never, trigger: 3600 })
  }
  return calendar.toString()
}
