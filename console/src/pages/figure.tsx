import { Button, Stack, Table, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { pageOf, withQuery } from '../parts/address.ts'
import { csvOf, download } from '../parts/csv.ts'
import {
  cellQueries,
  dimensions,
  type Figure,
  figures,
  figureText,
  type Indices,
  interruptionPage,
  keyText,
  rests_on,
  rowOf,
} from '../parts/figures.ts'
import { Standing } from '../parts/frozen.tsx'
import { Facts, Go, More, PageHead, Part, Warnings, Wide } from '../parts/page.tsx'
import { useWords } from '../words.tsx'

type Behind = Answered<'/api/v1/reliability/interruptions', 'get'>
type Interruption = Answered<'/api/v1/interruptions/{corporation}/{id}', 'get'>
type Customers = Answered<'/api/v1/interruptions/{corporation}/{id}/customers', 'get'>
const page_rows = 50

/** Behind a number: what it means, by which formula and rules, over how many, and the rows that make it up. */
export function FigurePage() {
  const { say, number, when } = useWords()
  const search = useSearch({ strict: false } as never) as Record<string, string | undefined>
  const figure: Figure = figures.find((f) => f === search.figure) ?? 'saidi_min'
  const { asked, rules, own } = cellQueries(search)
  const keys = dimensions.filter((d) => search[d])
  const query = useQuery({
    queryKey: [...rests_on, 'own', own],
    queryFn: () => get<Indices>(own),
  })
  return (
    <Stack gap="lg">
      <PageHead title={`${say(`console.figure.${figure}`)} · ${say(`console.book.${rules}`)}`}>
        <Text className="figure">
          {[
            ...keys.map((d) => `${say(`console.dim.${d}`)} ${keyText(say, d, search[d])}`),
            say('console.figures.period', { from: asked.from, to: asked.to }),
          ].join(' · ')}
        </Text>
      </PageHead>
      <Answer query={query}>
        {({ rows, statement, warnings }) => {
          const row = rowOf(rows, search)
          const value = row?.[figure]
          return (
            <>
              <div className="panel">
                <Text fz={40} fw={700} lh={1.2} className="figure">
                  {value === null || value === undefined ? '–' : figureText(number, figure, value)}
                </Text>
                <Text mb="sm">{say(`console.figure.${figure}.words`)}</Text>
                <Facts
                  items={[
                    [
                      say('console.figures.formula'),
                      <code key="f">{statement.formulas[figure.replace('_min', '')] ?? '–'}</code>,
                    ],
                    [say('console.figures.rules'), statement.clauses.join('; ') || say(`console.book.${rules}`)],
                    [
                      say('console.figures.denominator'),
                      `${number(row?.customers)} · ${say(`console.denominator.${rules}`)}`,
                    ],
                    row && [say('console.figures.standing'), <Standing key="s" row={row} />],
                    [
                      say('console.figures.counts'),
                      say('console.figures.counts-are', {
                        interruptions: row?.interruptions ?? 0,
                        customers: row?.customer_interruptions ?? 0,
                        minutes: Math.round(row?.customer_minutes ?? 0),
                      }),
                    ],
                    [
                      say('console.figures.excluded'),
                      say(statement.excluded === 'counted' ? 'console.figures.counted' : 'console.figures.left-out'),
                    ],
                    [say('console.figures.known-word'), when(statement.as_known_on)],
                  ]}
                />
              </div>
              <Warnings title={say('console.outage.warnings')} texts={warnings} />
            </>
          )
        }}
      </Answer>
      <BehindList search={search} />
    </Stack>
  )
}

/** The interruptions, the heaviest first: their counts add up to the number's. */
function BehindList({ search }: { search: Record<string, string | undefined> }) {
  const { say } = useWords()
  const { behind } = cellQueries(search)
  const query = useInfiniteQuery({
    queryKey: [...rests_on, 'behind', behind(0, 0)],
    initialPageParam: 0,
    queryFn: ({ pageParam }) => get<Behind>(behind(page_rows, pageParam)),
    getNextPageParam: (last, pages) => (last.length === page_rows ? pages.length * page_rows : undefined),
  })
  const rows = query.data?.pages.flat()
  const save = () =>
    download(
      'interruptions.csv',
      csvOf(
        [
          'interruption',
          'corporation',
          'feeders',
          'origin',
          'cause',
          'out_at',
          'restored_at',
          'steps',
          'customer_interruptions',
          'customer_minutes',
        ],
        (rows ?? []).map((r) => [
          r.code,
          r.corporation,
          r.feeders.join(' '),
          r.origin,
          r.cause,
          r.out_at,
          r.restored_at,
          r.steps,
          r.customer_interruptions,
          r.customer_minutes,
        ]),
      ),
    )
  return (
    <Part
      title={say('console.figures.behind')}
      aside={
        rows && rows.length > 0 ? (
          <Button size="xs" variant="default" onClick={save}>
            {say('console.imports.csv')}
          </Button>
        ) : undefined
      }
    >
      <Answer
        query={{ ...query, data: rows }}
        empty={(list) => (list.length === 0 ? say('console.figures.nothing-behind') : undefined)}
      >
        {(list) => (
          <ul className="rows">
            {list.map((i) => (
              <InterruptionRow key={`${i.corporation} ${i.interruption_id}`} of={i} />
            ))}
          </ul>
        )}
      </Answer>
      <More query={query} />
    </Part>
  )
}

function InterruptionRow({ of: i }: { of: Behind[number] }) {
  const { say, number, when, duration } = useWords()
  const [opened, setOpened] = useState(false)
  const lasted = (Date.parse(i.restored_at) - Date.parse(i.out_at)) / 1000
  return (
    <li>
      <div>
        <Text className="figure">
          <Go
            strong
            to={
              i.source_kind === 'import'
                ? interruptionPage(i.corporation, i.interruption_id)
                : pageOf(i.source_kind, i.code)
            }
          >
            {i.code}
          </Go>{' '}
          · {when(i.out_at)} · {duration(lasted)}
        </Text>
        <Text size="sm" c="dimmed">
          {[say(`console.origin.${i.origin}`), i.cause, i.feeders.join(', '), i.corporation]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </div>
      <div className="end">
        <Text size="sm" className="figure">
          {say('console.figures.minutes-n', { n: Math.round(i.customer_minutes) })}
        </Text>
        <Button size="xs" variant="default" aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {say('console.figures.steps', { n: number(i.steps) })}
        </Button>
      </div>
      {opened && <StepsOf corporation={i.corporation} id={i.interruption_id} />}
    </li>
  )
}

/** The steps of an interruption, and who was out in each. */
export function StepsOf({ corporation, id }: { corporation: string; id: string }) {
  const { say, number, when, duration } = useWords()
  const me = useMe()
  const [step, setStep] = useState<number>()
  const query = useQuery({
    queryKey: ['interruption', corporation, id],
    queryFn: () => get<Interruption>(`/interruptions/${corporation}/${id}`),
  })
  const mayLook = me.data?.permissions.includes('customers.read') ?? false
  return (
    <div style={{ gridColumn: '1 / -1' }}>
      <Answer query={query}>
        {({ steps }) => (
          <>
            <Wide label={say('console.figures.steps-title')}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{say('console.figures.step')}</Table.Th>
                    <Table.Th>{say('console.col.out')}</Table.Th>
                    <Table.Th>{say('console.figures.lasted')}</Table.Th>
                    <Table.Th ta="right">{say('console.col.customers')}</Table.Th>
                    <Table.Th>{say('console.col.feeder')}</Table.Th>
                    <Table.Th>{say('console.figures.note')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {steps.map((s) => (
                    <Table.Tr key={s.step_no}>
                      <Table.Td className="figure">{s.step_no}</Table.Td>
                      <Table.Td className="figure">{when(s.out_at)}</Table.Td>
                      <Table.Td className="figure">
                        {s.restored_at
                          ? duration((Date.parse(s.restored_at) - Date.parse(s.out_at)) / 1000)
                          : say('console.customer.still')}
                      </Table.Td>
                      <Table.Td ta="right" className="figure">
                        {s.named && mayLook ? (
                          <Button
                            size="compact-sm"
                            variant="default"
                            aria-expanded={step === s.step_no}
                            onClick={() => setStep(step === s.step_no ? undefined : s.step_no)}
                          >
                            {say('console.customers', { n: s.customers })}
                          </Button>
                        ) : (
                          number(s.customers)
                        )}
                      </Table.Td>
                      <Table.Td>{s.feeder}</Table.Td>
                      <Table.Td>
                        <Text size="sm" c="dimmed">
                          {[
                            s.excluded && say('console.figures.is-excluded'),
                            s.version > 1 && say('console.figures.version', { n: s.version }),
                            s.reason,
                            !s.named && say('console.figures.unnamed'),
                          ]
                            .filter(Boolean)
                            .join(' · ')}
                        </Text>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Wide>
            {step !== undefined && <CustomersOf corporation={corporation} id={id} step={step} />}
          </>
        )}
      </Answer>
    </div>
  )
}

function CustomersOf({ corporation, id, step }: { corporation: string; id: string; step: number }) {
  const { say } = useWords()
  const query = useInfiniteQuery({
    queryKey: ['interruption', 'customers', corporation, id, step],
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      get<Customers>(
        withQuery(`/interruptions/${corporation}/${id}/customers`, {
          step_no: step,
          limit: page_rows,
          offset: pageParam,
        }),
      ),
    getNextPageParam: (last, pages) => (last.length === page_rows ? pages.length * page_rows : undefined),
  })
  return (
    <Part title={say('console.figures.step-customers', { n: step })}>
      <Answer query={{ ...query, data: query.data?.pages.flat() }}>
        {(list) => (
          <ul className="columns">
            {list.map((c) => (
              <li key={c.code}>
                <Go to={`/customers/${encodeURIComponent(c.code)}`}>{c.code}</Go> {c.name}
                <Text size="sm" c="dimmed">
                  {[c.address, c.transformer].filter(Boolean).join(' · ')}
                </Text>
              </li>
            ))}
          </ul>
        )}
      </Answer>
      <More query={query} />
    </Part>
  )
}
