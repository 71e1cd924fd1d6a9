import { Group, Select, Stack, Text, TextInput } from '@mantine/core'
import type { Answered } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress } from '../parts/address.ts'
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
  const corporations = me.data?.corporations ?? []
  const query = usePages<Listed>(['outage'], '/planned-outages', {
    state: search.state,
    corporation_id: search.corporation_id,
    feeder: search.feeder,
    // Days as a person means them: the whole of the last one.
    from: search.from && `${search.from}T00:00:00+07:00`,
    to: search.to && `${search.to}T24:00:00+07:00`.replace('T24:00:00', 'T23:59:59'),
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
        <Select
          label={say('console.filter.state')}
          placeholder={say('console.filter.all')}
          clearable
          value={search.state ?? null}
          onChange={(state) => change({ state })}
          data={states.map((s) => ({ value: s, label: say(`planned-outages.state.${s}`) }))}
        />
        {corporations.length > 1 && (
          <Select
            label={say('console.filter.corporation')}
            placeholder={say('console.filter.all')}
            clearable
            value={search.corporation_id ?? null}
            onChange={(corporation_id) => change({ corporation_id })}
            data={corporations.map((c) => ({ value: String(c.id), label: c.code }))}
          />
        )}
        <TextInput
          type="date"
          label={say('console.filter.from')}
          value={search.from ?? ''}
          onChange={(e) => change({ from: e.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={say('console.filter.to')}
          value={search.to ?? ''}
          onChange={(e) => change({ to: e.currentTarget.value })}
        />
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
