import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Context, type Database, type Language, say as texts, transaction } from '../../kernel/index.ts'
import { deliverer } from '../../notices/index.ts'
import { calendarOf, corporationNamed } from '../../organisation/index.ts'
import { settleByClock } from '../../promises/index.ts'
import { importers } from '../imports.ts'
import { closeMonths, correctLate, lastClosed } from './closing.ts'
import { type CorporationCode, type CorporationPlan, planCountry } from './country.ts'
import { energyColumns, energyRows } from './energy.ts'
import { type Feeder, makeFeeder, networkColumns, networkRow, tieBetween } from './feeder.ts'
import { interruptionColumns, interruptionRows, servedColumns, servedRows } from './history.ts'
import { type Made, momentsOf } from './living-day.ts'
import { officeColumns, officeRows } from './offices.ts'
import { customerColumns, customerRows } from './people.ts'
import { requestColumns, requestRows } from './requests.ts'
import { satisfactionColumns, satisfactionRows } from './satisfaction.ts'
import { callColumns, callRows, setTargets } from './targets.ts'
import { writeCsv } from './write-csv.ts'

export interface DemoOptions {
  /** At least 1,000: five corporations with four feeders each want somebody on every transformer. */
  customers: number
  seed?: number
  now?: Date
  /** Messages of the living day are written to `outbox` in it, whatever providers are configured. */
  dataDir: string
  language?: Language
  /** A line a part. */
  say?: (line: string) => void
  /** How much is done, from 0 to 1, and what is being done. */
  progress?: (done: number, what: string) => void
}

export interface CountryMade {
  seed: number
  customers: number
  feeders: number
  /** What the importers say they created, summed. */
  created: Record<string, number>
  /** By corporation and scene: the code of the cut or fault that shows it. */
  day: Record<string, Partial<Record<string, string>>>
  /** Messages that were written to the outbox. */
  messages: number
  seconds: number
}

/** What is kept of a country that is being made: the next start continues with it. `setting.demo`. */
interface Kept {
  seed: number
  customers: number
  now: string
  /** Parts and moments that were committed. */
  done: string[]
  moments: number
  made: Partial<Record<CorporationCode, Made>>
  created: Record<string, number>
  day?: CountryMade['day']
}

export const usual_seed = 2026
const setting = 'demo'
const actor = 'demo'

/**
 * Makes the demo country by the project's own rules: files of the contract through the rooms' importers, corporation by
 * corporation, then a living day by the use cases with the clock moved to each moment. Each part is one transaction that
 * also notes itself as done: a country whose making was cut short is continued where it stopped, with the same seed and
 * the same now.
 * @returns undefined where there is nothing to do: it was made before, or there are customers who are not the demo's
 */
export async function demo(db: Database, options: DemoOptions): Promise<CountryMade | undefined> {
  const found = await transaction(db, { actor, corporations: '*' }, async (ctx) => ({
    kept: await read(ctx),
    customers: await customersThere(ctx),
  }))
  if (found.kept?.day || (!found.kept && found.customers > 0)) return undefined
  const kept: Kept = found.kept ?? {
    seed: options.seed ?? usual_seed,
    customers: options.customers,
    now: (options.now ?? new Date()).toISOString(),
    done: [],
    moments: 0,
    made: {},
    created: {},
  }
  const folder = await mkdtemp(join(tmpdir(), 'sangden-demo-'))
  try {
    return await new Maker(db, options, kept, folder).make()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** How many customers there are, counted up to ten million. */
export async function customersThere({ tx }: Context): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from (select from customers.customer limit 10000000) c`.execute(tx)
  return rows[0]!.n
}

class Maker {
  readonly begun = performance.now()
  readonly db: Database
  readonly options: DemoOptions
  readonly kept: Kept
  readonly folder: string
  readonly now: Date
  readonly words: ReturnType<typeof texts>
  readonly country: CorporationPlan[]
  messages = 0
  /** Shares of the whole, in which the customers are most; the living day takes as long however many there are. */
  readonly total: number
  reached = 0

  constructor(db: Database, options: DemoOptions, kept: Kept, folder: string) {
    this.db = db
    this.options = options
    this.kept = kept
    this.folder = folder
    this.now = new Date(kept.now)
    this.words = texts('demo', options.language ?? 'vi')
    this.country = planCountry(kept.seed, kept.customers)
    this.total =
      offices_weight + kept.customers * (1 + history_weight) + this.country.length * closing_weight + day_weight
  }

  async make(): Promise<CountryMade> {
    const { db, kept, country, options, now } = this
    await this.part('offices', this.words('offices'), offices_weight, (ctx) =>
      this.import(ctx, 'offices', officeColumns, officeRows(kept.seed)),
    )
    let ordinal = 0
    for (const corporation of country) {
      const { code, customers } = corporation
      const first = ordinal
      ordinal += customers
      await this.part(`network ${code}`, this.words('network', { corporation: code }), 0, (ctx) =>
        this.import(ctx, 'network', networkColumns, this.networkOf(corporation), code),
      )
      await this.part(`customers ${code}`, this.words('customers', { corporation: code }), customers, (ctx) =>
        this.import(ctx, 'customers', customerColumns, this.customersOf(corporation, first), code),
      )
      await this.part(
        `history ${code}`,
        this.words('past', { corporation: code }),
        customers * history_weight,
        async (ctx) => {
          await this.import(ctx, 'customers_served', servedColumns, servedRows(corporation, now))
          await this.import(ctx, 'interruptions', interruptionColumns, interruptionRows(kept.seed, corporation, now))
          await this.import(ctx, 'energy', energyColumns, energyRows(kept.seed, corporation, now))
          const calendar = await calendarOf(ctx, code)
          await this.import(ctx, 'requests', requestColumns, requestRows(kept.seed, corporation, now, calendar))
          await this.import(ctx, 'satisfaction', satisfactionColumns, satisfactionRows(kept.seed, corporation, now))
          await this.import(ctx, 'calls', callColumns, callRows(kept.seed, corporation, now))
        },
      )
      options.say?.(
        `  ${this.words('corporation', { corporation: code, customers, feeders: corporation.feeders.length })}`,
      )
    }
    await this.part('targets', this.words('targets'), 0, (ctx) => setTargets(ctx, now))
    // Without statistics the planner takes the new tables for empty ones.
    await db.pool.query('analyze')
    for (const { code: corporation } of country) {
      await this.part(
        `closing ${corporation}`,
        this.words('closing', { corporation }),
        closing_weight,
        (ctx) => closeMonths(ctx, corporation),
        { now, actor: 'truong.phong' },
      )
      await this.part(
        `late ${corporation}`,
        this.words('late', { corporation }),
        0,
        (ctx) => correctLate(ctx, corporation, lastClosed(now), this.words('late-reason')),
        { now: new Date(now.getTime() + 1000), actor: 'dieu.do' },
      )
    }
    await this.day()
    const day = Object.fromEntries(
      Object.entries(kept.made).map(([code, made]) => [
        code,
        Object.fromEntries(Object.entries(made).map(([scene, { code }]) => [scene, code])),
      ]),
    )
    await this.transaction(now, actor, async (ctx) => {
      while ((await settleByClock(ctx, 1000)) === 1000);
      // the ids have served; where to look first is kept
      await write(ctx, { ...kept, done: [], made: {}, day })
    })
    options.progress?.(1, this.words('done'))
    return {
      seed: kept.seed,
      customers: kept.customers,
      feeders: country.reduce((sum, c) => sum + c.feeders.length, 0),
      created: kept.created,
      day,
      messages: this.messages,
      seconds: Math.round(performance.now() - this.begun) / 1000,
    }
  }

  /** One transaction, unless it was committed before. */
  async part(
    name: string,
    what: string,
    weight: number,
    run: (ctx: Context) => Promise<void>,
    as: { now: Date; actor: string } = { now: this.now, actor },
  ): Promise<void> {
    const { kept } = this
    this.said(what)
    if (!kept.done.includes(name)) {
      const before = { ...kept.created }
      try {
        await this.transaction(as.now, as.actor, async (ctx) => {
          await run(ctx)
          await write(ctx, { ...kept, done: [...kept.done, name] })
        })
      } catch (error) {
        kept.created = before
        throw error
      }
      kept.done.push(name)
    }
    this.reached += weight
    this.said(what)
  }

  said(what: string, more = 0): void {
    this.options.progress?.(Math.min(1, (this.reached + more) / this.total), what)
  }

  /** Rows to a file of the contract, the file through the room's importer. */
  async import(
    ctx: Context,
    kind: string,
    columns: string,
    rows: Iterable<string>,
    corporation?: string,
  ): Promise<void> {
    const { kept } = this
    const path = await writeCsv(this.folder, `${kind}.csv`, columns, rows)
    const what = kind === 'customers' ? this.words('customers', { corporation }) : undefined
    const { created } = await importers[kind]!(ctx, path, {
      corporation,
      format: 'csv',
      onProgress: what === undefined ? undefined : (read) => this.said(what, read),
    })
    await rm(path)
    for (const [key, n] of Object.entries(created)) kept.created[key] = (kept.created[key] ?? 0) + n
  }

  *networkOf({ feeders }: CorporationPlan): Generator<string> {
    let neighbour: Feeder | undefined
    for (const plan of feeders) {
      const feeder = makeFeeder(this.kept.seed, plan)
      for (const equipment of feeder.equipment) yield networkRow(feeder, equipment)
      if (plan.index % 2 === 1) yield networkRow(neighbour!, tieBetween(neighbour!, feeder))
      neighbour = feeder
    }
  }

  *customersOf({ feeders }: CorporationPlan, first: number): Generator<string> {
    let ordinal = first
    for (const plan of feeders) {
      yield* customerRows(this.kept.seed, makeFeeder(this.kept.seed, plan), ordinal)
      ordinal += plan.customers
    }
  }

  /** The days of all corporations as one, in the order of time: one clock goes through them, for the senders too. */
  async day(): Promise<void> {
    const { db, kept, now, options } = this
    const all = (
      await this.transaction(now, actor, async (ctx) =>
        Promise.all(
          this.country.map(async (corporation) => {
            const { id } = await corporationNamed(ctx, corporation.code)
            return momentsOf(kept.seed, corporation, id, now).map((moment) => ({ moment, code: corporation.code }))
          }),
        ),
      )
    )
      .flat()
      .sort((a, b) => a.moment.at.getTime() - b.moment.at.getTime())
    const what = this.words('days')
    let clock = now
    const sender = await deliverer(db, { dataDir: options.dataDir, env: { WEBPUSH: 'off' }, now: () => clock })
    const send = async () => {
      for (let sent = await sender.once(); sent > 0; sent = await sender.once()) this.messages += sent
    }
    try {
      for (const [i, { moment, code }] of all.entries()) {
        const { at, actor, tells } = moment
        if (i >= kept.moments) {
          const made = { ...kept.made[code] }
          await this.transaction(at, actor, async (ctx) => {
            await moment.run(ctx, made)
            await write(ctx, { ...kept, made: { ...kept.made, [code]: made }, moments: i + 1 })
          })
          kept.made[code] = made
          kept.moments = i + 1
        }
        // All corporations tell at the same instant: one sending for them.
        clock = at
        if (tells && all[i + 1]?.moment.at.getTime() !== at.getTime()) await send()
        this.said(what, (day_weight * (i + 1)) / all.length)
      }
      await send()
    } finally {
      await sender.stop()
    }
    this.reached += day_weight
    options.say?.(`  ${what}`)
  }

  transaction<T>(now: Date, actor: string, use: (ctx: Context) => Promise<T>): Promise<T> {
    return transaction(this.db, { actor, corporations: '*', now, language: this.options.language }, use)
  }
}

// In customers: what an hour of work on the other parts is worth beside them, as measured on two cores.
const offices_weight = 4_000
const history_weight = 0.4
const closing_weight = 2_000
const day_weight = 120_000

async function read({ tx }: Context): Promise<Kept | undefined> {
  const row = await tx.selectFrom('kernel.setting').select('value').where('name', '=', setting).executeTakeFirst()
  return row?.value as Kept | undefined
}

const write = ({ tx }: Context, kept: Kept) =>
  sql`insert into kernel.setting (name, value) values (${setting}, ${JSON.stringify(kept)}::jsonb)
    on conflict (name) do update set value = excluded.value`.execute(tx)
