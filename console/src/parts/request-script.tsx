import { Alert, Button, Group, Kbd, Radio, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { post, Refused } from '../api.ts'
import { useMe } from '../me.ts'
import type { Customer } from '../pages/customer.tsx'
import { useWords } from '../words.tsx'
import { Go, Part } from './page.tsx'
import { type Received, requestPage, type Service, useLimit, useServices } from './request.tsx'
import { filled, RequestForm } from './request-form.tsx'

/** The four groups of what customers ask a care centre, each with the letter that opens it (Alt). */
export const topics = [
  { topic: 'reception', letter: 'T' },
  { topic: 'new_supply', letter: 'C' },
  { topic: 'in_use', letter: 'U' },
  { topic: 'other', letter: 'K' },
] as const
export type Topic = (typeof topics)[number]['topic']

const lookUps = ['schedule', 'procedure', 'contract', 'bill', 'debt', 'pay', 'other'] as const

/** First what fits this customer, then what is asked most. */
const rank = (service: Service, customer: Customer | undefined): number => {
  const own = customer && (customer.class === 'residential' ? `${customer.area}_home` : 'non_residential')
  const fits = service.class === own || (customer && service.code.endsWith(`_${customer.area}`))
  return fits ? 0 : ['lookup', 'power_out', 'complaint'].includes(service.code) ? 1 : 2
}

/**
 * What is asked and said on the telephone, by group: a few lines to go by, the services of the group, what each asks. It
 * ends in a recorded request; a look-up is recorded as answered at once. Alt and a letter, arrows, Ctrl-Enter: no mouse.
 */
export function Scripts({
  customer,
  typed,
  topic,
  setTopic,
}: {
  customer: Customer | undefined
  /** What was typed and is nobody's: the number of who asks, perhaps. */
  typed: string
  topic: Topic | undefined
  setTopic: (topic: Topic | undefined) => void
}) {
  const { say } = useWords()
  useHotkeys(
    topics.map(({ topic: to, letter }) => [`alt+${letter}`, () => setTopic(to)]),
    [],
  )
  const [done, setDone] = useState<Received>()
  return (
    <Part title={say('console.call.asks')}>
      <Group gap="xs">
        {topics.map(({ topic: to, letter }) => (
          <Button
            key={to}
            variant={topic === to ? 'filled' : 'default'}
            aria-pressed={topic === to}
            aria-keyshortcuts={`Alt+${letter}`}
            onClick={() => setTopic(to)}
            rightSection={<Kbd size="xs">Alt {letter}</Kbd>}
          >
            {say(`console.call.topic.${to}`)}
          </Button>
        ))}
      </Group>
      {topic && (
        <Script
          key={topic}
          topic={topic}
          customer={customer}
          typed={typed}
          saved={(received) => {
            setDone(received)
            setTopic(undefined)
          }}
        />
      )}
      <div aria-live="polite">{!topic && done && <Recorded received={done} />}</div>
    </Part>
  )
}

function Script({
  topic,
  customer,
  typed,
  saved,
}: {
  topic: Topic
  customer: Customer | undefined
  typed: string
  saved: (received: Received) => void
}) {
  const { say } = useWords()
  const me = useMe()
  const queries = useQueryClient()
  const limit = useLimit()
  const corporations = me.data?.corporations ?? []
  const corporation = corporations.find((c) => c.id === customer?.corporation_id) ?? corporations[0]
  const services = useServices(corporation?.code)
  const offered = services.all.filter((s) => s.topic === topic).sort((a, b) => rank(a, customer) - rank(b, customer))
  const [code, setCode] = useState<string>()
  const service = offered.find((s) => s.code === code) ?? offered[0]
  const [details, setDetails] = useState<Record<string, unknown>>(
    customer?.address ? { address: customer.address } : {},
  )
  const [kind, setKind] = useState<string>('schedule')
  const [answer, setAnswer] = useState('')
  const [name, setName] = useState('')
  const [phone, setPhone] = useState(/^[\d\s+.-]+$/.test(typed) ? typed.trim() : '')
  const box = useRef<HTMLFormElement>(null)
  const there = service !== undefined
  useEffect(() => {
    if (there) box.current?.querySelector<HTMLElement>('input[type=radio]:checked')?.focus()
  }, [there])
  const atOnce = service?.limit_unit === 'at_once'
  const lookUp = service?.code === 'lookup'
  const asks = new Set(Object.keys((service?.form.properties ?? {}) as object))
  const said = lookUp ? say(`console.call.lookup.${kind}`) : ''
  const save = useMutation({
    mutationFn: async () => {
      const own = Object.fromEntries(Object.entries(details).filter(([k]) => asks.has(k)))
      const received = await post<Received>('/requests', {
        service: service!.code,
        channel: 'phone',
        ...(customer ? { customer: customer.code } : { corporation: corporation?.code }),
        contact: customer ? {} : { ...(name.trim() ? { name } : {}), ...(phone.trim() ? { phone } : {}) },
        details: lookUp ? { text: said } : own,
      })
      if (atOnce && received.state !== 'closed')
        await post(`/requests/${received.id}/closing`, {
          outcome: 'done',
          answer: answer.trim() || say('console.call.told', { what: said }),
        })
      return received
    },
    onSuccess: (received) => {
      void queries.invalidateQueries()
      saved(received)
    },
  })
  const ready =
    service !== undefined &&
    filled(service.form, details) &&
    (customer !== undefined || atOnce || (name.trim() !== '' && phone.trim() !== '')) &&
    (!atOnce || lookUp || answer.trim() !== '')
  useHotkeys([['mod+Enter', () => ready && !save.isPending && save.mutate()]], [])
  const refused = save.error instanceof Refused ? save.error : null
  if (!service) return null
  return (
    <form
      ref={box}
      aria-label={say(`console.call.topic.${topic}`)}
      onSubmit={(e) => {
        e.preventDefault()
        if (ready) save.mutate()
      }}
    >
      <Stack gap="sm" className="panel">
        <ul className="script">
          {[1, 2, 3].map((n) => (
            <li key={n}>{say(`console.call.script.${topic}.${n}`)}</li>
          ))}
        </ul>
        {!customer && (
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <TextInput
              label={say('console.request.name')}
              value={name}
              onChange={(e) => setName(e.currentTarget.value)}
              required={!atOnce}
            />
            <TextInput
              label={say('console.request.phone')}
              type="tel"
              value={phone}
              onChange={(e) => setPhone(e.currentTarget.value)}
              error={refused?.refused.find((r) => r.field === 'contact.phone')?.reason}
              required={!atOnce}
            />
          </SimpleGrid>
        )}
        <Radio.Group label={say('console.request.service')} value={service.code} onChange={setCode}>
          {offered.map((s) => (
            <Radio key={s.code} mt="xs" value={s.code} label={services.nameOf(s)} description={limit(s)} />
          ))}
        </Radio.Group>
        {lookUp ? (
          <Radio.Group label={say('console.call.lookup')} value={kind} onChange={setKind}>
            {lookUps.map((k) => (
              <Radio key={k} mt="xs" value={k} label={say(`console.call.lookup.${k}`)} />
            ))}
          </Radio.Group>
        ) : (
          <RequestForm form={service.form} details={details} onChange={setDetails} error={refused} />
        )}
        {atOnce && (
          <Textarea
            label={say('console.call.answer')}
            description={lookUp ? say('console.call.answer-optional') : undefined}
            value={answer}
            onChange={(e) => setAnswer(e.currentTarget.value)}
            required={!lookUp}
            autosize
            minRows={2}
          />
        )}
        {save.error && (
          <Alert color="red" role="alert">
            {save.error.message}
          </Alert>
        )}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={!ready} aria-keyshortcuts="Control+Enter">
            {say(atOnce ? 'console.call.record-answered' : 'console.call.record')}
          </Button>
          <Text size="sm" c="dimmed">
            <Kbd>Ctrl</Kbd> + <Kbd>Enter</Kbd>
          </Text>
        </Group>
      </Stack>
    </form>
  )
}

/** What was recorded, what the caller can be told of it. */
function Recorded({ received: r }: { received: Received }) {
  const { say, when } = useWords()
  return (
    <div className="panel">
      {r.answer && (
        <Text fw={700} size="lg">
          {r.answer}
        </Text>
      )}
      <Text fw={700} style={{ color: 'var(--kept)' }}>
        <span aria-hidden="true">✓ </span>
        {say('console.call.recorded')} <Go to={requestPage(r.code)}>{r.code}</Go>
      </Text>
      {r.due_at && <Text className="figure">{say('console.request.will-promise', { time: when(r.due_at) })}</Text>}
      {r.lacking.length > 0 && <Text>{say('console.request.will-wait')}</Text>}
      {r.duplicates.map((d) => (
        <Text key={d.id} size="sm">
          {say('console.request.duplicates')}: <Go to={requestPage(d.code)}>{d.code}</Go>
        </Text>
      ))}
    </div>
  )
}
