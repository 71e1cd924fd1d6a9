import ical, {
  ICalAlarmType,
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator'

export interface Invitation {
  /** The same for all that is ever told one customer about one outage. */
  uid: string
  /** Grows with each change: a calendar takes the highest. */
  sequence: number
  cancelled: boolean
  stamp: Date
  from: Date
  to: Date
  summary: string
  description: string
  location?: string
  url?: string
  organizer: { name: string; email: string }
  attendee: { name: string; email: string }
  alarm: string
}

/**
 * The cut as an entry of the customer's calendar (RFC 5545), by iTIP (RFC 5546): REQUEST puts it there and moves it,
 * CANCEL takes it away. Times are in UTC, which needs no time-zone table; it blocks nobody's time, and asks for no answer.
 */
export function invitation(given: Invitation): { method: 'REQUEST' | 'CANCEL'; body: string } {
  const method = given.cancelled ? 'CANCEL' : 'REQUEST'
  const calendar = ical({
    prodId: { company: 'Sang Den', product: 'notices', language: 'EN' },
    method: given.cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
  })
  const event = calendar.createEvent({
    id: given.uid,
    sequence: given.sequence,
    stamp: given.stamp,
    start: given.from,
    end: given.to,
    summary: plain(given.summary),
    description: given.description.replace(/\r\n?/g, '\n'),
    location: given.location && plain(given.location),
    url: given.url,
    status: given.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: ICalEventTransparency.TRANSPARENT,
    organizer: { name: quotable(given.organizer.name), email: given.organizer.email },
  })
  event.createAttendee({
    name: quotable(given.attendee.name),
    email: given.attendee.email,
    rsvp: false,
    role: ICalAttendeeRole.OPT,
    status: ICalAttendeeStatus.ACCEPTED,
  })
  if (!given.cancelled)
    event.createAlarm({ type: ICalAlarmType.display, trigger: 3_600, description: plain(given.alarm) })
  return { method, body: calendar.toString() }
}

/** One line: a property ends where its line does. */
const plain = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
/** A parameter's value stands between quotes and can hold none (RFC 5545 §3.2). */
const quotable = (text: string): string => plain(text).replaceAll('"', "'")
