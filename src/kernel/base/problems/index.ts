import { access } from './access.ts'
import { customers } from './customers.ts'
import { exchange } from './exchange.ts'
import { faults } from './faults.ts'
import { imports } from './imports.ts'
import { indicators } from './indicators.ts'
import { interruptions } from './interruptions.ts'
import { kernel } from './kernel.ts'
import { network } from './network.ts'
import { notices } from './notices.ts'
import { organisation } from './organisation.ts'
import { plannedOutages } from './planned-outages.ts'
import { promises } from './promises.ts'
import { reliability } from './reliability.ts'
import { reports } from './reports.ts'
import { requests } from './requests.ts'
import { server } from './server.ts'
import { surveys } from './surveys.ts'

/** One catalogue of every problem a person can meet. `docs/problems.md` is compared with it by a test. */
export const catalogue = {
  ...kernel,
  ...imports,
  ...organisation,
  ...access,
  ...network,
  ...customers,
  ...promises,
  ...notices,
  ...interruptions,
  ...plannedOutages,
  ...faults,
  ...requests,
  ...surveys,
  ...reliability,
  ...indicators,
  ...reports,
  ...exchange,
  ...server,
} as const

export type ProblemCode = keyof typeof catalogue
