import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Frame } from './frame/frame.tsx'
import { NotFound } from './frame/not-found.tsx'

/*
 * Every page of the console, one line each: the address holds the state (filters, the day, the chosen row), so that a
 * page can be sent to a colleague. Pages are loaded when they are asked for.
 */
const root = createRootRoute({ component: Frame, notFoundComponent: NotFound })
const search = (raw: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(raw)
      .filter(([, v]) => v !== undefined && v !== '' && v !== null)
      .map(([k, v]) => [k, String(v)]),
  )
const page = (path: string, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    validateSearch: search,
    component: lazyRouteComponent(load as never, name as never),
  })

const routes = [
  page('/', () => import('./pages/home.tsx'), 'Home'),
  page('/outages', () => import('./pages/outages.tsx'), 'Outages'),
  page('/outages/new', () => import('./pages/outage-new.tsx'), 'OutageNew'),
  page('/outages/$id', () => import('./pages/outage.tsx'), 'Outage'),
  page('/faults', () => import('./pages/faults.tsx'), 'Faults'),
  page('/faults/new', () => import('./pages/fault-new.tsx'), 'FaultNew'),
  page('/faults/$id', () => import('./pages/fault.tsx'), 'Fault'),
  page('/requests', () => import('./pages/requests.tsx'), 'Requests'),
  page('/requests/load', () => import('./pages/requests.tsx'), 'RequestLoad'),
  page('/requests/new', () => import('./pages/request-new.tsx'), 'RequestNew'),
  page('/requests/$id', () => import('./pages/request.tsx'), 'Request'),
  page('/claims', () => import('./pages/claims.tsx'), 'Claims'),
  page('/promises', () => import('./pages/promises.tsx'), 'Promises'),
  page('/promises/$id', () => import('./pages/promise.tsx'), 'OnePromise'),
  page('/call', () => import('./pages/call.tsx'), 'Call'),
  page('/customers/$code', () => import('./pages/customer.tsx'), 'CustomerPage'),
  page('/network', () => import('./pages/network.tsx'), 'Network'),
  page('/figures', () => import('./pages/figures.tsx'), 'Figures'),
  page('/figure', () => import('./pages/figure.tsx'), 'FigurePage'),
  page('/rules-preview', () => import('./pages/rules-preview.tsx'), 'RulesPreview'),
  page('/interruptions/$corporation/$id', () => import('./pages/interruption.tsx'), 'InterruptionPage'),
  page('/indicators', () => import('./pages/indicators.tsx'), 'Indicators'),
  page('/indicators/$code', () => import('./pages/indicator.tsx'), 'IndicatorPage'),
  page('/surveys', () => import('./pages/surveys.tsx'), 'Surveys'),
  page('/surveys/$year', () => import('./pages/survey.tsx'), 'SurveyPage'),
  page('/interview', () => import('./pages/interview.tsx'), 'Interview'),
  page('/answers', () => import('./pages/answers.tsx'), 'Answers'),
  page('/definitions', () => import('./pages/definitions.tsx'), 'Definitions'),
  page('/energy', () => import('./pages/energy.tsx'), 'EnergyPage'),
  page('/published', () => import('./pages/published.tsx'), 'PublishedPage'),
  page('/report-orders', () => import('./pages/report-orders.tsx'), 'ReportOrders'),
  page('/month', () => import('./pages/month.tsx'), 'Month'),
  page('/worst', () => import('./pages/worst.tsx'), 'WorstFeeders'),
  page('/imports', () => import('./pages/imports.tsx'), 'Imports'),
  page('/users', () => import('./pages/users.tsx'), 'Users'),
  page('/calendar', () => import('./pages/calendar.tsx'), 'Calendar'),
  page('/sign-in', () => import('./pages/sign-in.tsx'), 'SignIn'),
  page('/one-time-link', () => import('./pages/one-time-link.tsx'), 'OneTimeLink'),
]

export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: '/console',
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
