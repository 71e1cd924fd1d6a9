import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { at, makeCopy } from '../../kernel/testing/index.ts'
import { type Toured, tour } from './tour.ts'

const run = async (on?: string): Promise<{ toured: Toured; lines: string[]; spooled: string[] }> => {
  const copy = await makeCopy()
  const dataDir = await mkdtemp(join(tmpdir(), 'sangden-tour-'))
  const lines: string[] = []
  try {
    const toured = await tour(copy.db, {
      on,
      dataDir,
      language: 'en',
      now: at('2026-11-24 09:00'),
      say: (line) => lines.push(line),
    })
    return { toured, lines, spooled: await readdir(join(dataDir, 'outbox')) }
  } finally {
    await copy.drop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

describe('the tour', () => {
  it('goes from import to index on the built-in feeder, and the index is what a hand would compute', async () => {
    const { toured, lines, spooled } = await run()
    assert.equal(toured.customers, 2904)
    assert.equal(lines.length, 14)
    assert.ok(
      lines.every((line) => !line.includes('{')),
      lines.join('\n'),
    )
    assert.deepEqual(toured.messages, { queued: 0, sent: toured.cut.customers, delivered: 0, failed: 0 })
    const back = toured.promises.find((p) => p.kind === 'power_back')!
    assert.equal(back.kept + back.broken, back.customers)
    assert.ok(back.kept > 0 && back.broken > 0)
    assert.ok(Math.abs(toured.index.saidi_min! - toured.by_hand.saidi_min) < 1e-9)
    assert.ok(spooled.includes('sms'))
  })

  it('says plainly when a network has nothing that could be cut', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sangden-tour-'))
    const file = join(folder, 'empty.dss')
    await writeFile(file, 'New Circuit.nothing basekv=22 bus1=a\n')
    await assert.rejects(run(file), (e: { code?: string }) => e.code === 'network/nothing-to-cut')
    await rm(folder, { recursive: true })
  })

  const feeder = fileURLToPath(new URL('../../../../shared/data/ieee8500-opendss/Master.dss', import.meta.url))
  it('goes the same way on the IEEE 8500-node feeder', {
    skip: !existsSync(feeder) && 'no ../shared/data here',
  }, async () => {
    const { toured } = await run(feeder)
    assert.equal(toured.customers, 1177)
    assert.ok(Math.abs(toured.index.saidi_min! - toured.by_hand.saidi_min) < 1e-9)
  })
})
