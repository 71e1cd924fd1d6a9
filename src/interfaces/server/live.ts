import type { FastifyBaseLogger } from 'fastify'
import pg from 'pg'
import Type from 'typebox'
import { type Credential, corporationsOf, type Route, route, type Staff, staffOf } from '../../access/index.ts'
import { type Database, transaction } from '../../kernel/index.ts'

/** An event as it was published; what it carries stands in kernel.event. */
export interface Told {
  id: number
  name: string
  corporation_id: number | null
  about: string
}

interface Viewer {
  corporations: '*' | readonly number[]
  push: (text: string) => void
  end: () => void
}

/** Silence after which a comment is sent: proxies close what says nothing. */
const beat_ms = 20_000
/** How often a viewer's sign-in is looked at again: who has signed out hears nothing more after so long. */
const asked_again_ms = 60_000
/** A reader that is so far behind is let go; it comes back and catches up from Last-Event-ID. */
const behind_max = 1000
/** Events given to a reader who comes back; more than that, and it is told to load its page anew. */
const caught_up_max = 500

/**
 * Carries committed events to open pages. One connection listens for the whole process, whatever the number of pages;
 * when it is lost it comes back (1 s, doubling to 30 s) and tells every page to load again, since notifications sent
 * meanwhile are gone.
 */
export class Live {
  readonly viewers = new Set<Viewer>()
  connected = false
  #client: pg.Client | undefined
  #closed = false
  #timer: NodeJS.Timeout | undefined
  readonly #heard = new Set<(told: Told | 'resync') => void>()
  readonly #db: Database
  readonly #log: FastifyBaseLogger
  readonly #beat: NodeJS.Timeout

  constructor(db: Database, log: FastifyBaseLogger) {
    this.#db = db
    this.#log = log
    this.#beat = setInterval(() => this.#pushAll(': beat\n\n'), beat_ms)
    this.#beat.unref()
  }

  /** Starts listening; returns once it does, or after the first failure (it goes on trying). */
  async listen(wait_ms = 1000): Promise<void> {
    if (this.#closed) return
    const again = () => {
      if (this.#closed || this.#timer) return
      this.connected = false
      this.#client = undefined
      this.#timer = setTimeout(() => {
        this.#timer = undefined
        void this.listen(Math.min(30_000, wait_ms * 2))
      }, wait_ms)
      this.#timer.unref()
    }
    const { Client: _, ...options } = this.#db.pool.options as pg.PoolConfig & { Client?: unknown }
    const client = new pg.Client({ ...options, application_name: 'sangden-live', keepAlive: true })
    client.on('error', (error) => {
      this.#log.warn({ err: error }, 'live: connection lost')
      client.end().catch(() => {})
      again()
    })
    client.on('end', again)
    client.on('notification', (n) => this.#tell(n.payload))
    try {
      await client.connect()
      await client.query('listen sangden_event')
    } catch (error) {
      this.#log.warn({ err: error }, 'live: cannot listen')
      client.end().catch(() => {})
      again()
      return
    }
    if (this.#closed) return void client.end().catch(() => {})
    this.#client = client
    this.connected = true
    for (const listener of this.#heard) listener('resync')
    this.#pushAll(resync)
  }

  /** Events for one viewer, until they go, fall behind, sign out, or the server stops. */
  async *events(viewer: {
    staff: Staff
    signal: AbortSignal
    after: number | undefined
    stillSigned: () => Promise<Staff | undefined>
  }): AsyncGenerator<string> {
    let queue: string[] = ['retry: 2000\n\n']
    let wake = () => {}
    // who has gone already, while we looked at their sign-in, tells it no more
    let over = viewer.signal.aborted
    const me: Viewer = {
      corporations: corporationsOf(viewer.staff),
      push: (text) => {
        queue.push(text)
        if (queue.length > behind_max) me.end()
        wake()
      },
      // at once, whether or not anybody reads on: a stream that was cut off is never asked for its next piece
      end: () => {
        over = true
        clearInterval(ask)
        this.viewers.delete(me)
        wake()
      },
    }
    const ask = setInterval(() => {
      viewer.stillSigned().then(
        (staff) => {
          if (staff) me.corporations = corporationsOf(staff)
          else me.end()
        },
        () => {}, // the database is away: asked again in a minute
      )
    }, asked_again_ms)
    ask.unref()
    viewer.signal.addEventListener('abort', me.end)
    if (!over) this.viewers.add(me)
    try {
      if (this.#closed || over) return
      if (viewer.after !== undefined) queue.push(await this.#since(viewer.after, me.corporations))
      while (!over) {
        const now = queue
        queue = []
        if (now.length > 0) yield now.join('')
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      clearInterval(ask)
      viewer.signal.removeEventListener('abort', me.end)
      this.viewers.delete(me)
    }
  }

  /**
   * Calls back at every committed event of any corporation, and with 'resync' when some may have been missed: for what
   * this process keeps in memory (the portal's answers). Returns how to stop.
   */
  hear(listener: (told: Told | 'resync') => void): () => void {
    this.#heard.add(listener)
    return () => this.#heard.delete(listener)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#beat)
    clearTimeout(this.#timer)
    for (const viewer of this.viewers) viewer.end()
    await this.#client?.end().catch(() => {})
  }

  #tell(payload: string | undefined): void {
    const told = JSON.parse(payload ?? 'null') as Told | null
    if (!told) return
    for (const listener of this.#heard) listener(told)
    const text = messageOf(told)
    for (const viewer of this.viewers) if (mayHear(viewer.corporations, told.corporation_id)) viewer.push(text)
  }

  #pushAll(text: string): void {
    for (const viewer of this.viewers) viewer.push(text)
  }

  async #since(id: number, corporations: '*' | readonly number[]): Promise<string> {
    const told = await transaction(this.#db, { actor: 'system', corporations }, (ctx) =>
      ctx.tx
        .selectFrom('kernel.event')
        .select(['id', 'name', 'corporation_id', 'about'])
        .where('id', '>', id)
        .orderBy('id')
        .limit(caught_up_max + 1)
        .execute(),
    )
    return told.length > caught_up_max ? resync : told.map(messageOf).join('')
  }
}

const mayHear = (corporations: '*' | readonly number[], id: number | null): boolean =>
  id === null || corporations === '*' || corporations.includes(id)

const messageOf = ({ id, name, corporation_id, about }: Told): string =>
  `id: ${id}\ndata: ${JSON.stringify({ name, corporation_id, about })}\n\n`

/** Something may have been missed: the page should load its data again. */
const resync = 'data: {"name":"resync"}\n\n'

/** The route under which pages listen; without `live` it is only described (OpenAPI, the client's types). */
export const liveRoute = (live?: Live): Route =>
  route({
    method: 'GET',
    url: '/live',
    may: 'signed-in',
    summary: {
      vi: 'Sự kiện trực tiếp (server-sent events): tên, đối tượng; «resync» nghĩa là hãy tải lại dữ liệu',
      en: 'Events as they are committed (server-sent events): name, about; "resync" means load your data again',
    },
    query: Type.Object({ after: Type.Optional(Type.Integer({ description: 'id of the last event seen' })) }),
    stream: 'text/event-stream',
    outside: ({ db, now }, { staff, signal, query, client }) => {
      const credential: Credential | undefined = client.token ? { token: client.token } : undefined
      return live!.events({
        staff,
        signal,
        after: client.last_event ?? query.after,
        stillSigned: async () =>
          credential
            ? (
                await transaction(db, { actor: 'system', corporations: '*', now: now() }, (ctx) =>
                  staffOf(ctx, credential),
                )
              )?.staff
            : staff,
      })
    },
  })
