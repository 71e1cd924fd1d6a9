import { countAt, importCustomers } from '../../customers/index.ts'
import {
  at,
  type Context,
  type Database,
  dayOf,
  iso,
  type Language,
  monthOf,
  Problem,
  ranges,
  transaction,
} from '../../kernel/index.ts'
import { gridOf } from '../../network/index.ts'
import { announce, approve, plan, restore, show, start, step } from '../../planned-outages/index.ts'
import { page } from '../../promises/index.ts'
import { indices, interruptionsBehind } from '../../reliability/index.ts'
import { formatOf, importers } from '../imports.ts'
import { workOnce } from '../work.ts'
import { chooseCut } from './choose.ts'
import { writeFeeder } from './feeder.ts'
import { tourWords } from './words.ts'

export interface TourOptions {
  /** A network of one's own: CSV or OpenDSS; each of its loads becomes a customer. None: the built-in feeder. */
  on?: string
  format?: string
  /** Where messages are spooled. */
  dataDir: string
  language: Language
  now: Date
  /** One line a step. */
  say: (line: string) => void
}

export interface Toured {
  network: Record<string, number>
  customers: number
  cut: { device: string; customers: number; part: string | null }
  outage: string
  messages: { queued: number; sent: number; delivered: number; failed: number }
  promises: { kind: string; due: string; customers: number; kept: number; broken: number; open: number }[]
  index: {
    month: string
    saidi_min: number | null
    saifi: number | null
    customers: number | null
    customer_minutes: number
  }
  by_hand: { saidi_min: number }
}

/**
 * The whole main job on one feeder, from import to index, by the same use cases as every day and with the clock moved
 * on from step to step. Each line says what was done, with its figures.
 */
export async function tour(db: Database, options: TourOptions): Promise<Toured> {
  const { language, dataDir } = options
  const words = tourWords(language)
  let line = 0
  const say = (key: string, params: Record<string, unknown> = {}) =>
    options.say(`${String((line += 1)).padStart(2)}. ${words(key, params)}`)
  let now = options.now
  const as = <T>(actor: string, use: (ctx: Context) => Promise<T>) =>
    transaction(db, { actor, corporations: '*', now, language }, use)

  // 1. The network and its customers
  const files = options.on ? { network: options.on } : await writeFeeder()
  const report = await as('tour.importer', (ctx) =>
    importers.network!(ctx, files.network, {
      format: formatOf(files.network, options.format),
      customersFromLoads: options.on !== undefined,
    }),
  )
  say('network', { file: options.on ?? words('built-in'), ...blank(report.created), read: report.read })
  if ('customers' in files)
    await as('tour.importer', (ctx) => importCustomers(ctx, (files as { customers: string }).customers))
  const corporation = await as('tour.importer', async (ctx) => {
    const row = await ctx.tx.selectFrom('network.revision').select('corporation_id').limit(1).executeTakeFirstOrThrow()
    return row.corporation_id
  })
  const total = await as('tour.importer', async (ctx) => {
    const grid = await gridOf(ctx, corporation)
    return countAt(ctx, corporation, ranges.setOf(grid.transformer_ids.filter((id) => id > 0)), ctx.now)
  })
  say('customers', { customers: total })

  // 2. A cut, six days ahead so that the law's five are kept
  const chosen = await as('tour.planner', (ctx) => chooseCut(ctx, corporation))
  if (!chosen) throw new Problem('network/nothing-to-cut', { file: options.on ?? words('built-in') })
  say('trace', { device: chosen.cut, customers: chosen.customers, of: total })
  const day = dayOf(new Date(now.getTime() + 6 * 86_400_000))
  const [from, to] = [at(`${day} 07:30`), at(`${day} 11:30`)]
  const planned = await as('tour.planner', (ctx) =>
    plan(ctx, {
      corporation_id: corporation,
      steps: [{ open: [chosen.cut] }],
      out_from: from,
      back_at: to,
      reason: words('reason'),
    }),
  )
  say('plan', {
    code: planned.code,
    from,
    to,
    transformers: planned.transformers,
    customers: planned.customers,
    warnings: planned.warnings.length,
  })
  await as('tour.manager', (ctx) => approve(ctx, planned.id))
  say('approve')

  // 3. Told: one message a customer, two promises
  const told = await as('tour.planner', (ctx) => announce(ctx, planned.id))
  say('announce', { messages: told.messages, customers: told.customers })
  await workOnce(db, dataDir, { now: () => now })
  const afterSend = await as('tour.planner', (ctx) => show(ctx, planned.id))
  say('sent', {
    sent: afterSend.messages.sent + afterSend.messages.delivered,
    failed: afterSend.messages.failed,
    folder: `${dataDir}/outbox`,
  })
  const notice = afterSend.promises.find((p) => p.kind === 'notice')
  if (notice) say('notice', { kept: notice.kept, customers: notice.customers, due: notice.due, rule: notice.rule })

  // 4. The power goes, and comes back part by part: most in time, the rest 14 minutes late
  now = from
  const started = await as('tour.dispatcher', (ctx) => start(ctx, planned.id))
  say('start', { at: now, customers: started.customers })
  if (chosen.part !== undefined) {
    now = at(`${day} 11:24`)
    const part = await as('tour.dispatcher', (ctx) =>
      step(ctx, planned.id, { open: [chosen.part!], close: [chosen.cut] }),
    )
    say('step', { at: now, customers: part.customers, still_out: part.still_out, part: chosen.part, cut: chosen.cut })
  }
  now = at(`${day} 11:44`)
  const restored = await as('tour.dispatcher', (ctx) => restore(ctx, planned.id))
  say('restore', { at: now, customers: restored.customers })
  await workOnce(db, dataDir, { now: () => now })

  // 5. The ledger, and the index it gives
  const shown = await as('tour.manager', (ctx) => show(ctx, planned.id))
  const back = shown.promises.find((p) => p.kind === 'power_back')!
  say('ledger', { customers: back.customers, kept: back.kept, broken: back.broken, due: back.due })
  const month = monthOf(from)
  const [index] = await as('tour.manager', (ctx) =>
    indices(ctx, { from: month, to: month, by: ['corporation'], rules: 'vn' }),
  )
  const by_hand =
    shown.steps.reduce((sum, s) => sum + (s.customers * (s.at.getTime() - from.getTime())) / 60_000, 0) / total
  say('index', { month, saidi: index!.saidi_min, saifi: index!.saifi, by_hand, customers: index!.customers })
  const behind = await as('tour.manager', (ctx) => interruptionsBehind(ctx, { from: month, to: month, rules: 'vn' }))
  const evidence = await as('tour.manager', (ctx) => page(ctx, back.id))
  say('open', { interruptions: behind.length, outcomes: evidence.outcomes.length, promise: back.id })
  return {
    network: report.created,
    customers: total,
    cut: { device: chosen.cut, customers: chosen.customers, part: chosen.part ?? null },
    outage: shown.code,
    messages: shown.messages,
    promises: shown.promises.map((p) => ({
      kind: p.kind,
      due: iso(p.due),
      customers: p.customers,
      kept: p.kept,
      broken: p.broken,
      open: p.open,
    })),
    index: {
      month,
      saidi_min: index!.saidi_min,
      saifi: index!.saifi,
      customers: index!.customers,
      customer_minutes: index!.customer_minutes,
    },
    by_hand: { saidi_min: by_hand },
  }
}

const blank = (created: Record<string, number>) => ({
  sources: 0,
  breakers: 0,
  reclosers: 0,
  switches: 0,
  fuses: 0,
  lines: 0,
  transformers: 0,
  loads: 0,
  energised_transformers: 0,
  islands: 0,
  ...created,
})
