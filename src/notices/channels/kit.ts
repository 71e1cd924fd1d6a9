/**
 * The tests that every channel passes, each against a real server over a socket (or, for the spool, a real disk).
 * A new channel is one file, and one `kit(...)` in its test.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ack, Channel, Outgoing, Receipt } from './channel.ts'

/** How the provider treats an address. `busy`: not now, but later. `slow`: takes 30 ms. */
export type Treatment = 'accept' | 'refuse' | 'unreachable' | 'busy' | 'slow'

/** A provider that runs: what it does to a message is written in the address. */
export interface Provider {
  /** Listens; again at the same place after `stop`. */
  start(): Promise<void>
  /** Gone from one instant to the next, connections broken. */
  stop(): Promise<void>
  /** A channel that speaks to it, not opened, patient for one or two seconds. */
  channel(): Channel
  /** The n-th address that is treated so; undefined where the protocol knows no such thing. */
  to(treatment: Treatment, n: number): string | undefined
  /** What it took, in order; the same key twice where it was sent twice. */
  taken(): { key: string; text: string; subject?: string }[]
  /** From now on takes `n` more, takes one without answering, and breaks the connection. undefined: no connection */
  breakAfter?(n: number): void
  /** Connections open now. */
  connections?(): number
  /** Tells what became of all that it took; resolves when the channel has confirmed. */
  tell?(outcome: 'delivered' | 'failed'): Promise<void>
}

const words = 'Tạm ngừng cung cấp điện thứ Ba 24/11, 07:30-11:30. Lý do: bảo dưỡng đường dây "471" & <trạm> {T1} \\ €'

/** A message that has all there is; its text has what gets broken elsewhere: marks, quotes, tags, braces, escapes. */
export function message(key: string, to: string): Outgoing {
  return {
    key,
    to,
    language: 'vi',
    text: `${words} ${key}`,
    subject: `Cắt điện ${key}: phường Ô Chợ Dừa, quận Đống Đa – từ 07:30 đến 11:30 thứ Ba 24/11`,
    html: `<p>${key}: bảo dưỡng &amp; sửa chữa</p>`,
    link: `https://example.vn/c/${key}`,
  }
}

/** Sends, asserts that each message is acknowledged exactly once, and gives the acknowledgements by key. */
export async function sendAll(
  channel: Channel,
  batch: readonly Outgoing[],
  signal?: AbortSignal,
): Promise<Map<string, Ack>> {
  const acks = new Map<string, Ack>()
  await channel.send(
    batch,
    (ack) => {
      assert.ok(!acks.has(ack.key), `${ack.key} acknowledged twice`)
      acks.set(ack.key, ack)
    },
    signal,
  )
  assert.deepEqual([...acks.keys()].sort(), batch.map((m) => m.key).sort(), 'one acknowledgement a message')
  return acks
}

/** Sends until no message comes back as `retry`. */
export async function sendUntilDone(
  channel: Channel,
  batch: readonly Outgoing[],
  most = 40,
): Promise<{ acks: Map<string, Ack>; uncertain: Set<string> }> {
  const done = new Map<string, Ack>()
  const uncertain = new Set<string>()
  let rest = [...batch]
  for (let round = 0; rest.length > 0; round++) {
    assert.ok(round < most, `still not done: ${JSON.stringify([...done.values()].at(-1))}`)
    if (round > 0) await sleep(30)
    const acks = await sendAll(channel, rest)
    for (const ack of acks.values()) {
      if (ack.uncertain) uncertain.add(ack.key)
      if (ack.outcome !== 'retry') done.set(ack.key, ack)
    }
    rest = rest.filter((m) => !done.has(m.key))
  }
  return { acks: done, uncertain }
}

const count = (all: Iterable<string>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}

/** Proves a channel. `provider` makes a fresh one for each story. */
export function kit(name: string, provider: () => Promise<Provider> | Provider): void {
  let serial = 0
  const story = (
    title: string,
    play: (with_: { provider: Provider; channel: Channel; many: Many; skip: (why: string) => void }) => Promise<void>,
  ) =>
    test(`${name}: ${title}`, { timeout: 20_000 }, async (t) => {
      const server = await provider()
      await server.start()
      const channel = server.channel()
      const batch = `1-${++serial}-1`
      const many: Many = (treatment, n, from = 0) =>
        Array.from({ length: n }, (_, i) => message(`${batch}-${from + i}`, server.to(treatment, from + i)!))
      try {
        await play({ provider: server, channel, many, skip: (why) => t.skip(why) })
      } finally {
        await channel.close()
        await server.stop()
      }
    })

  story('takes a batch, each message once and letter for letter', async ({ provider, channel, many }) => {
    await channel.open()
    const batch = many('accept', 60)
    const acks = await sendAll(channel, batch)
    for (const ack of acks.values()) assert.equal(ack.outcome, 'accepted', JSON.stringify(ack))
    const taken = new Map(provider.taken().map((m) => [m.key, m]))
    assert.equal(provider.taken().length, 60)
    for (const sent of batch) {
      assert.equal(taken.get(sent.key)?.text, sent.text)
      if (taken.get(sent.key)?.subject !== undefined) assert.equal(taken.get(sent.key)?.subject, sent.subject)
    }
    const ids = [...acks.values()].flatMap((ack) => ack.provider_ids ?? [])
    assert.equal(new Set(ids).size, ids.length, 'a name of the provider stands for one message')
  })

  story('an empty batch is done at once', async ({ channel }) => {
    await channel.open()
    await sendAll(channel, [])
  })

  story(
    'tells what is refused and what is unreachable from what is taken, in one batch',
    async ({ provider, channel, many }) => {
      await channel.open()
      const kinds = (['accept', 'refuse', 'unreachable'] as const).filter((kind) => provider.to(kind, 0) !== undefined)
      const batch = kinds.flatMap((kind, i) => many(kind, 5, i * 5))
      const acks = await sendAll(channel, batch)
      const expected = { accept: 'accepted', refuse: 'refused', unreachable: 'unreachable' }
      kinds.forEach((kind, i) => {
        for (const sent of batch.slice(i * 5, i * 5 + 5)) {
          const ack = acks.get(sent.key)!
          assert.equal(ack.outcome, expected[kind], JSON.stringify(ack))
          if (kind !== 'accept') assert.ok(ack.reason, 'a reason is given')
        }
      })
      assert.deepEqual(
        provider
          .taken()
          .map((m) => m.key)
          .sort(),
        batch
          .slice(0, 5)
          .map((m) => m.key)
          .sort(),
      )
    },
  )

  story('comes back to a provider that is busy, and doubles nothing', async ({ provider, channel, many, skip }) => {
    if (provider.to('busy', 0) === undefined) return skip('knows no busy provider')
    await channel.open()
    const batch = [...many('busy', 10), ...many('accept', 10, 10)]
    const { acks } = await sendUntilDone(channel, batch)
    for (const ack of acks.values()) assert.equal(ack.outcome, 'accepted')
    assert.deepEqual(
      provider
        .taken()
        .map((m) => m.key)
        .sort(),
      batch.map((m) => m.key).sort(),
    )
  })

  story('waits for a slow provider, and not one message after the other', async ({ provider, channel, many, skip }) => {
    if (provider.to('slow', 0) === undefined) return skip('knows no slow provider')
    await channel.open()
    const began = performance.now()
    const acks = await sendAll(channel, many('slow', 60))
    for (const ack of acks.values()) assert.equal(ack.outcome, 'accepted')
    assert.ok(performance.now() - began < 60 * 30, 'some were on the wire together')
  })

  story(
    'a connection that breaks half-way loses nothing, and doubles only what it called uncertain',
    async ({ provider, channel, many, skip }) => {
      if (!provider.breakAfter) return skip('has no connection')
      await channel.open()
      const batch = many('accept', 60)
      provider.breakAfter(20)
      const { acks, uncertain } = await sendUntilDone(channel, batch)
      for (const ack of acks.values()) assert.equal(ack.outcome, 'accepted')
      const taken = count(provider.taken().map((m) => m.key))
      assert.deepEqual([...taken.keys()].sort(), batch.map((m) => m.key).sort())
      const doubled = [...taken].filter(([, n]) => n > 1).map(([key]) => key)
      assert.ok(doubled.length >= 1, 'the one taken without an answer came again, under the same key')
      for (const key of doubled) {
        assert.ok(uncertain.has(key), `${key} was doubled without warning`)
        assert.equal(taken.get(key), 2)
      }
    },
  )

  story(
    'an absent provider is no error: messages come back, and it works when the provider does',
    async ({ provider, channel, many }) => {
      await provider.stop()
      await channel.open()
      const acks = await sendAll(channel, many('accept', 3))
      for (const ack of acks.values()) {
        assert.equal(ack.outcome, 'retry', JSON.stringify(ack))
        assert.ok(!ack.uncertain, 'nothing left the house')
      }
      assert.ok(['down', 'connecting', 'refused', 'slowed'].includes(channel.health().state), channel.health().state)
      assert.ok(channel.health().reason, 'health says why')
      await provider.start()
      await sendUntilDone(channel, many('accept', 3))
      assert.equal(channel.health().state, 'ready')
      assert.equal(provider.taken().length, 3)
    },
  )

  story('a provider that restarts is found again', async ({ provider, channel, many }) => {
    await channel.open()
    await sendUntilDone(channel, many('accept', 5))
    await provider.stop()
    await provider.start()
    await sendUntilDone(channel, many('accept', 5, 5))
    assert.equal(count(provider.taken().map((m) => m.key)).size, 10)
  })

  story('told to stop, it sends nothing more and gives back the rest', async ({ provider, channel, many, skip }) => {
    if (provider.to('slow', 0) === undefined) return skip('knows no slow provider')
    await channel.open()
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 45)
    const acks = await sendAll(channel, many('slow', 1500), stop.signal)
    const accepted = [...acks.values()].filter((ack) => ack.outcome === 'accepted')
    const back = [...acks.values()].filter(
      (ack) => ack.outcome === 'retry' && ack.reason === 'stopped' && !ack.uncertain,
    )
    assert.ok(back.length > 0, 'some were given back')
    assert.equal(accepted.length + back.length, 1500)
    assert.deepEqual(
      provider
        .taken()
        .map((m) => m.key)
        .sort(),
      accepted.map((ack) => ack.key).sort(),
    )
    assert.equal(
      (await sendAll(channel, many('accept', 2, 1500), AbortSignal.abort())).get(many('accept', 1, 1500)[0].key)
        ?.outcome,
      'retry',
    )
  })

  story('two batches at a time do not get in each other’s way', async ({ provider, channel, many }) => {
    await channel.open()
    const [one, two] = await Promise.all([
      sendAll(channel, many('accept', 40)),
      sendAll(channel, many('accept', 40, 40)),
    ])
    assert.equal([...one.values(), ...two.values()].filter((ack) => ack.outcome === 'accepted').length, 80)
    assert.equal(provider.taken().length, 80)
  })

  story('closed, it holds no connection and takes no message', async ({ provider, channel, many }) => {
    await channel.open()
    await sendAll(channel, many('accept', 5))
    await channel.close()
    for (let i = 0; provider.connections && provider.connections() > 0 && i < 50; i++) await sleep(10)
    assert.equal(provider.connections?.() ?? 0, 0)
    const [ack] = (await sendAll(channel, many('accept', 1, 5))).values()
    assert.deepEqual([ack.outcome, ack.reason], ['retry', 'closed'])
    assert.equal(channel.health().state, 'closed')
  })

  story('refuses a key that could do harm in a file name or a header', async ({ provider, channel, many }) => {
    await channel.open()
    for (const key of ['', '../1', 'a/b', 'a\r\nBcc: x', 'a b', '-1', 'é']) {
      const [one] = many('accept', 1)
      await assert.rejects(async () => channel.send([{ ...one, key }], () => {}), RangeError)
    }
    assert.equal(provider.taken().length, 0)
  })

  story(
    'passes on what the provider tells later, and confirms only what is safe',
    async ({ provider, channel, many, skip }) => {
      if (!channel.receipts) return skip('has no receipts')
      assert.ok(provider.tell, 'a channel with receipts needs a provider that tells')
      const receipts: Receipt[] = []
      let fail = 1
      channel.onReceipt(async (all) => {
        if (fail-- > 0) throw new Error('the database is away')
        receipts.push(...all)
      })
      await channel.open()
      const acks = await sendAll(channel, many('accept', 20))
      await provider.tell('delivered')
      const named = new Set(receipts.filter((r) => r.outcome === 'delivered').flatMap((r) => r.provider_ids[0]))
      for (const ack of acks.values()) {
        assert.ok(
          ack.provider_ids?.some((id) => named.has(id)),
          `no receipt for ${ack.key}`,
        )
      }
      const before = receipts.length
      await provider.tell('failed')
      const failed = receipts.slice(before)
      assert.ok(failed.length >= 20)
      for (const receipt of failed) {
        assert.equal(receipt.outcome, 'failed')
        assert.ok(receipt.reason)
      }
    },
  )
}

type Many = (treatment: Treatment, n: number, from?: number) => Outgoing[]
