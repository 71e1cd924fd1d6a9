import { Group, Stack, Text, TextInput } from '@mantine/core'
import type { Answered } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress } from '../parts/address.ts'
import { CorporationFilter, DayFilters, Filter, momentsOf } from '../parts/filters.tsx'
import { Go, GoButton, More, PageHead } from '../parts/page.tsx'
import { usePages } from '../parts/pages.ts'
import { State } from '../parts/state.tsx'
import { useWords } from '../words.tsx'

type Listed = Answered<'/api/v1/planned-outages', 'get'>['items'][number]
const states = ['planned', 'approved', 'announced', 'started', 'restored', 'cancelled'] as const

/** Cuts, the latest window first; the address holds the filters. */
export function Outages() {
  const { say } = useWords()
  const me = useMe()
  const [search, change] = useAddress<'state' | 'corporation_id' | 'from' | 'to' | 'feeder'>()
  const query = usePages<Listed>(['outage'], '/planned-outages', {
    state: search.state,
    corporation_id: search.corporation_id,
    feeder: search.feeder,
    ...momentsOf(search),
  })
  return (
    <Stack gap="md">
      <PageHead
        title={say('console.outages.title')}
        actions={
          me.data?.permissions.includes('planned-outages.plan') && (
            <GoButton primary to="/outages/new">
              {say('console.outages.new')}
            </GoButton>
          )
        }
      />
      <Group align="flex-end" gap="sm" component="search">
        <Filter
          label={say('console.filter.state')}
          value={search.state}
          onChange={(state) => change({ state })}
          data={states.map((s) => ({ value: s, label: say(`planned-outages.state.${s}`) }))}
        />
        <CorporationFilter
          by="id"
          value={search.corporation_id}
          onChange={(corporation_id) => change({ corporation_id })}
        />
        <DayFilters search={search} change={change} />
        <TextInput
          key={search.feeder ?? ''}
          label={say('console.col.feeder')}
          defaultValue={search.feeder ?? ''}
          onBlur={(e) => e.currentTarget.value !== (search.feeder ?? '') && change({ feeder: e.currentTarget.value })}
          onKeyDown={(e) => e.key === 'Enter' && change({ feeder: e.currentTarget.value })}
        />
      </Group>
      <Answer query={query} empty={(list) => (list.length === 0 ? say('console.outages.none') : undefined)}>
        {(list) => (
          <ul className="rows">
            {list.map((o) => (
              <Row key={o.id} outage={o} />
            ))}
          </ul>
        )}
      </Answer>
      <More query={query} />
    </Stack>
  )
}

function Row({ outage: o }: { outage: Listed }) {
  const { say, span } = useWords()
  const late = o.state === 'started' && new Date(o.back_at) < new Date()
  return (
    <li>
      <div>
        <Text className="figure">
          <Go row to={`/outages/${o.code}`}>
            {o.code}
          </Go>{' '}
          · {span(o.out_from, o.back_at)}
        </Text>
        <Text size="sm" c="dimmed">
          {[o.reason, o.feeder].filter(Boolean).join(' · ')}
        </Text>
      </div>
      <div className="end">
        <State room="planned-outages" state={late ? 'late' : o.state} />
        <Text size="sm" className="figure">
          {say('console.customers', { n: o.customers })}
        </Text>
      </div>
    </li>
  )
}
