import { Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useWords } from '../words.tsx'
import { Bar } from './bar.tsx'
import { Go } from './page.tsx'

export interface PromiseShown {
  id: string
  kind: string
  due: string
  customers: number
  kept: number
  broken: number
  released: number
  open: number
  version?: number
  rule?: string
}

/** The promises of one outage or fault, side by side. */
export function Promises({ promises }: { promises: readonly PromiseShown[] }) {
  const { say } = useWords()
  if (promises.length === 0) return null
  return (
    <section aria-label={say('console.outage.promises')}>
      <SimpleGrid cols={{ base: 1, md: Math.min(2, promises.length) }} spacing="sm">
        {promises.map((p) => (
          <div className="panel" key={p.id}>
            <PromiseLine promise={p} />
          </div>
        ))}
      </SimpleGrid>
    </section>
  )
}

/** "11:30 promised · 2,800 of 3,000 back · 200 late": one promise as a line, its parts and a bar; it opens to its rows. */
export function PromiseLine({
  promise,
  row,
  bare,
}: {
  promise: PromiseShown
  /** The whole row answers to the pointer. */
  row?: boolean
  /** On its own page: no link to itself. */
  bare?: boolean
}) {
  const { say, number, when, has } = useWords()
  const kind = `console.promise.${promise.kind}`
  const name = `${has(kind) ? say(kind) : promise.kind}: ${when(promise.due)}`
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs">
        {bare ? (
          <Text fw={700}>{name}</Text>
        ) : (
          <Go to={`/promises/${promise.id}`} strong row={row}>
            {name}
          </Go>
        )}
        {promise.open > 0 && <Countdown due={promise.due} />}
      </Group>
      <Bar
        label={say('console.promise.of', { customers: promise.customers })}
        parts={[
          { n: promise.kept, role: 'kept', sign: '✓', text: say('console.promise.kept', { n: promise.kept }) },
          { n: promise.broken, role: 'broken', sign: '✗', text: say('console.promise.broken', { n: promise.broken }) },
          {
            n: promise.released,
            role: 'planned',
            sign: '–',
            text: say('console.promise.released', { n: promise.released }),
          },
          { n: promise.open, role: 'line', sign: '…', text: say('console.promise.open', { n: promise.open }) },
        ]}
      />
      {promise.rule && (
        <Text size="sm" c="dimmed">
          {say('console.promise.of', { customers: promise.customers })} · {promise.rule}
          {promise.version && promise.version > 1
            ? ` · ${say('console.promise.version', { n: number(promise.version) })}`
            : ''}
        </Text>
      )}
    </Stack>
  )
}

/** Time left, or how late; ticks once a second in the last ten minutes, once a minute before. */
export function Countdown({ due }: { due: string | Date }) {
  const { say, duration } = useWords()
  const end = new Date(due).getTime()
  const [now, setNow] = useState(() => Date.now())
  const left = (end - now) / 1000
  const near = Math.abs(left) < 600
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), near ? 1000 : 20_000)
    return () => clearInterval(timer)
  }, [near])
  const text =
    Math.abs(left) < 600
      ? `${Math.floor(Math.abs(left) / 60)}:${String(Math.floor(Math.abs(left) % 60)).padStart(2, '0')}`
      : duration(left)
  return (
    <Text
      component="span"
      size="sm"
      fw={700}
      className="figure"
      c={left < 0 ? 'var(--broken)' : left < 3600 ? 'var(--late)' : 'var(--ink)'}
      role="timer"
    >
      {left < 0 ? say('console.promise.late', { time: text }) : say('console.promise.left', { time: text })}
    </Text>
  )
}
