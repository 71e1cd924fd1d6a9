import { Anchor, Button, Group, SimpleGrid, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { State } from '../parts/state.tsx'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'

interface Customer {
  code: string
  name: string
  class: string
  area: string
  address: string | null
  commune: string | null
  province: string | null
  priority: string | null
  monthly_kwh: number | null
  contacts: { channel: string; address: string }[]
  supply: { mrid: string; feeder: string | null }[]
  promises: {
    id: string
    kind: string
    about_kind: string
    about: string
    due: string
    part: { outcome?: string | null; late_s: number | null; at: string | null }
  }[]
  interruptions: {
    code: string
    origin: string
    cause: string | null
    out_at: string
    restored_at: string | null
    excluded: boolean
  }[]
}

/** A call: type what the caller says; one match opens at once. Everything by keyboard. */
export function Call() {
  const { say } = useWords()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const found = useQuery({
    queryKey: ['call', text],
    queryFn: () =>
      get<{ items: { kind: string; id: string; title: string; detail: string; to: string }[] }>(
        `/search?q=${encodeURIComponent(text)}`,
      ),
    enabled: text.trim().length >= 4,
  })
  const customers = (found.data?.items ?? []).filter((i) => i.kind === 'customer')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (customers[0]) void navigate({ to: customers[0].to as never })
  }
  return (
    <Stack maw={640}>
      <Title order={1}>{say('console.call.title')}</Title>
      <form onSubmit={submit}>
        <Group align="flex-end">
          <TextInput
            style={{ flex: 1 }}
            size="md"
            label={say('console.call.ask')}
            autoFocus
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
          />
          <Button type="submit" size="md" disabled={!customers[0]}>
            {say('console.call.open')}
          </Button>
        </Group>
      </form>
      <div aria-live="polite">
        {customers.map((c) => (
          <Text key={c.id}>
            <Anchor fw={700} renderRoot={(props) => <Link to={c.to as never} {...props} />}>
              {c.title}
            </Anchor>{' '}
            {c.detail}
          </Text>
        ))}
        {found.isSuccess && customers.length === 0 && <Text c="dimmed">{say('console.search.nothing')}</Text>}
      </div>
    </Stack>
  )
}

export function CustomerPage() {
  const { say, when, number, duration, has } = useWords()
  const { code } = useParams({ strict: false }) as { code: string }
  const query = useQuery({
    queryKey: ['customer', 'outage', 'fault', code],
    queryFn: () => get<Customer>(`/customers/${encodeURIComponent(code)}`),
  })
  const kindOf = (kind: string) => (has(`console.promise.${kind}`) ? say(`console.promise.${kind}`) : kind)
  return (
    <Answer query={query}>
      {(c) => {
        const outNow = c.interruptions.find((i) => i.restored_at === null)
        return (
          <Stack gap="md">
            <div>
              <Title order={1}>{c.name}</Title>
              <Text className="figure">
                {c.code} · {[c.address, c.commune, c.province].filter(Boolean).join(', ')}
              </Text>
              <Text c="dimmed">
                {say(`console.customer.${c.class}`)} · {say(`console.customer.${c.area}`)}
                {c.priority ? ` · ${say('console.customer.priority', { what: c.priority })}` : ''}
                {c.monthly_kwh ? ` · ${number(c.monthly_kwh)} kWh` : ''}
              </Text>
              <Text className="figure">{c.supply.map((s) => `${s.mrid} (${s.feeder ?? '–'})`).join(', ')}</Text>
              <Text className="figure">{c.contacts.map((k) => k.address).join(' · ')}</Text>
            </div>
            {outNow ? (
              <div className="panel" style={{ borderColor: 'var(--power-off)' }}>
                <Text fw={700} size="lg">
                  {say('console.customer.out-now', { time: when(outNow.out_at) })} {outNow.code}
                </Text>
                <Text>{outNow.cause}</Text>
              </div>
            ) : (
              <Text c="var(--power-on)" fw={700}>
                ✓ {say('console.customer.on')}
              </Text>
            )}
            <Group>
              <Verb
                label={say('console.customer.report')}
                may="faults.report"
                possible
                path="/outage-reports"
                body={() => ({ customer: c.code, channel: 'phone' })}
                primary
                done={say('console.customer.reported')}
              />
            </Group>
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
              <Stack gap="xs">
                <Title order={2} size="h3">
                  {say('console.customer.promises')}
                </Title>
                {c.promises.length === 0 && <Text c="dimmed">{say('console.promises.none')}</Text>}
                {c.promises.map((p) => (
                  <Group key={p.id} justify="space-between" wrap="nowrap">
                    <Anchor renderRoot={(props) => <Link to={`/promises/${p.id}` as never} {...props} />}>
                      {kindOf(p.kind)} · {when(p.due)}
                    </Anchor>
                    <Group gap="xs" wrap="nowrap">
                      {p.part.outcome && p.part.outcome !== 'open' && <State room="console" state={p.part.outcome} />}
                      {p.part.late_s !== null && p.part.late_s > 0 && <Text size="sm">+{duration(p.part.late_s)}</Text>}
                    </Group>
                  </Group>
                ))}
              </Stack>
              <Stack gap="xs">
                <Title order={2} size="h3">
                  {say('console.customer.interruptions')}
                </Title>
                <Table.ScrollContainer minWidth={420}>
                  <Table>
                    <Table.Tbody>
                      {c.interruptions.map((i) => (
                        <Table.Tr key={`${i.code}${i.out_at}`}>
                          <Table.Td className="figure">{when(i.out_at)}</Table.Td>
                          <Table.Td className="figure">
                            {i.restored_at
                              ? duration((new Date(i.restored_at).getTime() - new Date(i.out_at).getTime()) / 1000)
                              : '…'}
                          </Table.Td>
                          <Table.Td>
                            {i.code} {i.cause}
                          </Table.Td>
                        </Table.Tr>
                      ))}
                    </Table.Tbody>
                  </Table>
                </Table.ScrollContainer>
              </Stack>
            </SimpleGrid>
          </Stack>
        )
      }}
    </Answer>
  )
}
