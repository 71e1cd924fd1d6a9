import { Group, Select, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { type Answered, get, post } from '../api.ts'
import { Answer, Waiting } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { OneLine, type Picture } from '../parts/one-line.tsx'
import { useWords } from '../words.tsx'

// The map library is large: it is fetched when a map is shown.
const FeederMap = lazy(() => import('../parts/map.tsx'))

type Feeders = Answered<'/api/v1/network/feeders', 'get'>
type Traced = Answered<'/api/v1/network/trace', 'post'>

/** A feeder as diagram and map; a device that is chosen says whom it would take power from. */
export function Network() {
  const { say } = useWords()
  const me = useMe()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as {
    corporation?: string
    corporation_id?: string
    feeder?: string
    device?: string
  }
  const corporations = me.data?.corporations ?? []
  const corporation =
    search.corporation ??
    corporations.find((c) => String(c.id) === search.corporation_id)?.code ??
    corporations[0]?.code ??
    ''
  const id = corporations.find((c) => c.code === corporation)?.id
  const set = (change: Record<string, string | undefined>) =>
    void navigate({ to: '/network' as never, search: { corporation, feeder: search.feeder, ...change } as never })
  const feeders = useQuery({
    queryKey: ['feeders', id],
    queryFn: () => get<Feeders>(`/network/feeders?corporation_id=${id}`),
    enabled: id !== undefined,
  })
  const traced = useQuery({
    queryKey: ['trace', corporation, search.device],
    queryFn: () => post<Traced>('/network/trace', { device: search.device, corporation }),
    enabled: search.device !== undefined,
    retry: false,
  })
  const feeder = search.feeder ?? traced.data?.feeder ?? feeders.data?.[0]?.feeder
  const picture = useQuery({
    queryKey: ['network', corporation, feeder],
    queryFn: () => get<Picture>(`/network/picture?corporation=${corporation}&feeder=${encodeURIComponent(feeder!)}`),
    enabled: !!feeder,
  })
  return (
    <Stack gap="md">
      <Title order={1}>{say('console.network.title')}</Title>
      <Group align="flex-end">
        {corporations.length > 1 && (
          <Select
            label={say('console.filter.corporation')}
            value={corporation}
            onChange={(v) => set({ corporation: v ?? undefined, feeder: undefined })}
            data={corporations.map((c) => c.code)}
            allowDeselect={false}
          />
        )}
        <Select
          label={say('console.col.feeder')}
          searchable
          value={feeder ?? null}
          onChange={(v) => set({ feeder: v ?? undefined })}
          data={(feeders.data ?? []).map((f) => f.feeder)}
        />
      </Group>
      {feeders.data?.length === 0 && <Text c="dimmed">{say('console.network.none')}</Text>}
      <div aria-live="polite">
        {traced.data && (
          <Text fw={700}>
            {search.device}:{' '}
            {say('console.new.affected', { customers: traced.data.customers, transformers: traced.data.transformers })}
          </Text>
        )}
        {!search.device && <Text c="dimmed">{say('console.network.pick')}</Text>}
      </div>
      {feeder && (
        <Answer query={picture}>
          {(p) => (
            <Stack gap="md">
              <OneLine
                picture={p}
                marked={search.device ? [search.device] : []}
                onPick={(mrid) => set({ device: mrid })}
              />
              {p.system === 'lonlat' && (
                <Suspense fallback={<Waiting />}>
                  <FeederMap picture={p} marked={search.device} />
                </Suspense>
              )}
            </Stack>
          )}
        </Answer>
      )}
    </Stack>
  )
}
