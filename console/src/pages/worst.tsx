import { Group, Stack, Table, Text, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { type Answered, get } from '../api.ts'
import { Answer, Waiting } from '../frame/states.tsx'
import { useAddress, withQuery } from '../parts/address.ts'
import { CorporationFilter } from '../parts/filters.tsx'
import type { Features } from '../parts/map.tsx'
import { monthAfter, monthNow } from '../parts/months.ts'
import { Go, PageHead, Wide } from '../parts/page.tsx'
import { useWords } from '../words.tsx'

const MapView = lazy(() => import('../parts/map.tsx').then((m) => ({ default: m.MapView })))
type Worst = Answered<'/api/v1/reliability/worst-feeders', 'get'>

/** The feeders to mend first: what their customers would be spared if they were as good as the corporation's middle one. */
export function WorstFeeders() {
  const { say, number } = useWords()
  const [search, change] = useAddress<'corporation' | 'from' | 'to'>()
  const [from, to] = [search.from ?? monthAfter(monthNow(), -11), search.to ?? monthNow()]
  const query = useQuery({
    queryKey: ['reliability', 'interruption', 'outage', 'fault', 'worst', from, to, search.corporation],
    queryFn: () =>
      get<Worst>(
        withQuery('/reliability/worst-feeders', { from, to, rules: 'vn', corporation: search.corporation, limit: 40 }),
      ),
    placeholderData: keepPreviousData,
  })
  const features = useMemo(() => featuresOf(query.data), [query.data])
  return (
    <Stack gap="md">
      <PageHead title={say('console.worst.title')}>
        <Text c="dimmed">{say('console.worst.text')}</Text>
      </PageHead>
      <Group align="flex-end" gap="sm" component="search" className="no-print">
        <TextInput
          type="month"
          label={say('console.figures.from')}
          value={from}
          onChange={(e) => change({ from: e.currentTarget.value })}
        />
        <TextInput
          type="month"
          label={say('console.figures.to')}
          value={to}
          onChange={(e) => change({ to: e.currentTarget.value })}
        />
        <CorporationFilter value={search.corporation} onChange={(v) => change({ corporation: v })} />
      </Group>
      <Answer query={query} empty={(d) => (d.feeders.length === 0 ? say('console.worst.none') : undefined)}>
        {(worst) => (
          <>
            {features.features.length > 0 && (
              <Suspense fallback={<Waiting />}>
                <MapView features={features} label={say('console.worst.map')} height={320} />
              </Suspense>
            )}
            <Wide label={say('console.worst.title')}>
              <Table className="first-stays">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{say('console.col.feeder')}</Table.Th>
                    {columns.map((c) => (
                      <Table.Th key={c.key} scope="col" ta="right">
                        {say(`console.worst.${c.key}`, { n: worst.n, h: worst.total_h })}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {worst.feeders.map((f) => (
                    <Table.Tr key={`${f.corporation} ${f.feeder}`}>
                      <Table.Th scope="row" fw={400}>
                        <Go to={withQuery('/network', { corporation: f.corporation, feeder: f.feeder })} strong>
                          {f.feeder}
                        </Go>
                        <Text size="xs" c="dimmed">
                          {f.corporation}
                          {f.substation && ` · ${f.substation}`}
                        </Text>
                      </Table.Th>
                      {columns.map((c) => (
                        <Table.Td key={c.key} ta="right" className="figure">
                          {c.share
                            ? f.unknown_customer_interruptions > 0
                              ? '–'
                              : number(f[c.key] === null ? null : 100 * f[c.key]!, c.digits)
                            : number(f[c.key], c.digits)}
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Wide>
            {worst.feeders.some((f) => f.unknown_customer_interruptions > 0) && (
              <Text size="sm" c="dimmed">
                {say('console.worst.unknown')}
              </Text>
            )}
            <Text size="sm" c="dimmed">
              {worst.corporations
                .map((c) =>
                  say('console.worst.median', {
                    corporation: c.corporation,
                    minutes: number(c.median_minutes, 0),
                    times: number(c.median_interruptions, 2),
                  }),
                )
                .join(' · ')}
            </Text>
          </>
        )}
      </Answer>
    </Stack>
  )
}

const columns = [
  { key: 'customers', digits: 0, share: false },
  { key: 'minutes_per_customer', digits: 0, share: false },
  { key: 'interruptions_per_customer', digits: 2, share: false },
  // Of imported history it is known how many were out, not who: there is no such share then
  { key: 'cemi', digits: 1, share: true },
  { key: 'celid_t', digits: 1, share: true },
  { key: 'gain_saidi_min', digits: 3, share: false },
  { key: 'gain_saifi', digits: 4, share: false },
] as const

/** A point a feeder where it begins, the larger the more its customers would be spared. */
function featuresOf(worst: Worst | undefined): Features {
  const placed = (worst?.feeders ?? []).filter((f) => f.lon !== null && f.lat !== null)
  const most = Math.max(1, ...placed.map((f) => f.gain_customer_minutes))
  return {
    type: 'FeatureCollection',
    features: placed.map((f) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [f.lon!, f.lat!] },
      properties: {
        id: `${f.corporation} ${f.feeder}`,
        title: `${f.feeder} (${f.corporation})`,
        look: f.gain_customer_minutes > 0 ? 'dark' : 'lit',
        weight: 12 * Math.sqrt(Math.max(0, f.gain_customer_minutes) / most),
      },
    })),
  }
}
