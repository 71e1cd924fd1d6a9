import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Context, type Database, type Language, Problem, transaction } from '../../kernel/index.ts'
import { deliverer } from '../../notices/index.ts'
import { referenceCorporations } from '../../organisation/index.ts'
import { settleByClock } from '../../promises/index.ts'
import { importers } from '../imports.ts'
import { planCountry } from './country.ts'
import { countryWords } from './country-words.ts'
import { livingDay } from './day.ts'
import { writeCustomers, writeEnergy, writeInterruptions, writeNetwork, writeOffices, writeServed } from './files.ts'

export interface CountryOptions {
  customers: number
  seed?: number
  now?: Date
  dataDir: string
  language?: Language
  /** One line a part. */
  say?: (line: string) => void
  /** Parts done of all, for a bar. */
  onProgress?: (done: number, of: number, what: string) => void
}

export interface Made {
  customers: number
  feeders: number
  counts: Record<string, number>
  /** By corporation: which code shows what. */
  day: Record<string, Record<string, string>>
  seconds: number
}

interface Kept {
  seed: number
  customers: number
  done: string[]
  day: Record<string, Record<string, string>>
  now: string
}

const usual_seed = 2017
const setting = 'demo'

/**
 * Makes the demo country by the project's own rules: files of the contract through the rooms' importers, and the use
 * cases of every day with the clock moved. Each part is a transaction that also notes itself as done, so a country
 * that was interrupted is continued where it stopped.
 * @throws Problem `demo/not-empty` where there are customers already
 */
export async function demo(db: Database, options: CountryOptions): Promise<Made | undefined> {
  const { dataDir, language = 'vi', say = () => {} } = options
  const words = countryWords(language)
  const begun = Date.now()
  const as = { actor: 'demo', corporations: '*' as const, language }
  const found = await transaction(db, as, async (ctx) => ({
    kept: await read(ctx),
    customers: await customersThere(ctx),
  }))
  if (found.kept === undefined && found.customers > 0)
    throw new Problem('demo/not-empty', { customers: found.customers })
  if (found.kept?.done.includes('all')) return undefined
  const kept: Kept = found.kept ?? {
    seed: options.seed ?? usual_seed,
    customers: options.customers,
    done: [],
    day: {},
    now: (options.now ?? new Date()).toISOString(),
  }
  const now = new Date(kept.now)
  const country = planCountry(kept.seed, kept.customers)
  const folder = await mkdtemp(join(tmpdir(), 'sangden-demo-'))
  const codes = referenceCorporations.map((c) => c.code)
  const counts: Record<string, number> = {}
  const of = 1 + codes.length * 3 + 2
  let parts = 0
  const part = async (
    name: string,
    what: string,
    run: (ctx: Context) => Promise<Record<string, number> | undefined>,
  ) => {
    options.onProgress?.(parts, of, what)
    if (!kept.done.includes(name)) {
      const made = await transaction(db, { ...as, now }, async (ctx) => {
        const made = await run(ctx)
        await write(ctx, { ...kept, done: [...kept.done, name] })
        return made
      })
      kept.done.push(name)
      for (const [key, n] of Object.entries(made ?? {})) counts[key] = (counts[key] ?? 0) + n
      if (made) say(`  ${what}`)
    }
    parts += 1
  }
  try {
    await part(
      'offices',
      words('offices'),
      async (ctx) => (await importers.offices!(ctx, await writeOffices(folder), {})).created,
    )
    for (const code of codes) {
      await part(`network ${code}`, words('network', { corporation: code }), async (ctx) => {
        const { created } = await importers.network!(ctx, await writeNetwork(folder, country, code), { format: 'csv' })
        return {
          transformers: created.transformers ?? 0,
          switches: (created.switches ?? 0) + (created.breakers ?? 0) + (created.reclosers ?? 0) + (created.fuses ?? 0),
        }
      })
      await part(`customers ${code}`, words('customers', { corporation: code }), async (ctx) => {
        const file = await writeCustomers(folder, country, code)
        const { created } = await importers.customers!(ctx, file, { corporation: code })
        await rm(file)
        return { customers: created.customers ?? 0 }
      })
    }
    await part('history', words('history'), async (ctx) => {
      await importers.customers_served!(ctx, await writeServed(folder, country, now), {})
      const { created } = await importers.interruptions!(ctx, await writeInterruptions(folder, country, now), {})
      return { interruptions: created.interruptions ?? 0 }
    })
    await part('energy', words('energy'), async (ctx) => {
      if (!importers.energy) return undefined
      await importers.energy(ctx, await writeEnergy(folder, country, now), {})
      return {}
    })
    // Statistics first: the planner would otherwise take the new tables for empty ones.
    await db.pool.query('analyze')
    let clock = now
    // Whatever providers are configured, the demo's messages are only ever written to files.
    const sender = await deliverer(db, { dataDir, env: { WEBPUSH: 'off' }, now: () => clock })
    try {
      for (const code of codes) {
        const name = `day ${code}`
        options.onProgress?.(parts, of, words('day', { corporation: code }))
        if (!kept.done.includes(name)) {
          const { id } = await transaction(db, as, (ctx) =>
            ctx.tx
              .selectFrom('organisation.corporation')
              .select('id')
              .where('code', '=', code)
              .executeTakeFirstOrThrow(),
          )
          const send = async (at: Date) => {
            clock = at
            await sender.once()
          }
          kept.day[code] = await livingDay({ db, now, language, send }, country, code, id, code === 'EVNHANOI')
          kept.done.push(name)
          await transaction(db, { ...as, now }, (ctx) => write(ctx, kept))
          say(`  ${words('day', { corporation: code })}`)
        }
        parts += 1
      }
    } finally {
      await sender.stop()
    }
    await transaction(db, { ...as, now }, async (ctx) => {
      await settleByClock(ctx, 10_000)
      await write(ctx, { ...kept, done: [...kept.done, 'all'] })
    })
    options.onProgress?.(of, of, words('done'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return {
    customers: kept.customers,
    feeders: country.feeders.length,
    counts,
    day: kept.day,
    seconds: Math.round((Date.now() - begun) / 100) / 10,
  }
}

async function read({ tx }: Context): Promise<Kept | undefined> {
  const row = await tx.selectFrom('kernel.setting').select('value').where('name', '=', setting).executeTakeFirst()
  return row?.value as Kept | undefined
}

const write = ({ tx }: Context, kept: Kept) =>
  sql`insert into kernel.setting (name, value) values (${setting}, ${JSON.stringify(kept)}::jsonb) on conflict (name) do update set value = excluded.value`.execute(
    tx,
  )

async function customersThere({ tx }: Context): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::integer as n from (select 1 from customers.customer limit 1000000) c`.execute(tx)
  return rows[0]!.n
}
