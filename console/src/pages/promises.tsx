import { Group, Stack, Text } from '@mantine/core'
import type { Answered } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useAddress } from '../parts/address.ts'
import { CorporationFilter, Filter } from '../parts/filters.tsx'
import { More, PageHead } from '../parts/page.tsx'
import { usePages } from '../parts/pages.ts'
import { PromiseLine } from '../parts/promises.tsx'
import { useWords } from '../words.tsx'

type Listed = Answered<'/api/v1/promises', 'get'>['items'][number]
const kinds = ['notice', 'power_back', 'fault_told', 'fault_power_back', 'request'] as const
const states = ['open', 'kept', 'broken', 'released'] as const

/** The ledger: every promise with its deadline and what became of it, part by part. */
export function Promises() {
  const { say } = useWords()
  const [search, change] = useAddress<'kind' | 'state' | 'corporation_id'>()
  const query = usePages<Listed>(['promise', 'outage', 'fault'], '/promises', {
    kind: search.kind,
    state: search.state,
    corporation_id: search.corporation_id,
  })
  return (
    <Stack gap="md">
      <PageHead title={say('console.promises.title')}>
        <Text c="dimmed">{say('console.promises.text')}</Text>
      </PageHead>
      <Group align="flex-end" gap="sm" component="search">
        <Filter
          label={say('console.filter.kind')}
          value={search.kind}
          onChange={(kind) => change({ kind })}
          data={kinds.map((k) => ({ value: k, label: say(`console.promise.${k}`) }))}
        />
        <Filter
          label={say('console.filter.state')}
          value={search.state}
          onChange={(state) => change({ state })}
          data={states.map((s) => ({ value: s, label: say(`console.state.${s}`) }))}
        />
        <CorporationFilter
          by="id"
          value={search.corporation_id}
          onChange={(corporation_id) => change({ corporation_id })}
        />
      </Group>
      <Answer query={query} empty={(list) => (list.length === 0 ? say('console.promises.none') : undefined)}>
        {(list) => (
          <ul className="rows">
            {list.map((p) => (
              <li key={p.id} style={{ display: 'block' }}>
                <PromiseLine promise={p} row />
              </li>
            ))}
          </ul>
        )}
      </Answer>
      <More query={query} />
    </Stack>
  )
}
