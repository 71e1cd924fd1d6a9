import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress, withQuery } from '../parts/address.ts'
import { CorporationFilter, DayFilters, Filter, momentsOf } from '../parts/filters.tsx'
import { Go, GoButton, More, PageHead, Part } from '../parts/page.tsx'
import { usePages } from '../parts/pages.ts'
import { State } from '../parts/state.tsx'
import { useWords } from '../words.tsx'

type Listed = Answered<'/api/v1/faults', 'get'>['items'][number]
type Signals = Answered<'/api/v1/outage-signals', 'get'>

/** On top what customers say and nothing explains yet; below it the faults, the latest first. */
export function Faults() {
  const { say } = useWords()
  const me = useMe()
  const [search, change] = useAddress<'state' | 'corporation_id' | 'from' | 'to'>()
  const operates = me.data?.permissions.includes('faults.operate') ?? false
  const query = usePages<Listed>(['fault'], '/faults', {
    state: search.state,
    corporation_id: search.corporation_id,
    ...momentsOf(search),
  })
  return (
    <Stack gap="md">
      <PageHead
        title={say('console.faults.title')}
        actions={
          operates && (
            <GoButton primary to="/faults/new">
              {say('console.faults.new')}
            </GoButton>
          )
        }
      />
      <SignalList operates={operates} />
      <Group align="flex-end" gap="sm" component="search">
        <Filter
          label={say('console.filter.state')}
          value={search.state}
          onChange={(state) => change({ state })}
          data={['open', 'restored', 'closed'].map((s) => ({ value: s, label: say(`faults.state.${s}`) }))}
        />
        <CorporationFilter
          by="id"
          value={search.corporation_id}
          onChange={(corporation_id) => change({ corporation_id })}
        />
        <DayFilters search={search} change={change} />
      </Group>
      <Answer query={query} empty={(list) => (list.length === 0 ? say('console.faults.none') : undefined)}>
        {(list) => (
          <ul className="rows">
            {list.map((f) => (
              <Row key={f.id} fault={f} />
            ))}
          </ul>
        )}
      </Answer>
      <More query={query} />
    </Stack>
  )
}

function Row({ fault: f }: { fault: Listed }) {
  const { say, when, duration } = useWords()
  return (
    <li>
      <div>
        <Text className="figure">
          <Go row to={`/faults/${f.code}`}>
            {f.code}
          </Go>{' '}
          · {when(f.out_at)}
          {f.restored_at && ` · ${duration((Date.parse(f.restored_at) - Date.parse(f.out_at)) / 1000)}`}
        </Text>
        <Text size="sm" c="dimmed">
          {[f.cause ?? say('console.fault.no-cause'), f.device, f.feeder].filter(Boolean).join(' · ')}
        </Text>
      </div>
      <div className="end">
        <State room="faults" state={f.state} />
        <Text size="sm" className="figure">
          {say('console.customers', { n: f.customers })}
        </Text>
      </div>
    </li>
  )
}

/** Reports by transformer, the most voices first: one button makes a fault of them. */
function SignalList({ operates }: { operates: boolean }) {
  const { say, when } = useWords()
  const me = useMe()
  const signals = useQuery({
    queryKey: ['fault', 'report', 'signals'],
    queryFn: () => get<Signals>('/outage-signals'),
    refetchInterval: 30_000,
  })
  if (!signals.data || signals.data.length === 0) return null
  const codeOf = (id: number) => me.data?.corporations.find((c) => c.id === id)?.code
  return (
    <Part title={say('console.signals.title')}>
      <ul className="rows">
        {signals.data.map((s) => (
          <li key={`${s.corporation_id} ${s.transformer_id}`}>
            <div>
              <Text fw={700}>{s.transformer ?? s.transformer_id}</Text>
              <Text size="sm" className="figure">
                {say('console.signals.reports', { n: s.reports })} · {s.feeder ?? '–'} ·{' '}
                {say('console.signals.since', { when: when(s.first_at) })}
              </Text>
            </div>
            {operates && (
              <div className="end">
                <GoButton
                  to={withQuery('/faults/new', {
                    corporation: codeOf(s.corporation_id),
                    feeder: s.feeder,
                    reports: s.report_ids.join(','),
                    at: s.first_at,
                  })}
                >
                  {say('console.faults.new')}
                </GoButton>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Part>
  )
}
