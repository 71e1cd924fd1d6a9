import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { post } from '../api.ts'
import { useWords } from '../words.tsx'

export interface Step {
  /** What is done, in words: "Đóng 471/REC-7". */
  text: string
  body: { open?: string[]; close?: string[] }
}

/** How long a tap can be taken back. */
const undo_s = 30

/**
 * One tap a step, undo for 30 s: the moment of the tap is what is recorded, the recording itself waits so long. Whoever
 * leaves the page or taps the next step has it recorded at once; nothing tapped is lost.
 */
export function usePendingStep(path: string) {
  const { say } = useWords()
  const queries = useQueryClient()
  const [waiting, setWaiting] = useState<Step & { at: string }>()
  const [left, setLeft] = useState(undo_s)
  const latest = useRef(waiting)
  latest.current = waiting
  const send = useMutation({
    mutationFn: (step: Step & { at: string }) => post(path, { ...step.body, at: step.at }),
    onSuccess: (_, step) => {
      notifications.show({ message: say('console.verb.done', { verb: step.text }) })
      void queries.invalidateQueries()
    },
  })
  const { mutate } = send
  const recordNow = useCallback(() => {
    const step = latest.current
    latest.current = undefined
    setWaiting(undefined)
    if (step) mutate(step)
  }, [mutate])
  const tap = (step: Step) => {
    recordNow()
    send.reset()
    setLeft(undo_s)
    setWaiting({ ...step, at: new Date().toISOString() })
  }
  useEffect(() => {
    if (!waiting) return
    const end = Date.parse(waiting.at) + undo_s * 1000
    const timer = setInterval(() => {
      const rest = Math.ceil((end - Date.now()) / 1000)
      if (rest <= 0) recordNow()
      else setLeft(rest)
    }, 250)
    return () => clearInterval(timer)
  }, [waiting, recordNow])
  useEffect(() => {
    // The browser lets a request outlive its page when it is told to keep it.
    const leave = () => {
      const step = latest.current
      if (!step) return
      latest.current = undefined
      void fetch(`/api/v1${path}`, {
        method: 'POST',
        keepalive: true,
        credentials: 'same-origin',
        headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
        body: JSON.stringify({ ...step.body, at: step.at }),
      })
    }
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [path])
  return { waiting, left, tap, recordNow, undo: () => setWaiting(undefined), error: send.error, busy: send.isPending }
}

/** The bar that stays in sight while a step can be taken back. */
export function PendingStep({ pending }: { pending: ReturnType<typeof usePendingStep> }) {
  const { say, time } = useWords()
  const undo = useRef<HTMLButtonElement>(null)
  const { waiting } = pending
  useEffect(() => {
    if (waiting) undo.current?.focus()
  }, [waiting])
  if (!waiting) return null
  return (
    <section className="pending" aria-label={say('console.step.pending')}>
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={700}>{waiting.text}</Text>
          <Text size="sm" className="figure" style={{ color: 'var(--night-soft)' }}>
            {say('console.step.at', { time: time(waiting.at) })} ·{' '}
            <span role="timer">{say('console.step.left', { s: pending.left })}</span>
          </Text>
        </div>
        <Group gap="xs">
          <Button ref={undo} variant="default" onClick={pending.undo}>
            {say('console.step.undo')}
          </Button>
          <Button onClick={pending.recordNow}>{say('console.step.now')}</Button>
        </Group>
      </Group>
    </section>
  )
}
