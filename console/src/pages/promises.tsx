import { Button, Group, Select, Stack, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { PromiseLine } from '../parts/promises.tsx'
import { useWords } from '../words.tsx'

type Page = Answered<'/api/v1/promises', 'get'>
const kinds = ['notice', 'power_back', 'fault_told', 'fault_power_back', 'request']

/** The ledger: every promise with its deadline and what became of it, part by part. */
export function Promises() {
  const { say } = useWords()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as { kind?: string; state?: string }
  const set = (change: Record<string, string | null>) =>
    void navigate({ to: '/promises' as never, search: { ...search, ...change } as never })
  const query = useInfiniteQuery({
    queryKey: ['promise', 'outage', 'fault', search],
    initialPageParam: '',
    queryFn: ({ pageParam }) => {
      const q = new URLSearchParams({ limit: '40', ...search })
      if (pageParam) q.set('cursor', pageParam)
      return get<Page>(`/promises?${q}`)
    },
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = query.data?.pages.flatMap((p) => p.items)
  return (
    <Stack gap="md">
      <Title order={1}>{say('console.promises.title')}</Title>
      <Group>
        <Select
          label={say('console.filter.kind')}
          clearable
          value={search.kind ?? null}
          onChange={(v) => set({ kind: v })}
          data={kinds.map((k) => ({ value: k, label: say(`console.promise.${k}`) }))}
        />
        <Select
          label={say('console.filter.state')}
          clearable
          value={search.state ?? null}
          onChange={(v) => set({ state: v })}
          data={['open', 'kept', 'broken', 'released'].map((s) => ({ value: s, label: say(`console.state.${s}`) }))}
        />
      </Group>
      <Answer
        query={{ ...query, data: rows }}
        empty={(list) => (list.length === 0 ? say('console.promises.none') : undefined)}
      >
        {(list) => (
          <Stack gap="xs">
            {list.map((p) => (
              <div className="panel" key={p.id}>
                <PromiseLine promise={p} />
              </div>
            ))}
          </Stack>
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
