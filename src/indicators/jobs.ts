/** The background work of indicators: reports that standing orders owe. */
export { events, jobs, mailing, schedule } from './reports/jobs.ts'
