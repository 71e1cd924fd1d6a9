import { Anchor, Button, Group, Select, SimpleGrid, Stack, Table, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Answered, get, Refused } from '../api.ts'
import { Answer, Failed } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress, withQuery } from '../parts/address.ts'
import {
  type Indicator,
  type Table as Indicators,
  indicatorPage,
  rests_on,
  useFigure,
  Verdict,
} from '../parts/indicator.tsx'
import { monthAfter, monthNow, months } from '../parts/months.ts'
import { Facts, Go, PageHead, Part, Wide } from '../parts/page.tsx'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'

type Closed = Answered<'/api/v1/reliability/closed-months/{corporation}/{month}', 'get'>
type Closings = Answered<'/api/v1/reliability/closed-months', 'get'>
type Proof = Answered<'/api/v1/reliability/closed-months/{corporation}/{month}/verification', 'get'>
type Adjusted = Answered<'/api/v1/reliability/closed-months/{corporation}/{month}/adjustments', 'get'>

const formats = ['pdf', 'xlsx', 'csv', 'json'] as const

/** The corporation's month: what it brought, what moved; closed with a signature, and the report that goes out. */
export function Month() {
  const { say } = useWords()
  const me = useMe()
  const [search, change] = useAddress<'corporation' | 'month'>()
  const corporations = me.data?.corporations ?? []
  const corporation = corporations.find((c) => c.code === search.corporation)?.code ?? corporations[0]?.code
  const month = search.month ?? monthAfter(monthNow(), -1)
  if (!corporation) return null
  return (
    <Stack gap="lg">
      <PageHead title={say('console.month.title', { month, corporation })}>
        <Text c="dimmed">{say('console.month.text')}</Text>
      </PageHead>
      <Group align="flex-end" gap="sm" component="search" className="no-print">
        {corporations.length > 1 && (
          <Select
            label={say('console.filter.corporation')}
            value={corporation}
            onChange={(v) => change({ corporation: v })}
            data={corporations.map((c) => c.code)}
            allowDeselect={false}
          />
        )}
        <Select
          label={say('console.dim.month')}
          value={month}
          onChange={(v) => change({ month: v })}
          data={months(25)}
          allowDeselect={false}
        />
      </Group>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Closing corporation={corporation} month={month} />
        <Part title={say('console.month.report')}>
          <Group gap="xs">
            {formats.map((format) => (
              <Button
                key={format}
                component="a"
                variant={format === 'pdf' ? 'filled' : 'default'}
                href={withQuery(`/api/v1/reports/month/${month}/${format}`, { corporation })}
                download
              >
                {format.toUpperCase()}
              </Button>
            ))}
          </Group>
          <Text size="sm" c="dimmed">
            {say('console.month.report-text')}
          </Text>
        </Part>
      </SimpleGrid>
      <Moved corporation={corporation} month={month} />
    </Stack>
  )
}

const closings = ['reliability', 'interruption', 'outage', 'fault', 'closing']

/** Open, or closed by whom; what came later; whether it still proves itself. */
function Closing({ corporation, month }: { corporation: string; month: string }) {
  const { say, when } = useWords()
  const path = `/reliability/closed-months/${corporation}/${month}`
  const closed = useQuery({
    queryKey: [...closings, corporation, month],
    // not closed is an answer, not a failure
    queryFn: () =>
      get<Closed>(path).catch((error) => {
        if (error instanceof Refused && error.code === 'reliability/not-closed') return null
        throw error
      }),
  })
  const holds = closed.data ?? undefined
  // Of a month that is open: whether it was closed before, and who opened it again
  const before = useQuery({
    queryKey: [...closings, corporation, month, 'before'],
    queryFn: () => get<Closings>(withQuery('/reliability/closed-months', { from: month, to: month, corporation })),
    enabled: closed.data === null,
  })
  const reopened = before.data?.at(-1)?.reopened
  return (
    <Part title={say('console.month.closing')}>
      <Answer query={closed}>
        {() => (
          <>
            {holds ? (
              <>
                <Facts
                  items={[
                    [say('console.month.closed-by'), `${holds.closed_by}, ${when(holds.closed_at)}`],
                    [say('console.month.known'), when(holds.as_known_on)],
                    ['SHA-256', <code key="h">{holds.sha256.slice(0, 16)}…</code>],
                    [say('console.month.sequence'), holds.sequence],
                  ]}
                />
                <Proven path={path} />
                <Adjustments path={path} />
                <Reopen path={path} />
              </>
            ) : (
              <>
                <Text>
                  {reopened
                    ? say('console.month.reopened', {
                        who: reopened.by,
                        when: when(reopened.at),
                        reason: reopened.reason,
                      })
                    : say('console.month.open')}
                </Text>
                <Group>
                  <Verb
                    label={say('console.month.close')}
                    may="reliability.close"
                    possible={month < monthNow()}
                    path="/reliability/closed-months"
                    body={() => ({ corporation, month })}
                    confirm={say('console.month.confirm', { month, corporation })}
                    primary
                  />
                </Group>
              </>
            )}
          </>
        )}
      </Answer>
    </Part>
  )
}

function Reopen({ path }: { path: string }) {
  const { say } = useWords()
  const [reason, setReason] = useState('')
  return (
    <Group>
      <Verb
        label={say('console.month.reopen')}
        may="reliability.reopen"
        possible
        path={`${path}/reopening`}
        body={() => ({ reason })}
        ready={reason.trim() !== ''}
        confirm={say('console.month.confirm-reopen')}
      >
        <Textarea
          label={say('console.col.reason')}
          required
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
        />
      </Verb>
    </Group>
  )
}

/** Hash, signature, chain, and the same bytes counted again from the steps. */
function Proven({ path }: { path: string }) {
  const { say } = useWords()
  const proof = useQuery({
    queryKey: [...closings, path, 'proof'],
    queryFn: () => get<Proof>(`${path}/verification`),
    enabled: false,
  })
  const parts = ['hash', 'signature', 'own_key', 'chain', 'reproduced'] as const
  return (
    <Stack gap="xs" align="flex-start">
      <Button variant="default" size="xs" loading={proof.isFetching} onClick={() => void proof.refetch()}>
        {say('console.month.verify')}
      </Button>
      {proof.error && <Failed error={proof.error} />}
      {proof.data && (
        <ul className="bar-words" aria-live="polite">
          {parts.map((part) => (
            <li key={part} data-role={proof.data[part] ? 'kept' : 'broken'}>
              {proof.data[part] ? '✓' : '✗'} {say(`console.month.proof-${part}`)}
            </li>
          ))}
        </ul>
      )}
    </Stack>
  )
}

function Adjustments({ path }: { path: string }) {
  const { say, number, when } = useWords()
  const query = useQuery({
    queryKey: [...closings, path, 'adjustments'],
    queryFn: () => get<Adjusted>(`${path}/adjustments`),
  })
  if (!query.data || query.data.adjustments.length === 0)
    return <Text size="sm">{query.data && say('console.month.no-adjustments')}</Text>
  const signed = (n: number | null) => (n === null ? '–' : `${n > 0 ? '+' : ''}${number(n, 4)}`)
  const line = (moves: Adjusted['moved']) =>
    say('console.month.moves', {
      saidi: signed(moves.vn.without_excluded.saidi_min),
      saifi: signed(moves.vn.without_excluded.saifi),
    })
  return (
    <div className="warning" role="note">
      <Text fw={700} size="sm">
        {say('console.month.adjustments', { n: query.data.adjustments.length })} · {line(query.data.moved)}
      </Text>
      <ul>
        {query.data.adjustments.slice(0, 20).map((a) => (
          <li key={a.kind === 'step' ? `${a.interruption_id} ${a.step_no}` : 'customers'}>
            {a.kind === 'step' ? `${a.code} · ${a.step_no}` : say('console.month.customers')}: {a.reason ?? '–'}
            {a.by && ` (${a.by}${a.at ? `, ${when(a.at)}` : ''})`} · {line(a.moves)}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Every indicator of the month beside the month before and the same month of last year. */
function Moved({ corporation, month }: { corporation: string; month: string }) {
  const { say } = useWords()
  const text = useFigure()
  const year = Number(month.slice(0, 4))
  const ask = (y: number) => ({
    queryKey: [...rests_on, y, corporation],
    queryFn: () => get<Indicators>(withQuery('/indicator-table', { year: y, corporation })),
  })
  const [now, last] = [useQuery(ask(year)), useQuery(ask(year - 1))]
  const of = (indicator: Indicator, m: string) => {
    const table = m.startsWith(String(year)) ? now.data : last.data
    return table?.indicators
      .find((i) => i.code === indicator.code)
      ?.figures.find((f) => f.corporation === corporation)
      ?.months.find((x) => x.month === m)
  }
  return (
    <Part title={say('console.month.figures')}>
      <Answer query={now}>
        {(table) => (
          <Wide label={say('console.month.figures')}>
            <Table className="first-stays">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{say('console.indicators.one')}</Table.Th>
                  {[month, monthAfter(month, -1), monthAfter(month, -12)].map((m) => (
                    <Table.Th key={m} scope="col" ta="right" className="figure">
                      {m}
                    </Table.Th>
                  ))}
                  <Table.Th scope="col" ta="right">
                    {say('console.indicators.target-is')}
                  </Table.Th>
                  <Table.Th scope="col">{say('console.col.state')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {table.indicators.map((indicator) => {
                  const mine = of(indicator, month)
                  return (
                    <Table.Tr key={indicator.code}>
                      <Table.Th scope="row" fw={400}>
                        <Go
                          to={withQuery(indicatorPage(indicator.code, year, corporation).split('?')[0]!, {
                            year,
                            corporation,
                            month,
                          })}
                        >
                          {indicator.name}
                        </Go>
                        <Text size="xs" c="dimmed">
                          {indicator.unit_words}
                        </Text>
                      </Table.Th>
                      {[month, monthAfter(month, -1), monthAfter(month, -12)].map((m) => (
                        <Table.Td key={m} ta="right" className="figure" fw={m === month ? 700 : undefined}>
                          {text(indicator, of(indicator, m)?.actual)}
                        </Table.Td>
                      ))}
                      <Table.Td ta="right" className="figure">
                        {text(indicator, mine?.target)}
                      </Table.Td>
                      <Table.Td>
                        {mine && <Verdict state={mine.state} words={mine.said_words ?? mine.state_words} />}
                      </Table.Td>
                    </Table.Tr>
                  )
                })}
              </Table.Tbody>
            </Table>
          </Wide>
        )}
      </Answer>
      <Text size="sm">
        <Anchor href={`/console/worst?corporation=${corporation}&from=${monthAfter(month, -11)}&to=${month}`} inherit>
          {say('console.month.worst')}
        </Anchor>
      </Text>
    </Part>
  )
}
