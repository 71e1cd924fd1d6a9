import { Anchor, Button, Group, Select, Stack, Table, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { State } from '../parts/state.tsx'
import { useWords } from '../words.tsx'

type Page = Answered<'/api/v1/faults', 'get'>

export function Faults() {
  const { say, number, when } = useWords()
  const me = useMe()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as { state?: string }
  const query = useInfiniteQuery({
    queryKey: ['fault', 'list', search],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      get<Page>(
        `/faults?limit=50${search.state ? `&state=${search.state}` : ''}${pageParam ? `&cursor=${pageParam}` : ''}`,
      ),
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = query.data?.pages.flatMap((p) => p.items)
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{say('console.faults.title')}</Title>
        {me.data?.permissions.includes('faults.operate') && (
          <Button renderRoot={(props) => <Link to={'/faults/new' as never} {...props} />}>
            {say('console.faults.new')}
          </Button>
        )}
      </Group>
      <Select
        maw={240}
        label={say('console.filter.state')}
        clearable
        value={search.state ?? null}
        onChange={(v) => void navigate({ to: '/faults' as never, search: (v ? { state: v } : {}) as never })}
        data={['open', 'restored', 'closed'].map((s) => ({ value: s, label: say(`faults.state.${s}`) }))}
      />
      <Answer
        query={{ ...query, data: rows }}
        empty={(list) => (list.length === 0 ? say('console.faults.none') : undefined)}
      >
        {(list) => (
          <Table.ScrollContainer minWidth={640}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  {['code', 'out', 'state', 'feeder'].map((c) => (
                    <Table.Th key={c}>{say(`console.col.${c}`)}</Table.Th>
                  ))}
                  <Table.Th ta="right">{say('console.col.customers')}</Table.Th>
                  <Table.Th>{say('console.col.cause')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.map((f) => (
                  <Table.Tr key={f.id}>
                    <Table.Td>
                      <Anchor fw={700} renderRoot={(props) => <Link to={`/faults/${f.code}` as never} {...props} />}>
                        {f.code}
                      </Anchor>
                    </Table.Td>
                    <Table.Td className="figure">{when(f.out_at)}</Table.Td>
                    <Table.Td>
                      <State room="faults" state={f.state} />
                    </Table.Td>
                    <Table.Td>{f.feeder ?? '–'}</Table.Td>
                    <Table.Td ta="right" className="figure">
                      {number(f.customers)}
                    </Table.Td>
                    <Table.Td>{f.cause ?? '–'}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Answer>
      {query.hasNextPage && (
        <Button variant="default" onClick={() => void query.fetchNextPage()}>
          {say('console.more')}
        </Button>
      )}
    </Stack>
  )
}
