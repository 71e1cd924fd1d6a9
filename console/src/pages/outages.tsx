import { Anchor, Button, Group, Select, Stack, Table, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { State } from '../parts/state.tsx'
import { useWords } from '../words.tsx'

type Page = Answered<'/api/v1/planned-outages', 'get'>
const states = ['planned', 'approved', 'announced', 'started', 'restored', 'cancelled'] as const

/** Cuts, the latest window first; the address holds the filters. */
export function Outages() {
  const { say, number, span } = useWords()
  const me = useMe()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as { state?: string; corporation_id?: string }
  const set = (change: Record<string, string | null>) =>
    void navigate({ to: '/outages' as never, search: { ...search, ...change } as never })
  const query = useInfiniteQuery({
    queryKey: ['outage', 'list', search],
    initialPageParam: '',
    queryFn: ({ pageParam }) => {
      const q = new URLSearchParams({ limit: '50' })
      if (search.state) q.set('state', search.state)
      if (search.corporation_id) q.set('corporation_id', search.corporation_id)
      if (pageParam) q.set('cursor', pageParam)
      return get<Page>(`/planned-outages?${q}`)
    },
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const corporations = me.data?.corporations ?? []
  const rows = query.data?.pages.flatMap((p) => p.items)
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{say('console.outages.title')}</Title>
        {me.data?.permissions.includes('planned-outages.plan') && (
          <Button renderRoot={(props) => <Link to={'/outages/new' as never} {...props} />}>
            {say('console.outages.new')}
          </Button>
        )}
      </Group>
      <Group align="flex-end">
        <Select
          label={say('console.filter.state')}
          clearable
          value={search.state ?? null}
          onChange={(v) => set({ state: v })}
          data={states.map((s) => ({ value: s, label: say(`planned-outages.state.${s}`) }))}
        />
        {corporations.length > 1 && (
          <Select
            label={say('console.filter.corporation')}
            clearable
            value={search.corporation_id ?? null}
            onChange={(v) => set({ corporation_id: v })}
            data={corporations.map((c) => ({ value: String(c.id), label: c.code }))}
          />
        )}
      </Group>
      <Answer
        query={{ ...query, data: rows }}
        empty={(list) => (list.length === 0 ? say('console.outages.none') : undefined)}
      >
        {(list) => (
          <Table.ScrollContainer minWidth={640}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{say('console.col.code')}</Table.Th>
                  <Table.Th>{say('console.col.window')}</Table.Th>
                  <Table.Th>{say('console.col.state')}</Table.Th>
                  <Table.Th>{say('console.col.feeder')}</Table.Th>
                  <Table.Th ta="right">{say('console.col.customers')}</Table.Th>
                  <Table.Th>{say('console.col.reason')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.map((o) => (
                  <Table.Tr key={o.id}>
                    <Table.Td>
                      <Anchor fw={700} renderRoot={(props) => <Link to={`/outages/${o.code}` as never} {...props} />}>
                        {o.code}
                      </Anchor>
                    </Table.Td>
                    <Table.Td className="figure">{span(o.out_from, o.back_at)}</Table.Td>
                    <Table.Td>
                      <State
                        room="planned-outages"
                        state={o.state === 'started' && new Date(o.back_at) < new Date() ? 'late' : o.state}
                      />
                    </Table.Td>
                    <Table.Td>{o.feeder ?? '–'}</Table.Td>
                    <Table.Td ta="right" className="figure">
                      {number(o.customers)}
                    </Table.Td>
                    <Table.Td>{o.reason}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Answer>
      {query.hasNextPage && (
        <Button variant="default" onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {say('console.more')}
        </Button>
      )}
    </Stack>
  )
}
