import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { kit, message, type Provider, sendAll } from './kit.ts'
import { read } from './mail-reader.ts'
import { Spool } from './spool.ts'

/** A real disk whose folder can go and come back, as a network drive's does. */
function disk(name: 'sms' | 'email'): Provider {
  const root = mkdtempSync(join(tmpdir(), 'spool-ố '))
  const folder = join(root, 'outbox')
  const away = join(root, 'away')
  let there = false
  return {
    async start() {
      if (there) return
      rmSync(folder, { force: true })
      try {
        renameSync(away, folder)
      } catch {}
      there = true
    },
    async stop() {
      if (!there) return
      try {
        renameSync(folder, away)
      } catch {}
      writeFileSync(folder, 'a file where the folder was')
      there = false
    },
    channel: () => new Spool(name, folder),
    to(treatment, n) {
      if (treatment === 'accept')
        return name === 'sms' ? `091${String(n).padStart(7, '0')}` : `a${n}@khach-hang.example`
      return treatment === 'unreachable' ? (name === 'sms' ? '024 3825 1234' : 'no address') : undefined
    },
    taken() {
      const base = join(there ? folder : away, name)
      const files = readdirSync(base, { recursive: true }).map(String).sort()
      if (name === 'sms')
        return files.flatMap((file) =>
          readFileSync(join(base, file), 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line)),
        )
      return files
        .filter((file) => file.endsWith('.eml'))
        .map((file) => {
          const { headers, parts } = read(readFileSync(join(base, file), 'utf8'))
          return {
            key: /^<(.+)@/.exec(headers['message-id'])![1],
            subject: headers.subject,
            text: parts[0].text.replace(/\r?\n$/, ''),
          }
        })
    },
  }
}

kit('spool for sms', () => disk('sms'))
kit('spool for e-mail', () => disk('email'))

for (const name of ['sms', 'email'] as const) {
  test(`spool for ${name}: the same key twice stands there once, also by another process, and beside what came between`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spool-'))
    const to = name === 'sms' ? '0912345678' : 'lan@khach-hang.example'
    const keys = (n: number, from = 0) => Array.from({ length: n }, (_, i) => message(`1-5-2-${from + i}`, to))
    const one = new Spool(name, folder)
    await one.open()
    await sendAll(one, keys(10))
    await Promise.all([sendAll(one, keys(10, 5)), sendAll(one, keys(10, 8))])
    const two = new Spool(name, folder)
    await two.open()
    await sendAll(two, keys(20))
    const files = readdirSync(join(folder, name), { recursive: true }).map(String)
    assert.ok(!files.some((file) => file.endsWith('.part')), 'nothing half-written is left')
    if (name === 'sms') {
      assert.deepEqual(files, ['1-5-2.jsonl'])
      const lines = readFileSync(join(folder, 'sms', '1-5-2.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((l) => JSON.parse(l))
      assert.deepEqual(
        lines.map((l) => l.key).sort(),
        keys(20)
          .map((m) => m.key)
          .sort(),
      )
      assert.deepEqual([lines[0].encoding, lines[0].segments], ['ucs2', 2])
    } else assert.deepEqual(files.filter((f) => f.endsWith('.eml')).length, 20)
    await one.close()
    await two.close()
    rmSync(folder, { recursive: true })
  })
}
