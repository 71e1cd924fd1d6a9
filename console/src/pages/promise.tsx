import { Anchor, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { PromiseLine } from '../parts/promises.tsx'
import { State } from '../parts/state.tsx'
import { useWords } from '../words.tsx'

type Page = Answered<'/api/v1/promises/{id}', 'get'>

/** One promise, and every outcome with the row that shows it. Nothing is ever changed: a correction is one more row. */
export function OnePromise() {
  const { say, number, when, duration } = useWords()
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery({ queryKey: ['promise', 'outage', 'fault', id], queryFn: () => get<Page>(`/promises/${id}`) })
  return (
    <Answer query={query}>
      {({ promise, outcomes }) => (
        <Stack gap="md">
          <Title order={1}>{say('console.promises.one')}</Title>
          <div className="panel">
            <PromiseLine promise={promise} />
          </div>
          <Text>
            {say('console.promises.made', { time: when(promise.made_at) })} ·{' '}
            <Anchor
              renderRoot={(props) => (
                <Link
                  to={
                    (promise.about_kind === 'fault' ? `/faults/${promise.about}` : `/outages/${promise.about}`) as never
                  }
                  {...props}
                />
              )}
            >
              {say('console.promises.about')}
            </Anchor>
          </Text>
          <Table.ScrollContainer minWidth={620}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{say('console.col.state')}</Table.Th>
                  <Table.Th ta="right">{say('console.col.customers')}</Table.Th>
                  <Table.Th>{say('console.col.at')}</Table.Th>
                  <Table.Th>{say('console.col.against')}</Table.Th>
                  <Table.Th>{say('console.col.evidence')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {outcomes.map((o) => (
                  <Table.Tr key={o.seq}>
                    <Table.Td>
                      <State room="console" state={o.outcome} />
                    </Table.Td>
                    <Table.Td ta="right" className="figure">
                      {number(o.customers)}
                    </Table.Td>
                    <Table.Td className="figure">{when(o.at)}</Table.Td>
                    <Table.Td className="figure">
                      {o.late_s > 0 ? `+${duration(o.late_s)}` : o.late_s < 0 ? `−${duration(o.late_s)}` : '–'}
                    </Table.Td>
                    <Table.Td>
                      <Text size="xs">
                        {o.evidence_kind} {o.evidence}
                        {o.reason ? ` · ${o.reason}` : ''}
                        {o.corrects !== null ? ` · ${say('console.promises.corrects', { n: o.corrects })}` : ''}
                      </Text>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Stack>
      )}
    </Answer>
  )
}
