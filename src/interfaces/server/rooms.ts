import * as access from '../../access/jobs.ts'
import { routes as accessRoutes } from '../../access/routes.ts'
import * as customers from '../../customers/jobs.ts'
import * as faults from '../../faults/jobs.ts'
import { routes as faultRoutes } from '../../faults/routes.ts'
import * as indicators from '../../indicators/jobs.ts'
import { routes as indicatorRoutes } from '../../indicators/routes.ts'
import { routes as interruptionRoutes } from '../../interruptions/routes.ts'
import type { Background } from '../../kernel/index.ts'
import { routes as networkRoutes } from '../../network/routes.ts'
import { routes as noticeRoutes } from '../../notices/routes.ts'
import * as plannedOutages from '../../planned-outages/jobs.ts'
import { routes as plannedOutageRoutes } from '../../planned-outages/routes.ts'
import * as promises from '../../promises/jobs.ts'
import { routes as promiseRoutes } from '../../promises/routes.ts'
import * as reliability from '../../reliability/jobs.ts'
import { routes as reliabilityRoutes } from '../../reliability/routes.ts'
import * as requests from '../../requests/jobs.ts'
import { routes as requestRoutes } from '../../requests/routes.ts'
import * as surveys from '../../surveys/jobs.ts'
import { routes as surveyRoutes } from '../../surveys/routes.ts'
import { routes as cimRoutes } from '../exchange/cim/routes.ts'
import { intakeGauges } from '../exchange/intake/gauges.ts'
import * as intake from '../exchange/intake/jobs.ts'
import { webhookGauges } from '../exchange/webhooks/gauges.ts'
import * as webhooks from '../exchange/webhooks/jobs.ts'
import { routes as webhookRoutes } from '../exchange/webhooks/routes.ts'
import { routes as composedRoutes } from './composed.ts'
import * as server from './jobs.ts'
import { type Gauge, jobGauges, messageGauges } from './metrics.ts'
import type { RoomRoutes } from './openapi.ts'

/** Every room's routes, in the order of `rooms.json`. A room that gains a `routes.ts` gains a line here. */
export const roomRoutes: readonly RoomRoutes[] = [
  { room: 'access', routes: accessRoutes },
  { room: 'network', routes: networkRoutes },
  { room: 'promises', routes: promiseRoutes },
  { room: 'notices', routes: noticeRoutes },
  { room: 'interruptions', routes: interruptionRoutes },
  { room: 'planned-outages', routes: plannedOutageRoutes },
  { room: 'faults', routes: faultRoutes },
  { room: 'reliability', routes: reliabilityRoutes },
  { room: 'requests', routes: requestRoutes },
  { room: 'surveys', routes: surveyRoutes },
  { room: 'indicators', routes: indicatorRoutes },
  { room: 'interfaces', routes: [...composedRoutes, ...cimRoutes, ...webhookRoutes] },
]

/** What runs in the background: every room's `jobs.ts`, one line each. */
export const background: Background = gather({
  access,
  customers,
  promises,
  'planned-outages': plannedOutages,
  faults,
  requests,
  reliability,
  surveys,
  intake,
  webhooks,
  indicators,
  server,
})

/** The same with the jobs that leave files in the data folder where no provider is configured. */
export const backgroundIn = (dataDir: string): Background => ({
  ...background,
  jobs: { ...background.jobs, ...indicators.mailing(dataDir) },
})

/** What the operator watches beside the server's own figures. */
export const gauges: readonly Gauge[] = [...jobGauges, ...messageGauges, ...intakeGauges, ...webhookGauges]

/** Puts the rooms' work together. @throws when two rooms give one name to a job or to a subscriber */
function gather(rooms: Record<string, Background>): Background {
  const all: Background = { events: {}, jobs: {}, schedule: {} }
  for (const [room, { events, jobs, schedule }] of Object.entries(rooms)) {
    for (const [name, subscribers] of Object.entries(events)) {
      all.events[name] ??= {}
      put(room, all.events[name], subscribers)
    }
    put(room, all.jobs, jobs)
    put(room, all.schedule, schedule)
  }
  return all
}

function put<T>(room: string, into: Record<string, T>, from: Record<string, T>): void {
  for (const [name, value] of Object.entries(from)) {
    if (name in into) throw new Error(`${room}/jobs.ts: ${name} is another room's already`)
    into[name] = value
  }
}
