import { Anchor, Badge, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Answered, get } from '../api.ts'
import { Answer, Empty } from '../frame/states.tsx'
import { Countdown } from '../parts/promises.tsx'
import { State } from '../parts/state.tsx'
import { useWords } from '../words.tsx'

type Today = Answered<'/api/v1/today', 'get'>

/** Not a dashboard: on the left what needs me, the soonest to break first; on the right what is happening. */
export function Home() {
  const { say, number } = useWords()
  const today = useQuery({ queryKey: ['today', 'live'], queryFn: () => get<Today>('/today'), refetchInterval: 60_000 })
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="baseline">
        <Title order={1}>{say('console.home.title')}</Title>
        {today.data && (
          <Group gap="xs">
            {(['planned', 'approved', 'announced'] as const).map((state) => (
              <Anchor
                key={state}
                renderRoot={(props) => <Link to={'/outages' as never} search={{ state } as never} {...props} />}
              >
                <Badge variant="light" size="lg" styles={{ label: { textTransform: 'none' } }}>
                  {number(today.data.coming[state])} {say(`planned-outages.state.${state}`)}
                </Badge>
              </Anchor>
            ))}
          </Group>
        )}
      </Group>
      <Answer query={today}>
        {(data) => (
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
            <Stack component="section" aria-labelledby="needs" gap="sm">
              <Title order={2} id="needs" size="h3">
                {say('console.home.needs')}
              </Title>
              {data.needs.length === 0 && <Empty text={say('console.home.nothing-needs')} />}
              {data.needs.map((need) => (
                <Need key={need.id} need={need} />
              ))}
            </Stack>
            <Stack component="section" aria-labelledby="happening" gap="sm">
              <Title order={2} id="happening" size="h3">
                {say('console.home.happening')}
              </Title>
              {data.happening.length === 0 && <Empty text={say('console.home.nothing-happening')} />}
              {data.happening.map((one) => (
                <Happening key={one.id} one={one} />
              ))}
            </Stack>
          </SimpleGrid>
        )}
      </Answer>
    </Stack>
  )
}

const addressOf = (kind: string, code: string): string => (kind === 'fault' ? `/faults/${code}` : `/outages/${code}`)

function Need({ need }: { need: Today['needs'][number] }) {
  const { say, when, has } = useWords()
  const kind = `console.promise.${need.kind}`
  return (
    <div className="panel">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={2}>
          <Anchor
            fw={700}
            renderRoot={(props) => <Link to={addressOf(need.about_kind, need.code) as never} {...props} />}
          >
            {need.code} · {has(kind) ? say(kind) : need.kind}
          </Anchor>
          <Text size="sm">
            {say('console.home.open-of', { open: need.open, customers: need.customers })} · {need.corporation}
          </Text>
          {need.reason && (
            <Text size="sm" c="dimmed">
              {need.reason}
            </Text>
          )}
        </Stack>
        <Stack gap={2} align="flex-end">
          <Countdown due={need.due} />
          <Text size="sm" className="figure" style={{ whiteSpace: 'nowrap' }}>
            {when(need.due)}
          </Text>
        </Stack>
      </Group>
    </div>
  )
}

function Happening({ one }: { one: Today['happening'][number] }) {
  const { say, when } = useWords()
  const late = one.back_at !== null && new Date(one.back_at) < new Date()
  return (
    <div className="panel">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={2}>
          <Anchor fw={700} renderRoot={(props) => <Link to={addressOf(one.kind, one.code) as never} {...props} />}>
            {one.code} · {one.feeder ?? one.corporation}
          </Anchor>
          <Text size="sm" className="figure">
            {say('console.home.still-out', { still: one.still_out, customers: one.customers })}
          </Text>
          {one.reason && (
            <Text size="sm" c="dimmed">
              {one.reason}
            </Text>
          )}
        </Stack>
        <Stack gap={4} align="flex-end">
          <State room={one.kind === 'fault' ? 'faults' : 'planned-outages'} state={late ? 'late' : one.state} />
          <Text size="sm" className="figure" style={{ whiteSpace: 'nowrap' }}>
            {one.back_at ? say('console.home.back', { time: when(one.back_at) }) : say('console.home.no-estimate')}
          </Text>
        </Stack>
      </Group>
    </div>
  )
}
