import { Group, MultiSelect, SegmentedControl, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { keepPreviousData, useQueries } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { get } from '../api.ts'
import { Answer, Waiting } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress, withQuery } from '../parts/address.ts'
import type { Bar } from '../parts/chart.tsx'
import {
  type Asked,
  askedOf,
  books,
  dimensions,
  type Figure,
  figureAddress,
  figures,
  figureText,
  type Indices,
  indicesQuery,
  keyText,
  type Row,
} from '../parts/figures.ts'
import { Go, PageHead, Part, Warnings, Wide } from '../parts/page.tsx'
import { useWords } from '../words.tsx'

// The chart library is fetched when there is something to draw.
const Bars = lazy(() => import('../parts/chart.tsx').then((m) => ({ default: m.Bars })))

/** The indices, sliced by the address, under both rule books side by side; every number opens to what is behind it. */
export function Figures() {
  const { say, when } = useWords()
  const [search] = useAddress<keyof Asked>()
  const asked = askedOf(search)
  const both = useQueries({
    queries: books.map((rules) => ({
      queryKey: ['reliability', 'outage', 'fault', 'interruption', rules, asked],
      queryFn: () => get<Indices>(indicesQuery(asked, rules)),
      placeholderData: keepPreviousData,
      retry: false,
    })),
    combine: (all) => ({
      data: all.every((q) => q.data) ? all.map((q) => q.data!) : undefined,
      error: all.find((q) => q.error)?.error,
      isPending: all.some((q) => q.isPending),
      refetch: () => all.forEach((q) => void q.refetch()),
    }),
  })
  const by = asked.by.split(',').filter(Boolean)
  return (
    <Stack gap="lg">
      <PageHead title={say('console.figures.title')}>
        <Text c="dimmed">{say('console.figures.text')}</Text>
      </PageHead>
      <Filters asked={asked} />
      <Answer query={both} empty={([first]) => (first!.rows.length === 0 ? say('console.figures.none') : undefined)}>
        {(pair) => (
          <>
            <Warnings title={say('console.outage.warnings')} texts={[...new Set(pair.flatMap((p) => p.warnings))]} />
            <Chart asked={asked} by={by} rows={pair[0]!.rows} />
            <BothBooks asked={asked} by={by} pair={pair} />
            <Text size="sm" c="dimmed">
              {say(asked.excluded === 'counted' ? 'console.figures.counted' : 'console.figures.left-out')} ·{' '}
              {say('console.figures.known', { time: when(pair[0]!.statement.as_known_on) })}
            </Text>
          </>
        )}
      </Answer>
    </Stack>
  )
}

function Filters({ asked }: { asked: Asked }) {
  const { say } = useWords()
  const me = useMe()
  const [, change] = useAddress<keyof Asked>()
  const corporations = me.data?.corporations ?? []
  return (
    <Group align="flex-end" gap="sm" component="search" className="no-print">
      <TextInput
        type="month"
        label={say('console.figures.from')}
        value={asked.from}
        onChange={(e) => change({ from: e.currentTarget.value })}
      />
      <TextInput
        type="month"
        label={say('console.figures.to')}
        value={asked.to}
        onChange={(e) => change({ to: e.currentTarget.value })}
      />
      <MultiSelect
        label={say('console.figures.by')}
        value={asked.by.split(',').filter(Boolean)}
        onChange={(v) => change({ by: v.join(',') || '-' })}
        data={dimensions.map((d) => ({ value: d, label: say(`console.dim.${d}`) }))}
        maw={360}
      />
      {corporations.length > 1 && (
        <Select
          label={say('console.filter.corporation')}
          placeholder={say('console.filter.all')}
          clearable
          value={asked.corporation || null}
          onChange={(corporation) => change({ corporation })}
          data={corporations.map((c) => c.code)}
        />
      )}
      <TextInput
        type="date"
        label={say('console.figures.known-on')}
        value={asked.known}
        onChange={(e) => change({ known: e.currentTarget.value })}
      />
      <SegmentedControl
        aria-label={say('console.figures.excluded')}
        value={asked.excluded}
        onChange={(v) => change({ excluded: v === 'counted' ? v : null })}
        data={['left-out', 'counted'].map((value) => ({ value, label: say(`console.figures.${value}`) }))}
      />
    </Group>
  )
}

/** SAIDI over time where time divides it, else by what divides it first; a panel each corporation. */
function Chart({ asked, by, rows }: { asked: Asked; by: string[]; rows: Row[] }) {
  const { say } = useWords()
  const time = ['day', 'month', 'quarter', 'year'].find((d) => by.includes(d))
  const along = time ?? by.find((d) => d !== 'corporation') ?? by[0]
  if (!along || rows.length < 2) return null
  const panel = along !== 'corporation' && by.includes('corporation') ? 'corporation' : undefined
  const sums = new Map<string, Bar>()
  for (const row of rows) {
    const [x, facet] = [keyText(say, along, row[along]), panel && String(row[panel])]
    const bar = sums.get(`${x} ${facet}`) ?? { x, value: 0, facet }
    // Parts of a corporation's index add up to it: the denominator is the corporation's.
    bar.value += row.saidi_min ?? 0
    sums.set(`${x} ${facet}`, bar)
  }
  return (
    <Part title={`${say('console.figure.saidi_min')} · ${say('console.figures.vn')}`}>
      <Suspense fallback={<Waiting />}>
        <Bars
          bars={[...sums.values()]}
          unit={say('console.figures.minutes')}
          label={say('console.figures.chart', { from: asked.from, to: asked.to })}
        />
      </Suspense>
    </Part>
  )
}

function BothBooks({ asked, by, pair }: { asked: Asked; by: string[]; pair: Indices[] }) {
  const { say, number } = useWords()
  const [vn, ieee] = pair as [Indices, Indices]
  const keyOf = (row: Row) => by.map((d) => row[d]).join('\u0000')
  const other = new Map((ieee.rows as Row[]).map((row) => [keyOf(row), row]))
  return (
    <Wide label={say('console.figures.title')}>
      <Table>
        <caption className="visually-hidden">{say('console.figures.title')}</caption>
        <Table.Thead>
          <Table.Tr>
            {by.map((d) => (
              <Table.Th key={d} rowSpan={2} scope="col">
                {say(`console.dim.${d}`)}
              </Table.Th>
            ))}
            {figures.map((f) => (
              <Table.Th key={f} colSpan={2} scope="colgroup" ta="center">
                {say(`console.figure.${f}`)}
              </Table.Th>
            ))}
            <Table.Th rowSpan={2} scope="col" ta="right">
              {say('console.figure.interruptions')}
            </Table.Th>
            <Table.Th rowSpan={2} scope="col" ta="right">
              {say('console.col.customers')}
            </Table.Th>
          </Table.Tr>
          <Table.Tr>
            {figures.flatMap((f) =>
              books.map((book) => (
                <Table.Th key={`${f} ${book}`} scope="col" ta="right">
                  {say(`console.book.${book}.short`)}
                </Table.Th>
              )),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(vn.rows as Row[]).map((row) => (
            <Table.Tr key={keyOf(row)}>
              {by.map((d) => (
                <Table.Td key={d} style={{ whiteSpace: 'nowrap' }}>
                  {keyText(say, d, row[d])}
                </Table.Td>
              ))}
              {figures.flatMap((f) => [
                <Cell key={`${f} vn`} asked={asked} by={by} row={row} figure={f} book="vn" />,
                <Cell key={`${f} ieee`} asked={asked} by={by} row={other.get(keyOf(row))} figure={f} book="ieee1366" />,
              ])}
              <Table.Td ta="right" className="figure">
                {number(row.interruptions)}
              </Table.Td>
              <Table.Td ta="right" className="figure">
                {number(row.customers)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  )
}

function Cell({
  asked,
  by,
  row,
  figure,
  book,
}: {
  asked: Asked
  by: string[]
  row: Row | undefined
  figure: Figure
  book: (typeof books)[number]
}) {
  const { number } = useWords()
  const value = row?.[figure]
  return (
    <Table.Td ta="right" className="figure">
      {row && value !== null && value !== undefined ? (
        <Go to={withQuery('/figure', figureAddress(asked, by, row, figure, book))}>
          {figureText(number, figure, value as number)}
        </Go>
      ) : (
        '–'
      )}
    </Table.Td>
  )
}
