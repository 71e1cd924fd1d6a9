import { Anchor, Group, Progress, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useWords } from '../words.tsx'

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

/** "11:30 promised · 2,800 of 3,000 back · 200 late": one promise as a line, its parts and a bar; it opens to its rows. */
export function PromiseLine({ promise }: { promise: PromiseShown }) {
  const { say, number, when, has } = useWords()
  const all = Math.max(1, promise.customers)
  const share = (n: number) => (n / all) * 100
  const kind = `console.promise.${promise.kind}`
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs">
        <Anchor
          fw={700}
          renderRoot={(props) => <Link to={'/promises/$id' as never} params={{ id: promise.id } as never} {...props} />}
        >
          {has(kind) ? say(kind, { due: new Date(promise.due) }) : promise.kind}: {when(promise.due)}
        </Anchor>
        {promise.open > 0 && <Countdown due={promise.due} />}
      </Group>
      <Progress.Root size="lg" aria-hidden="true">
        <Progress.Section value={share(promise.kept)} color="var(--kept)" />
        <Progress.Section value={share(promise.broken)} color="var(--broken)" />
        <Progress.Section value={share(promise.released)} color="var(--line-strong)" />
      </Progress.Root>
      <Text size="sm" className="figure">
        {[
          say('console.promise.of', { customers: promise.customers }),
          promise.kept > 0 && `✓ ${say('console.promise.kept', { n: promise.kept })}`,
          promise.broken > 0 && `✗ ${say('console.promise.broken', { n: promise.broken })}`,
          promise.released > 0 && `– ${say('console.promise.released', { n: promise.released })}`,
          promise.open > 0 && `… ${say('console.promise.open', { n: promise.open })}`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      {promise.rule && (
        <Text size="xs" c="dimmed">
          {promise.rule}
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
