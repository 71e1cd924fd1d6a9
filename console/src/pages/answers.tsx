import { Button, Group, Stack, Table, Text, TextInput } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { type Answered, get } from '../api.ts'
import { Answer, Waiting } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { pageOf, useAddress, withQuery } from '../parts/address.ts'
import { CorporationFilter } from '../parts/filters.tsx'
import { Go, GoButton, More, PageHead, Part, Wide } from '../parts/page.tsx'
import { Whiskers } from '../parts/survey.tsx'
import { useWords } from '../words.tsx'

type Rows = Answered<'/api/v1/question-answers', 'get'>
type Topics = Answered<'/api/v1/answer-topics', 'get'>
type Texts = Answered<'/api/v1/answer-texts', 'get'>
interface Asked {
  from: string
  to: string
  corporation?: string
}

const Months = lazy(() => import('../parts/chart.tsx').then((m) => ({ default: m.Lines })))
const dayHere = (back: number) => new Date(Date.now() + 7 * 3_600_000 - back * 86_400_000).toISOString().slice(0, 10)
/** Scores up to this one ask for a look at what happened. */
const low_score = 4

/** The one question after requests and cuts: the score over time, by whom and about what; and what people wrote. */
export function Answers() {
  const { say } = useWords()
  const [search, change] = useAddress<'from' | 'to' | 'corporation' | 'topic'>()
  const asked = { from: search.from ?? dayHere(365), to: search.to ?? dayHere(0), corporation: search.corporation }
  return (
    <Stack gap="lg">
      <PageHead
        title={say('console.surveys.answers')}
        actions={<GoButton to="/surveys">{say('console.surveys.yearly')}</GoButton>}
      >
        <Text c="dimmed">{say('console.surveys.answers-text')}</Text>
      </PageHead>
      <Group align="flex-end" gap="sm" component="search" className="no-print">
        {(['from', 'to'] as const).map((field) => (
          <TextInput
            key={field}
            type="date"
            label={say(`console.filter.${field}`)}
            value={asked[field]}
            onChange={(e) => change({ [field]: e.currentTarget.value })}
          />
        ))}
        <CorporationFilter value={search.corporation} onChange={(corporation) => change({ corporation })} />
      </Group>
      <OverTime asked={asked} />
      <Scores asked={asked} />
      <TopicList asked={asked} topic={search.topic} />
      {search.topic && <Words asked={asked} topic={search.topic} onAll={() => change({ topic: 'all' })} />}
    </Stack>
  )
}

const useRows = (asked: Asked, by: string) =>
  useQuery({
    queryKey: ['surveys', 'survey', 'answers', asked, by],
    queryFn: () => get<Rows>(withQuery('/question-answers', { ...asked, by })),
    placeholderData: keepPreviousData,
  })

function OverTime({ asked }: { asked: Asked }) {
  const { say } = useWords()
  const query = useRows(asked, 'month')
  if (!query.data || query.data.filter((r) => r.mean !== null).length < 2) return null
  return (
    <Part title={say('console.surveys.over-time')}>
      <Suspense fallback={<Waiting />}>
        <Months
          points={query.data.map((r) => ({ x: r.month!, value: r.mean, target: null }))}
          unit={say('console.surveys.points')}
          label={say('console.surveys.over-time-chart', { from: asked.from, to: asked.to })}
        />
      </Suspense>
      <Figures rows={query.data} first={say('console.dim.month')} name={(r) => r.month!} />
    </Part>
  )
}

function Scores({ asked }: { asked: Asked }) {
  const { say, number } = useWords()
  const query = useRows(asked, 'corporation,about_kind')
  const name = (r: Rows[number]) => `${r.corporation} · ${say(`console.surveys.about-${r.about_kind}`)}`
  return (
    <Part title={say('console.surveys.scores')}>
      <Answer query={query} empty={(rows) => (rows.length === 0 ? say('console.surveys.answers-none') : undefined)}>
        {(rows) => (
          <>
            <Whiskers
              label={say('console.surveys.scores-chart', { from: asked.from, to: asked.to })}
              of={(v) => number(v, 2)}
              rows={rows.map((r) => ({
                label: name(r),
                mean: r.mean,
                low: r.ci_low,
                high: r.ci_high,
                hidden: say('console.surveys.hidden', { n: r.group_min }),
              }))}
            />
            <Figures rows={rows} first={say('console.surveys.group')} name={name} />
            <Text size="sm" c="dimmed">
              {say('console.surveys.answers-method')}
            </Text>
          </>
        )}
      </Answer>
    </Part>
  )
}

function Figures({ rows, first, name }: { rows: Rows; first: string; name: (r: Rows[number]) => string }) {
  const { say, number } = useWords()
  const percent = (v: number | null) => (v === null ? '–' : `${number(100 * v, 1)} %`)
  return (
    <Wide label={first}>
      <Table className="first-stays">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{first}</Table.Th>
            {(['score', 'interval', 'satisfied', 'asked', 'n', 'rate'] as const).map((h) => (
              <Table.Th key={h} scope="col" ta="right">
                {say(`console.surveys.col-${h}`, { from: rows[0]?.satisfied_from ?? 7 })}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((r) => (
            <Table.Tr key={name(r)}>
              <Table.Th scope="row" fw={400}>
                {name(r)}
              </Table.Th>
              {r.hidden ? (
                <Table.Td colSpan={3} ta="right">
                  {say('console.surveys.hidden', { n: r.group_min })}
                </Table.Td>
              ) : (
                [
                  <strong key="mean">{number(r.mean, 2)}</strong>,
                  r.ci_low === null ? '–' : `${number(r.ci_low, 2)} – ${number(r.ci_high, 2)}`,
                  percent(r.share_satisfied),
                ].map((cell, i) => (
                  <Table.Td key={String(i)} ta="right" className="figure" style={{ whiteSpace: 'nowrap' }}>
                    {cell}
                  </Table.Td>
                ))
              )}
              {[number(r.invited), number(r.answered), percent(r.rate)].map((cell, i) => (
                <Table.Td key={String(i + 3)} ta="right" className="figure">
                  {cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  )
}

function TopicList({ asked, topic }: { asked: Asked; topic: string | undefined }) {
  const { say, number } = useWords()
  const me = useMe()
  const opens = me.data?.permissions.includes('customers.read') ?? false
  const query = useQuery({
    queryKey: ['surveys', 'topics', asked],
    queryFn: () => get<Topics>(withQuery('/answer-topics', { ...asked })),
    placeholderData: keepPreviousData,
  })
  return (
    <Part title={say('console.surveys.topics')}>
      <Answer query={query} empty={(t) => (t.texts === 0 ? say('console.surveys.no-texts') : undefined)}>
        {(t) => (
          <>
            <Text>
              {say('console.surveys.texts', {
                n: t.texts,
                unmatched: t.unmatched.texts,
                share: `${number(100 * t.unmatched.share, 1)} %`,
              })}
            </Text>
            <Wide label={say('console.surveys.topics')}>
              <Table className="first-stays">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{say('console.surveys.topic')}</Table.Th>
                    {(['texts', 'share', 'score'] as const).map((h) => (
                      <Table.Th key={h} scope="col" ta="right">
                        {say(`console.surveys.col-${h}`)}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {[
                    ...t.topics,
                    { code: 'none', name: say('console.surveys.unmatched'), ...t.unmatched, mean: null },
                  ].map((one) => (
                    <Table.Tr key={one.code}>
                      <Table.Th scope="row" fw={400} aria-current={one.code === topic ? 'true' : undefined}>
                        {opens && one.texts > 0 ? (
                          <Go strong={one.code === topic} to={withQuery('/answers', { ...asked, topic: one.code })}>
                            {one.name}
                          </Go>
                        ) : (
                          one.name
                        )}
                      </Table.Th>
                      {[number(one.texts), `${number(100 * one.share, 1)} %`, number(one.mean, 2)].map((cell, i) => (
                        <Table.Td key={String(i)} ta="right" className="figure">
                          {cell}
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Wide>
          </>
        )}
      </Answer>
    </Part>
  )
}

/** What people wrote of a topic; a low score leads to the request or the cut that it was about. */
function Words({ asked, topic, onAll }: { asked: Asked; topic: string; onAll: () => void }) {
  const { say, when, number } = useWords()
  const query = useInfiniteQuery({
    queryKey: ['surveys', 'texts', asked, topic],
    queryFn: ({ pageParam }) =>
      get<Texts>(
        withQuery('/answer-texts', {
          ...asked,
          topic: topic === 'all' ? undefined : topic,
          limit: 50,
          cursor: pageParam,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const items = query.data?.pages.flatMap((p) => p.items)
  return (
    <Part
      title={say('console.surveys.words')}
      aside={
        topic !== 'all' && (
          <Button variant="default" size="xs" onClick={onAll}>
            {say('console.surveys.words-all')}
          </Button>
        )
      }
    >
      <Answer
        query={{ ...query, data: items }}
        empty={(all) => (all.length === 0 ? say('console.surveys.no-texts') : undefined)}
      >
        {(all) => (
          <ul className="rows">
            {all.map((t) => {
              const low = t.score <= low_score
              return (
                <li key={`${t.at} ${t.words}`}>
                  <div>
                    <Text className="said">
                      <strong className="figure" style={{ color: low ? 'var(--broken)' : undefined }}>
                        {number(t.score)}/10{low && ` ${say('console.surveys.low')}`}
                      </strong>{' '}
                      {t.words}
                    </Text>
                    <Text size="sm" c="dimmed" className="figure">
                      {t.corporation} · {when(t.at)} · {say(`console.surveys.about-${t.about_kind}`)}
                      {t.about_code && (
                        <>
                          {' '}
                          <Go strong={low} to={pageOf(t.about_kind, t.about_code)}>
                            {t.about_code}
                          </Go>
                        </>
                      )}
                    </Text>
                  </div>
                </li>
              )
            })}
          </ul>
        )}
      </Answer>
      <More query={query} />
    </Part>
  )
}
