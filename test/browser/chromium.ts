/** The real Chromium of the machine, for tests that look at pages. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const path = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((one) => existsSync(one))

/** Why browser tests cannot run here, or false when they can: `{ skip: noChromium }`. */
export const noChromium: string | false = path ? false : 'no Chromium here (set CHROMIUM to its path)'

/** Starts Chromium; it asks nothing of the network by itself. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
