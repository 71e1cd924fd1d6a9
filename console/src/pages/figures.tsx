import { Group, MultiSelect, SegmentedControl, Stack, Table, Text, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
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
  type Figure,
  figureAddress,
  figures,
  figureText,
  type Indices,
  indicesQuery,
  keyText,
  opens,
  type Row,
  rests_on,
  views,
} from '../parts/figures.ts'
import { CorporationFilter } from '../parts/filters.tsx'
import { Standing } from '../parts/frozen.tsx'
import { Go, GoButton, PageHead, Part, Warnings, Wide } from '../parts/page.tsx'
import { divisions, Export, SideBySide, Stated, Suspects, useFirst } from '../parts/reliability-views.tsx'
import { useWords } from '../words.tsx'

// The chart library is fetched when there is something to draw.
const Bars = lazy(() => import('../parts/chart.tsx').then((m) => ({ default: m.Bars })))

/**
 * The indices, sliced by the address: under both rule books side by side, with and without what may be left out, or what
 * of them can hardly be true. Every number opens to what is behind it.
 */
export function Figures() {
  const { say } = useWords()
  const [search, change] = useAddress<keyof Asked>()
  const me = useMe()
  const asked = askedOf(search)
  const narrow = useMediaQuery('(max-width: 40em)')
  const by = asked.by.split(',').filter(Boolean)
  return (
    <Stack gap="lg">
      <PageHead
        title={say('console.figures.title')}
        actions={
          me.data?.permissions.includes('reliability.rules') && (
            <GoButton to="/rules-preview">{say('console.figures.rules-preview')}</GoButton>
          )
        }
      >
        <Text c="dimmed">{say('console.figures.text')}</Text>
      </PageHead>
      <SegmentedControl
        className="no-print"
        orientation={narrow ? 'vertical' : 'horizontal'}
        style={{ alignSelf: 'flex-start' }}
        aria-label={say('console.figures.view')}
        value={asked.view}
        onChange={(v) => change({ view: v === 'books' ? null : v })}
        data={views.map((value) => ({ value, label: say(`console.figures.view-${value}`) }))}
      />
      <Filters asked={asked} />
      {asked.view === 'books' && <Books asked={asked} by={by} />}
      {asked.view === 'sides' && <SideBySide asked={asked} by={by} />}
      {asked.view === 'quality' && <Suspects asked={asked} />}
    </Stack>
  )
}

function Books({ asked, by }: { asked: Asked; by: string[] }) {
  const { say } = useWords()
  const both = useQueries({
    queries: books.map((rules) => {
      const path = indicesQuery(asked, rules)
      return {
        queryKey: [...rests_on, path],
        queryFn: () => get<Indices>(path),
        placeholderData: keepPreviousData,
        retry: false,
      }
    }),
    combine: (all) => ({
      data: all.every((q) => q.data) ? all.map((q) => q.data!) : undefined,
      error: all.find((q) => q.error)?.error,
      isPending: all.some((q) => q.isPending),
      refetch: () => all.forEach((q) => void q.refetch()),
    }),
  })
  return (
    <Answer query={both} empty={([first]) => (first!.rows.length === 0 ? say('console.figures.none') : undefined)}>
      {(pair) => (
        <>
          <Warnings title={say('console.outage.warnings')} texts={[...new Set(pair.flatMap((p) => p.warnings))]} />
          <Chart asked={asked} by={by} rows={pair[0]!.rows} />
          <Part
            title={say('console.figures.view-books')}
            aside={
              <Export
                name={`reliability-${asked.from}-${asked.to}.csv`}
                head={[...by, 'rules', ...figures, ...counts, 'excluded', 'as_known_on', 'state']}
                rows={() =>
                  pair.flatMap(({ rows, statement }) =>
                    (rows as Row[]).map((row) => [
                      ...by.map((d) => row[d]),
                      statement.rules,
                      ...figures.map((f) => row[f]),
                      ...counts.map((c) => row[c]),
                      statement.excluded,
                      statement.as_known_on,
                      row.state,
                    ]),
                  )
                }
              />
            }
          >
            <BothBooks asked={asked} by={by} pair={pair} />
          </Part>
          <Stated
            of={pair[0]!.statement}
            rules={books}
            options={say(asked.excluded === 'counted' ? 'console.figures.counted' : 'console.figures.left-out')}
          />
        </>
      )}
    </Answer>
  )
}

const counts = ['customers', 'interruptions', 'customer_interruptions', 'customer_minutes'] as const

function Filters({ asked }: { asked: Asked }) {
  const { say } = useWords()
  const [, change] = useAddress<keyof Asked>()
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
      {asked.view !== 'quality' && (
        <MultiSelect
          label={say('console.figures.by')}
          value={asked.by.split(',').filter(Boolean)}
          onChange={(v) => change({ by: v.join(',') || '-' })}
          data={divisions(say)}
          maw={360}
        />
      )}
      <CorporationFilter value={asked.corporation} onChange={(corporation) => change({ corporation })} />
      <TextInput
        type="date"
        label={say('console.figures.known-on')}
        value={asked.known}
        onChange={(e) => change({ known: e.currentTarget.value })}
      />
      {asked.view !== 'quality' && (
        <SegmentedControl
          aria-label={say('console.figures.closed-months')}
          value={asked.live}
          onChange={(v) => change({ live: v || null })}
          data={['', 'yes'].map((value) => ({
            value,
            label: say(`console.figures.${value ? 'as-live' : 'as-closed'}`),
          }))}
        />
      )}
      {asked.view !== 'sides' && (
        <SegmentedControl
          aria-label={say('console.figures.excluded')}
          value={asked.excluded}
          onChange={(v) => change({ excluded: v === 'counted' ? v : null })}
          data={['left-out', 'counted'].map((value) => ({ value, label: say(`console.figures.${value}`) }))}
        />
      )}
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
  const { shown, more } = useFirst(vn.rows as Row[])
  const closed = vn.rows.some((row) => row.closings.length > 0)
  return (
    <>
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
              {closed && (
                <Table.Th rowSpan={2} scope="col">
                  {say('console.figures.standing')}
                </Table.Th>
              )}
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
            {shown.map((row) => (
              <Table.Tr key={keyOf(row)}>
                {by.map((d) => (
                  <Table.Td key={d} style={{ whiteSpace: 'nowrap' }}>
                    {keyText(say, d, row[d])}
                  </Table.Td>
                ))}
                {figures.flatMap((f) => [
                  <Cell key={`${f} vn`} asked={asked} by={by} row={row} figure={f} book="vn" />,
                  <Cell
                    key={`${f} ieee`}
                    asked={asked}
                    by={by}
                    row={other.get(keyOf(row))}
                    figure={f}
                    book="ieee1366"
                  />,
                ])}
                <Table.Td ta="right" className="figure">
                  {number(row.interruptions)}
                </Table.Td>
                <Table.Td ta="right" className="figure">
                  {number(row.customers)}
                </Table.Td>
                {closed && (
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>
                    <Standing row={row} />
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
      {more}
    </>
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
      {!row || value === null || value === undefined ? (
        '–'
      ) : opens(by, row) ? (
        <Go to={withQuery('/figure', figureAddress(asked, by, row, figure, book))}>
          {figureText(number, figure, value)}
        </Go>
      ) : (
        figureText(number, figure, value)
      )}
    </Table.Td>
  )
}
