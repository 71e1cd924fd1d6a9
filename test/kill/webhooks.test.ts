import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { it } from 'node:test'
import { listOf } from '../../src/interfaces/exchange/webhooks/address.ts'
import { hear } from '../../src/interfaces/exchange/webhooks/hear.ts'
import { receiver } from '../../src/interfaces/exchange/webhooks/receiver-for-tests.ts'
import { register } from '../../src/interfaces/exchange/webhooks/register.ts'
import { transaction } from '../../src/kernel/index.ts'
import { at, makeCopy } from '../../src/kernel/testing/index.ts'
import { ensureCorporation } from '../../src/organisation/index.ts'
import { child, ended, seeded, serverIsRid, until, watcher } from './child.ts'

const now = at('2026-11-24 09:00')
const many = 300

it('kill -9 in the middle of sending to a webhook: everything arrives, under the same ids, and what was written stays', async () => {
  const copy = await makeCopy()
  const there = await receiver()
  const watch = await watcher(copy.url)
  let process: ReturnType<typeof child> | undefined
  try {
    const { secret } = await transaction(copy.db, { actor: 'quan', corporations: '*', now }, async (ctx) => {
      const { id: corporation_id } = await ensureCorporation(ctx, 'AA')
      const allowed = { private: listOf('127.0.0.1') }
      const made = await register(ctx, { corporation: 'AA', url: there.url, events: ['outage.announced'] }, allowed)
      for (let id = 1; id <= many; id++) {
        const event = { id, name: 'outage.announced', corporation_id, about: ctx.newId(), payload: { code: `C${id}` } }
        await hear('outage.announced')(ctx, { ...event, published_at: now })
      }
      return made
    })
    const { rows } = await watch.query(`select pid from pg_stat_activity where application_name = 'sangden'`)
    const mine = rows.map((row) => row.pid)
    const written = async () =>
      (await watch.query(`select id from exchange.delivery where state = 'delivered'`)).rows.map(
        (row) => row.id as string,
      )

    // it answers slowly enough to be killed while five are on their way, after they were taken and before that is written
    there.answers((response) => setTimeout(() => response.writeHead(204).end(), 5))
    const chance = seeded(7)
    const kept = new Set<string>()
    let killed = 0
    for (; killed < 5; killed++) {
      const from = new Date(now.getTime() + killed * 120_000) // the leases of the one before have run out
      process = child('test/kill/webhook-process.ts', [copy.url, from.toISOString()])
      const dead = ended(process).then(() => serverIsRid(watch, mine))
      const wanted = there.received.length + 10 + Math.floor(chance() * 30)
      await until('some of them', () => there.received.length >= wanted || undefined)
      process.kill('SIGKILL')
      await dead
      const now_written = new Set(await written())
      for (const id of kept) assert.ok(now_written.has(id), 'what was written stays written')
      for (const id of now_written) kept.add(id)
    }
    assert.ok(kept.size < many, 'there is something left to do')
    const begun = there.received.length
    process = child('test/kill/webhook-process.ts', [
      copy.url,
      new Date(now.getTime() + killed * 120_000).toISOString(),
    ])
    const dead = ended(process)
    await until('the last', async () => (await written()).length === many || undefined)
    process.stdin!.end()
    await dead

    const ids = there.received.map(({ headers }) => headers['webhook-id'] as string)
    assert.equal(new Set(ids).size, many)
    assert.deepEqual([...new Set(ids)].sort(), (await written()).sort())
    // again only what was on its way when it was killed: five at most each time
    assert.ok(ids.length - many <= killed * 5, `${ids.length - many} came again`)
    for (const id of ids.slice(begun)) assert.ok(!kept.has(id), 'what was written is not sent again')
    for (const { headers, body } of there.received) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
      const mac = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
        .update(signed)
        .digest('base64')
      assert.equal(headers['webhook-signature'], `v1,${mac}`)
    }
  } finally {
    process?.kill('SIGKILL')
    await watch.end()
    await there.close()
    await copy.drop()
  }
})
