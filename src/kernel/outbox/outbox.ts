import { Logger, type Runner, run, runOnce, type TaskList } from 'graphile-worker'
import { sql } from 'kysely'
import type { Actor, Context } from '../base/context.ts'
import { iso } from '../base/time.ts'
import { type Database, transaction } from '../database/connect.ts'

export interface Event {
  id: number
  name: string
  corporation_id: number | null
  about: string
  payload: Record<string, unknown>
  published_at: Date
}

/** Work for later. It may run twice: it must be idempotent. The context sees all corporations. */
export type EventHandler = (ctx: Context, event: Event) => Promise<void>
export type JobHandler<P = Record<string, unknown>> = (
  db: Database,
  payload: P,
  say: { now: () => Date },
) => Promise<void>

/**
 * Everything that runs in the background, put together by `interfaces/server` from the rooms' `jobs.ts`.
 * `events[name][subscriber]`; `jobs[name]`; `schedule` maps a job to a crontab line (graphile-worker's syntax, UTC).
 */
export interface Background {
  events: Record<string, Record<string, EventHandler>>
  jobs: Record<string, JobHandler>
  schedule: Record<string, string>
}

/**
 * Publishes one event of a use case, in its transaction. Handlers run afterwards, at least once. Open pages hear of it
 * at commit (`notify`): live updates rest on that.
 */
export async function publish(
  ctx: Context,
  name: string,
  event: { corporation_id?: number; about: string; payload?: Record<string, unknown> },
): Promise<void> {
  const payload = JSON.stringify(event.payload ?? {})
  await sql`
    with event as (
      insert into kernel.event (name, corporation_id, about, payload, published_at)
      values (${name}, ${event.corporation_id ?? null}, ${event.about}, ${payload}::jsonb, ${ctx.now}) returning id
    ), told as (
      select pg_notify('sangden_event', json_build_object('id', id, 'name', ${name}::text, 'corporation_id', ${event.corporation_id ?? null}::smallint, 'about', ${event.about}::text)::text) from event
    )
    select kernel.add_job('event', json_build_object('event_id', id), null, null, 25) from event, told`.execute(ctx.tx)
}

/** Adds a coarse job in the transaction; it starts after the commit, at `at` if that is later. `key` replaces an older one. */
export async function addJob(
  ctx: Context,
  name: string,
  payload: Record<string, unknown>,
  options: { at?: Date; key?: string; attempts_max?: number } = {},
): Promise<void> {
  await sql`select kernel.add_job(${name}, ${JSON.stringify(payload)}::json, ${options.at ?? null}::timestamptz, ${options.key ?? null}, ${options.attempts_max ?? 25})`.execute(
    ctx.tx,
  )
}

const system = { actor: 'system' as Actor, corporations: '*' as const }

/** The task list that graphile-worker runs: our jobs, and the two that carry events to their subscribers. */
export function tasksOf(db: Database, background: Background): TaskList {
  const tasks: TaskList = {
    event: async (payload) => {
      const { event_id } = payload as { event_id: number }
      await transaction(db, system, async (ctx) => {
        const event = await ctx.tx
          .selectFrom('kernel.event')
          .select('name')
          .where('id', '=', event_id)
          .executeTakeFirst()
        for (const subscriber of Object.keys((event && background.events[event.name]) ?? {})) {
          await addJob(ctx, 'event_delivery', { event_id, subscriber }, { key: `event:${event_id}:${subscriber}` })
        }
      })
    },
    event_delivery: async (payload) => {
      const { event_id, subscriber } = payload as { event_id: number; subscriber: string }
      await transaction(db, system, async (ctx) => {
        const event = await ctx.tx.selectFrom('kernel.event').selectAll().where('id', '=', event_id).executeTakeFirst()
        const handler = event && background.events[event.name]?.[subscriber]
        if (handler) await handler(ctx, event as Event)
      })
    },
  }
  for (const [name, handler] of Object.entries(background.jobs)) {
    tasks[name] = (payload) => handler(db, payload as Record<string, unknown>, { now: () => new Date() })
  }
  return tasks
}

const crontabOf = (background: Background): string =>
  Object.entries(background.schedule)
    .map(([job, when]) => `${when} ${job} ?fill=1h`)
    .join('\n')

/** Starts the background worker; `stop()` lets running jobs end. */
export function startWorker(db: Database, background: Background, concurrency = 4): Promise<Runner> {
  return run({
    pgPool: db.pool,
    taskList: tasksOf(db, background),
    crontab: crontabOf(background),
    concurrency,
    noHandleSignals: true,
    pollInterval: 1000,
    logger: quiet,
  })
}

/** Runs every job that is due, then returns: for the CLI beside no server, and for tests. */
export async function drain(db: Database, background: Background): Promise<void> {
  await runOnce({ pgPool: db.pool, taskList: tasksOf(db, background), noHandleSignals: true, logger: quiet })
}

const quiet = new Logger(() => (level, message, meta) => {
  if (level === 'error')
    process.stderr.write(
      `${JSON.stringify({ level, time: iso(new Date()), msg: message, error: (meta as { error?: Error })?.error?.stack })}\n`,
    )
})
