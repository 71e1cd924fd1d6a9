import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Answered, get, post } from '../api.ts'
import { Failed } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useWords } from '../words.tsx'
import { withQuery } from './address.ts'
import { Go } from './page.tsx'

type Calls = Answered<'/api/v1/calls', 'get'>

/** Whom no channel reached: their number, and two buttons for what came of calling. */
export function CallList({ about, failed }: { about: string; failed: number }) {
  const { say } = useWords()
  const me = useMe()
  const may = (permission: string) => me.data?.permissions.includes(permission) ?? false
  const query = useQuery({
    queryKey: ['calls', 'notice', 'outage', 'fault', 'requests', about],
    queryFn: () => get<Calls>(withQuery('/calls', { about, limit: 200 })),
    enabled: may('notices.read'),
  })
  if (query.error) return <Failed error={query.error} again={() => void query.refetch()} />
  if (!query.data || query.data.length === 0)
    return failed > 0 && query.data ? <Text c="dimmed">{say('console.calls.done')}</Text> : null
  return (
    <section aria-label={say('console.calls.title')}>
      <Text fw={700} mb="xs">
        {say('console.calls.count', { n: query.data.length })}
      </Text>
      <ul className="rows">
        {query.data.map((call) => (
          <Call key={`${call.notice_id}/${call.customer_id}`} call={call} may={may('notices.call')} />
        ))}
      </ul>
    </section>
  )
}

function Call({ call, may }: { call: Calls[number]; may: boolean }) {
  const { say, has } = useWords()
  const queries = useQueryClient()
  const { corporation_id, notice_id, customer_id } = call
  const said = useMutation({
    mutationFn: (reached: boolean) => post('/calls', { corporation_id, notice_id, customer_id, reached }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const reason = `console.calls.reason.${call.reason}`
  return (
    <li>
      <div>
        {call.customer_code === null ? (
          <Text fw={700}>{call.name || say('console.request.nobody')}</Text>
        ) : (
          <Go strong to={`/customers/${encodeURIComponent(call.customer_code)}`}>
            {call.name}
          </Go>
        )}
        <Text size="sm" className="figure">
          {call.phone ? <a href={`tel:${call.phone}`}>{call.phone}</a> : say('console.calls.no-phone')} ·{' '}
          {[call.address ?? call.customer_code, has(reason) ? say(reason) : call.reason].filter(Boolean).join(' · ')}
        </Text>
        {said.error && (
          <Text size="sm" role="alert" style={{ color: 'var(--broken)' }}>
            {said.error.message}
          </Text>
        )}
      </div>
      <Group gap="xs" className="end">
        <Button size="xs" disabled={!may} loading={said.isPending} onClick={() => said.mutate(true)}>
          {say('console.calls.reached')}
        </Button>
        <Button size="xs" variant="default" disabled={!may} onClick={() => said.mutate(false)}>
          {say('console.calls.not-reached')}
        </Button>
      </Group>
    </li>
  )
}
