import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { at } from '../kernel/index.ts'
import { makeCopy } from '../kernel/testing/index.ts'
import { Spool } from './channels/spool.ts'
import { tell } from './testing/people.ts'
import { deliverer, startDelivering } from './worker.ts'

const now = at('2026-11-24 09:00')

it('a channel that cannot open stops neither the server nor the others; it sends as soon as it can', async () => {
  const { db, drop } = await makeCopy()
  const folder = mkdtempSync(join(tmpdir(), 'opening-'))
  const broken = new Spool('sms', folder)
  const open = broken.open.bind(broken)
  let mended = false
  let tries = 0
  broken.open = async () => {
    tries += 1
    if (!mended) throw new Error('EACCES: permission denied')
    await open()
  }
  const errors: unknown[] = []
  const options = {
    dataDir: folder,
    now: () => now,
    every_ms: 5,
    channels: [broken, new Spool('email', folder)],
    onError: (error: unknown) => errors.push(error),
  }
  const pending = async () => (await db.pool.query('select channel from notices.pending')).rows.map((r) => r.channel)
  const until = async (done: () => boolean | Promise<boolean>) => {
    for (const since = Date.now(); Date.now() - since < 60_000; ) {
      if (await done()) return
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    throw new Error('never came')
  }
  try {
    await tell(db, now, [{ sms: '+84912345678' }, { email: 'an@example.vn' }])
    const worker = await startDelivering(db, options)
    await until(async () => (await pending()).join() === '1')
    await until(() => tries > 3)
    assert.deepEqual(
      worker.health().map((h) => [h.channel, h.health.state, h.health.reason]),
      [
        ['sms', 'down', 'EACCES: permission denied'],
        ['email', 'ready', undefined],
      ],
    )
    assert.equal(errors.length, 1, 'said once, not at each turn')
    mended = true
    await until(async () => (await pending()).length === 0)
    assert.equal(worker.health()[0]!.health.state, 'ready')
    await worker.stop()
    // The command that sends once says what is wrong instead
    mended = false
    await assert.rejects(deliverer(db, options), /EACCES/)
  } finally {
    await drop()
    rmSync(folder, { recursive: true })
  }
})
