import { Group, Select, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type Answered, get, post } from '../api.ts'
import { Answer, Failed } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress, withQuery } from '../parts/address.ts'
import { Device } from '../parts/devices.tsx'
import { NetworkView } from '../parts/network-view.tsx'
import { Go, GoButton, PageHead, Part, Wide } from '../parts/page.tsx'
import { useWords } from '../words.tsx'

type Feeders = Answered<'/api/v1/network/feeders', 'get'>
type Traced = Answered<'/api/v1/network/trace', 'post'>

/** The feeders; one of them as diagram or map; a device that is chosen says whom it would take power from. */
export function Network() {
  const { say } = useWords()
  const me = useMe()
  const [search, change] = useAddress<'corporation' | 'corporation_id' | 'feeder' | 'device'>()
  const corporations = me.data?.corporations ?? []
  const corporation =
    corporations.find((c) => c.code === search.corporation || String(c.id) === search.corporation_id) ?? corporations[0]
  const feeders = useQuery({
    queryKey: ['network', 'feeders', corporation?.id],
    queryFn: () => get<Feeders>(withQuery('/network/feeders', { corporation_id: corporation!.id })),
    enabled: corporation !== undefined,
  })
  const traced = useQuery({
    queryKey: ['network', 'trace', corporation?.code, search.device],
    queryFn: () => post<Traced>('/network/trace', { device: search.device, corporation: corporation!.code }),
    enabled: search.device !== undefined && corporation !== undefined,
    retry: false,
  })
  const feeder = search.feeder ?? traced.data?.feeder ?? (search.device ? undefined : feeders.data?.[0]?.feeder)
  const pick = (device: string) => change({ corporation: corporation?.code, corporation_id: null, feeder, device })
  return (
    <Stack gap="md">
      <PageHead title={say('console.network.title')} />
      <Group align="flex-end" gap="sm" className="no-print">
        {corporations.length > 1 && (
          <Select
            label={say('console.filter.corporation')}
            value={corporation?.code ?? null}
            onChange={(v) => change({ corporation: v, corporation_id: null, feeder: null, device: null })}
            data={corporations.map((c) => c.code)}
            allowDeselect={false}
          />
        )}
        <Select
          label={say('console.col.feeder')}
          searchable
          value={feeder ?? null}
          onChange={(v) => change({ feeder: v, device: null })}
          data={(feeders.data ?? []).map((f) => f.feeder)}
          allowDeselect={false}
        />
        <Device
          label={say('console.fault.device')}
          corporation_id={corporation?.id}
          value={search.device ?? ''}
          onChange={(device) => change({ device, feeder: device ? null : feeder })}
        />
      </Group>
      <Answer
        query={feeders}
        empty={(list) => (list.length === 0 && corporation ? say('console.network.none') : undefined)}
      >
        {(list) => (
          <>
            <div aria-live="polite">
              {search.device === undefined ? (
                <Text c="dimmed">{say('console.network.pick')}</Text>
              ) : traced.error ? (
                <Failed error={traced.error} />
              ) : (
                traced.data && <TracedPanel traced={traced.data} device={search.device} />
              )}
            </div>
            {corporation && feeder !== undefined && (
              <NetworkView
                corporation={corporation.code}
                feeder={feeder}
                marked={search.device ? [search.device] : []}
                onPick={pick}
              />
            )}
            <Part title={say('console.network.feeders')}>
              <Wide label={say('console.network.feeders')}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{say('console.col.feeder')}</Table.Th>
                      <Table.Th>{say('console.col.substation')}</Table.Th>
                      <Table.Th ta="right">{say('console.col.devices')}</Table.Th>
                      <Table.Th ta="right">{say('console.col.transformers')}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {list.map((f) => (
                      <FeederRow key={f.feeder} row={f} corporation={corporation?.code ?? ''} />
                    ))}
                  </Table.Tbody>
                </Table>
              </Wide>
            </Part>
          </>
        )}
      </Answer>
    </Stack>
  )
}

function FeederRow({ row, corporation }: { row: Feeders[number]; corporation: string }) {
  const { number } = useWords()
  return (
    <Table.Tr>
      <Table.Td>
        <Go strong to={withQuery('/network', { corporation, feeder: row.feeder })}>
          {row.feeder}
        </Go>
      </Table.Td>
      <Table.Td>{row.substation ?? '–'}</Table.Td>
      <Table.Td ta="right" className="figure">
        {number(row.devices)}
      </Table.Td>
      <Table.Td ta="right" className="figure">
        {number(row.transformers)}
      </Table.Td>
    </Table.Tr>
  )
}

/** Who loses supply when the device opens, and what one would do next. */
function TracedPanel({ traced, device }: { traced: Traced; device: string }) {
  const { say } = useWords()
  const me = useMe()
  const plan = me.data?.permissions.includes('planned-outages.plan')
  const { customers, transformers, priority } = traced
  const next = withQuery('/outages/new', { corporation: traced.corporation, open: device, feeder: traced.feeder })
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} className="panel" spacing="sm">
      <div>
        <Text size="sm" c="dimmed">
          {say('console.network.when-opens', { device })}
        </Text>
        <Text fw={700} size="lg" className="figure">
          {customers === 0 ? say('console.network.nobody') : say('console.new.affected', { customers, transformers })}
        </Text>
        {priority.length > 0 && (
          <Text size="sm">
            {say('console.network.priority', { n: priority.length })}: {priority.map((p) => p.name).join(', ')}
          </Text>
        )}
      </div>
      <Group justify="flex-end" align="center">
        {plan && customers > 0 && <GoButton to={next}>{say('console.network.plan')}</GoButton>}
      </Group>
    </SimpleGrid>
  )
}
