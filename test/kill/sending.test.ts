import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import type pg from 'pg'
import type { Database } from '../../src/kernel/index.ts'
import { transaction } from '../../src/kernel/index.ts'
import { at, makeCopy } from '../../src/kernel/testing/index.ts'
import { type Smsc, type Submitted, smsc } from '../../src/notices/channels/smpp-server.ts'
import { enqueueEach } from '../../src/notices/index.ts'
import { people, type Told, tell } from '../../src/notices/testing/people.ts'
import { page } from '../../src/promises/index.ts'
import { child, ended, seeded, serverIsRid, until, watcher } from './child.ts'

const now = at('2026-11-24 09:00')

interface Stage<T = Told> {
  db: Database
  told: T
  provider: Smsc
  watch: pg.Client
  /** A worker that begins when all leases of the one before have run out; `dead` resolves when the server is rid of it. */
  work: () => Promise<{ process: ChildProcess; kill: () => void; dead: Promise<unknown> }>
}

/** @param tells commits what is to be sent */
async function stage<T>(tells: (db: Database) => Promise<T>, use: (stage: Stage<T>) => Promise<void>): Promise<void> {
  const copy = await makeCopy()
  const folder = mkdtempSync(join(tmpdir(), 'kill-'))
  const provider = smsc()
  const watch = await watcher(copy.url)
  let process: ChildProcess | undefined
  try {
    await provider.start()
    const told = await tells(copy.db)
    // The connections of this test are not those of the dead
    const { rows } = await watch.query(`select pid from pg_stat_activity where application_name = 'sangden'`)
    const mine = rows.map((row) => row.pid)
    let begun = 0
    const work = async () => {
      const from = new Date(now.getTime() + begun++ * 120_000)
      process = child('test/kill/deliver-process.ts', [copy.url, folder, from.toISOString()], {
        SMPP_URL: provider.url('window=40'),
        WEBPUSH: 'off',
      })
      const dead = ended(process).then(() => serverIsRid(watch, mine))
      await new Promise((resolve) => process!.stdout!.once('data', resolve))
      return { process, kill: () => void process!.kill('SIGKILL'), dead }
    }
    await use({ db: copy.db, told, provider, watch, work })
  } finally {
    process?.kill('SIGKILL')
    await watch.end()
    await provider.stop()
    await copy.drop()
    rmSync(folder, { recursive: true })
  }
}

/** Keys of the messages of which a word of this kind is written. 1: accepted, 2: delivered. */
async function written(watch: pg.Client, outcome: number): Promise<Set<string>> {
  const { rows } = await watch.query(
    `select corporation_id || '-' || notice_id || '-' || batch_no || '-' || ordinals[i] as key
     from notices.result, generate_subscripts(ordinals, 1) i where outcomes[case cardinality(outcomes) when 1 then 1 else i end] = $1`,
    [outcome],
  )
  const keys = rows.map((row) => row.key as string)
  assert.equal(new Set(keys).size, keys.length, 'nothing is written twice')
  return new Set(keys)
}

const nothingLeft = ({ watch }: Stage<unknown>) =>
  until(
    'the end of what is to be sent',
    async () => (await watch.query('select from notices.pending limit 1')).rowCount === 0 || undefined,
  )

const promiseOf = ({ db, told }: Stage) =>
  transaction(db, { actor: 'test', corporations: '*', now }, async (ctx) => (await page(ctx, told.promise_id)).promise)

/**
 * Workers that die in the middle of sending, then one that finishes: what is written is not sent again, and nobody is sent
 * a second message but where no commit had told us of the first.
 */
async function survives(
  given: Stage<unknown>,
  { random, reachable, more_max }: { random: () => number; reachable: number; more_max: number },
): Promise<void> {
  const { provider, watch, work } = given
  const kills: { submitted: number; uncertain: Set<string> }[] = []
  let known = new Set<string>()
  for (let n = 0; n < 4; n++) {
    const before = provider.submitted.length
    const stopAt = before + more_max / 8 + Math.floor(random() * more_max)
    const { kill, dead } = await work()
    // Looked at beside the provider's answers: the death falls between any two of them, and between any two commits
    await until('enough messages', () => provider.submitted.length >= stopAt || undefined)
    kill()
    await dead
    const late = provider.submitted.slice(before).map((one) => one.key)
    assert.equal(new Set(late).size, late.length, 'one worker sends nothing twice')
    assert.deepEqual(
      late.filter((key) => known.has(key)),
      [],
      'what is written is not sent again',
    )
    known = await written(watch, 1)
    const all = new Set(provider.submitted.map((one) => one.key))
    assert.deepEqual(
      [...known].filter((key) => !all.has(key)),
      [],
      'nothing is written that the provider did not take',
    )
    kills.push({ submitted: provider.submitted.length, uncertain: all.difference(known) })
  }
  assert.ok(
    kills.some(({ uncertain }) => uncertain.size > 0),
    'at least one process died between an acknowledgement and its commit',
  )
  assert.ok(kills.at(-1)!.submitted < reachable + 100, 'each died with work left')

  const { process, dead } = await work()
  await nothingLeft(given)
  process.stdin!.end()
  await dead
  const submissions = Map.groupBy(provider.submitted, (one) => one.key)
  assert.equal(submissions.size, reachable, 'the next worker finishes the rest')
  assert.equal(new Set(provider.submitted.map((one) => one.to)).size, reachable, 'a customer has one key')
  for (const [key, all] of submissions) {
    const excused = kills.filter(({ uncertain }) => uncertain.has(key)).length
    assert.ok(all.length <= 1 + excused, `${key}: taken ${all.length} times, uncertain at ${excused} deaths`)
  }
  assert.deepEqual(await written(watch, 1), new Set(submissions.keys()), 'each is written as taken')
}

it('kill -9 in the middle of sending: the provider counts each message once, or twice only where no commit had told us', async () => {
  const random = seeded(20_261_124)
  const refused = (i: number) => i % 60 === 0
  const people = Array.from({ length: 3_000 }, (_, i) => ({
    sms: `+84${refused(i) ? '98' : '91'}${String(i).padStart(7, '0')}`,
  }))
  const reachable = people.filter((_, i) => !refused(i)).length
  await stage(
    (db) => tell(db, now, people),
    async (given) => {
      await survives(given, { random, reachable, more_max: 500 })
      const { watch, told } = given
      const { rows } = await watch.query(
        'select (select sum(sent) from notices.result)::integer as sent, (select count(*) from notices.call)::integer as calls',
      )
      assert.deepEqual(rows, [{ sent: reachable, calls: told.messages - reachable }])
    },
  )
})

it('kill -9 in the middle of telling people who are nobody’s customer, each by a notice of their own: the same holds', async () => {
  const refused = (i: number) => i % 30 === 0
  const count = 900
  const reachable = Array.from({ length: count }, (_, i) => i).filter((i) => !refused(i)).length
  const tells = (db: Database) =>
    transaction(db, { actor: 'test', corporations: '*', now }, async (ctx) => {
      const { corporation_id } = await people(ctx, 'NOBODYS', [])
      const of = Array.from({ length: count }, (_, i) => ({
        corporation_id,
        about: ctx.newId(),
        payload: { code: `A${i}`, answer: 'Đã đóng điện', result: 'done' },
        addressee: { name: `Người ${i}`, phone: `+84${refused(i) ? '98' : '91'}${String(i).padStart(7, '0')}` },
      }))
      return enqueueEach(ctx, { kind: 'request_closed', about_kind: 'request', of })
    })
  await stage(tells, async (given) => {
    assert.equal(given.told, count)
    await survives(given, { random: seeded(311), reachable, more_max: 150 })
    const { rows } = await given.watch.query(
      `select (select sum(sent) from notices.result)::integer as sent, (select count(*) from notices.call where customer_id = 0)::integer as calls,
        (select count(*) from notices.batch where customer_ids <> '{0}')::integer as others`,
    )
    assert.deepEqual(rows, [{ sent: reachable, calls: count - reachable, others: 0 }])
  })
})

it('kill -9 in the middle of settling receipts: a confirmed one is kept, one that comes again counts once', async () => {
  const random = seeded(7)
  const failing = (one: Submitted) => Number(one.to.slice(-7)) % 25 === 0
  const people = Array.from({ length: 1_500 }, (_, i) => ({
    sms: `+8491${String(i).padStart(7, '0')}`,
    ...(i % 50 === 0 ? { email: `k${i}@example.vn` } : {}),
  }))
  await stage(
    (db) => tell(db, now, people),
    async (given) => {
      const { provider, watch, work, told } = given
      const confirmed = new Set<string>()
      let { process, kill, dead } = await work()
      await nothingLeft(given)
      for (let n = 0; n < 5; n++) {
        const last = n === 4
        const stopAt = last ? people.length : confirmed.size + 40 + Math.floor(random() * 250)
        const session = await until('a connection of the worker', () => provider.sessions()[0])
        await new Promise<void>((resolve, reject) => {
          const waiting = provider.submitted.filter((one) => !confirmed.has(one.key)).sort(() => random() - 0.5)
          let next = 0
          const bring = (one: Submitted | undefined) => {
            if (!one) return
            const stat = failing(one) ? 'UNDELIV err:027' : 'DELIVRD err:000'
            const short_message = `id:${one.id} sub:001 dlvrd:001 submit date:2611240731 done date:2611240732 stat:${stat} text:Tam ngung`
            session.deliver_sm(
              { esm_class: 4, source_addr: one.to, destination_addr: one.from, short_message },
              ({ command_status }) => {
                if (command_status !== 0) return bring(one) // it could not be written: once more
                confirmed.add(one.key)
                if (confirmed.size === stopAt) {
                  if (!last) kill()
                  resolve()
                } else bring(waiting[next++])
              },
            )
          }
          dead.catch(reject)
          while (next < 30) bring(waiting[next++])
        })
        if (last) break
        await dead
        const delivered = await written(watch, 2)
        const unreached = await written(watch, 5)
        const heard = delivered.union(unreached)
        assert.deepEqual([...confirmed.difference(heard)], [], 'what was confirmed to the provider is written')
        const { rows } = await watch.query(
          `select sum(told) filter (where channel = 1)::integer as by_sms, sum(told)::integer as told
         from notices.result join notices.batch using (corporation_id, notice_id, batch_no)`,
        )
        const { kept } = await promiseOf(given)
        assert.equal(rows[0].by_sms, delivered.size)
        // An e-mail is told when it is taken, and the promise hears of it within a second: never of more than was told
        assert.ok(
          kept >= rows[0].by_sms && kept <= rows[0].told,
          'receipt and promise are written together or not at all',
        )
        ;({ process, kill, dead } = await work())
      }
      // Who has an address too is told by e-mail; the others are on the list of calls
      await nothingLeft(given)
      const byMail = people.filter((p) => p.email).length
      const failed = provider.submitted.filter(failing).length
      await until('the promise', async () =>
        (await promiseOf(given)).kept === told.messages - failed + byMail ? true : undefined,
      )
      process.stdin!.end()
      await dead
      const { rows } = await watch.query(
        `select (select count(*) from notices.call)::integer as calls, (select sum(told) from notices.result)::integer as told,
        (select sum(cardinality(customer_ids)) from notices.batch where channel = 2)::integer as by_mail`,
      )
      assert.deepEqual(rows, [{ calls: failed - byMail, told: told.messages - failed + byMail, by_mail: byMail }])
    },
  )
})
