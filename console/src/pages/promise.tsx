import { SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type Answered, get } from '../api.ts'
import { Answer, Empty } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { pageOf } from '../parts/address.ts'
import { Facts, Go, PageHead, Part, Wide } from '../parts/page.tsx'
import { PromiseLine } from '../parts/promises.tsx'
import { State } from '../parts/state.tsx'
import { useWords } from '../words.tsx'

type Page = Answered<'/api/v1/promises/{id}', 'get'>
type Outcome = Page['outcomes'][number]

/** One promise, and every outcome with the row that shows it. Nothing is ever changed: a correction is one more row. */
export function OnePromise() {
  const { say, when, has } = useWords()
  const me = useMe()
  const { id } = useParams({ strict: false } as never) as { id: string }
  const query = useQuery({
    queryKey: ['promise', 'outage', 'fault', 'notice', id],
    queryFn: () => get<Page>(`/promises/${id}`),
  })
  return (
    <Answer page query={query}>
      {({ promise, outcomes }) => {
        const kind = `console.promise.${promise.kind}`
        return (
          <Stack gap="lg">
            <PageHead title={has(kind) ? say(kind) : promise.kind}>
              <Text className="figure">{say('console.promises.due', { time: when(promise.due) })}</Text>
            </PageHead>
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
              <div className="panel">
                <PromiseLine promise={promise} bare />
              </div>
              <div className="panel">
                <Facts
                  items={[
                    [say('console.promises.made-at'), when(promise.made_at)],
                    [
                      say('console.promises.about'),
                      <Go key="about" to={pageOf(promise.about_kind, promise.about)}>
                        {say(`console.about.${promise.about_kind}`)}
                      </Go>,
                    ],
                    [
                      say('console.filter.corporation'),
                      me.data?.corporations.find((c) => c.id === promise.corporation_id)?.code ?? '–',
                    ],
                    [say('console.promises.rule'), promise.rule],
                  ]}
                />
              </div>
            </SimpleGrid>
            <Part title={say('console.promises.outcomes')}>
              {outcomes.length === 0 ? (
                <Empty text={say('console.promises.no-outcomes')} />
              ) : (
                <Outcomes outcomes={outcomes} about={pageOf(promise.about_kind, promise.about)} />
              )}
            </Part>
          </Stack>
        )
      }}
    </Answer>
  )
}

function Outcomes({ outcomes, about }: { outcomes: Outcome[]; about: string }) {
  const { say, number, when, duration } = useWords()
  return (
    <Wide label={say('console.promises.outcomes')}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>#</Table.Th>
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
              <Table.Td className="figure">{o.seq}</Table.Td>
              <Table.Td>
                <State room="console" state={o.outcome} />
              </Table.Td>
              <Table.Td ta="right" className="figure">
                {o.customers < 0 ? `−${number(-o.customers)}` : number(o.customers)}
              </Table.Td>
              <Table.Td className="figure">{when(o.at)}</Table.Td>
              <Table.Td className="figure">
                {o.late_s > 0
                  ? say('console.outage.late', { time: duration(o.late_s) })
                  : o.late_s < 0
                    ? say('console.outage.early', { time: duration(o.late_s) })
                    : say('console.promises.on-time')}
              </Table.Td>
              <Table.Td>
                <Evidence outcome={o} about={about} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  )
}

/** Where the outcome can be looked up: a step in the story, a notice, a call, the clock. */
function Evidence({ outcome: o, about }: { outcome: Outcome; about: string }) {
  const { say, has, when } = useWords()
  const kind = `console.evidence.${o.evidence_kind}`
  const text = has(kind) ? say(kind, { of: o.evidence.split('/').at(-1) }) : `${o.evidence_kind} ${o.evidence}`
  return (
    <>
      {/step|outage|fault/.test(o.evidence_kind) ? <Go to={about}>{text}</Go> : text}
      <Text size="sm" c="dimmed">
        {[
          o.reason,
          o.corrects !== null && say('console.promises.corrects', { n: o.corrects }),
          say('console.story.recorded', { when: when(o.recorded_at) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </>
  )
}
