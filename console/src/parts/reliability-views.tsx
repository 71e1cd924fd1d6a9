import { Button, Group, SegmentedControl, Select, Stack, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useWords } from '../words.tsx'
import { useAddress, withQuery } from './address.ts'
import { csvOf, download } from './csv.ts'
import {
  type Asked,
  books,
  dimensions,
  figureAddress,
  figures,
  figureText,
  type Indices,
  interruptionPage,
  keyText,
  opens,
  type Quality,
  qualityQuery,
  type Row,
  rests_on,
  type Sides,
  sidesQuery,
  type Variant,
  variants,
} from './figures.ts'
import { Facts, Go, Part, Warnings, Wide } from './page.tsx'

/** The table that stands before the reader as a file, and on paper. */
export function Export({ name, head, rows }: { name: string; head: string[]; rows: () => unknown[][] }) {
  const { say } = useWords()
  return (
    <Group gap="xs" className="no-print">
      <Button size="xs" variant="default" onClick={() => download(name, csvOf(head, rows()))}>
        {say('console.imports.csv')}
      </Button>
      <Button size="xs" variant="default" onClick={() => window.print()}>
        {say('console.figures.print')}
      </Button>
    </Group>
  )
}

/** The first rows of a table that may have tens of thousands; the file always has all. */
export function useFirst<T>(rows: readonly T[], step = 200): { shown: readonly T[]; more: ReactNode } {
  const { say, number } = useWords()
  const [n, setN] = useState(step)
  const left = rows.length - n
  return {
    shown: rows.slice(0, n),
    more: left > 0 && (
      <Group justify="center" className="no-print">
        <Button variant="default" onClick={() => setN(n + step)}>
          {say('console.figures.more', { n: number(Math.min(step, left)), left: number(left) })}
        </Button>
      </Group>
    ),
  }
}

/** What every figure says of itself: rule book, options, denominator, as known on. */
export function Stated({
  of,
  rules,
  options,
}: {
  of: Omit<Indices['statement'], 'excluded'>
  rules: readonly (typeof books)[number][]
  options: string
}) {
  const { say, when } = useWords()
  const from = Object.entries(of.customers_from)
  const sources = [...new Set(from.map(([, source]) => source))]
  return (
    <Facts
      items={[
        [
          say('console.figures.rules'),
          rules.length > 1 ? rules.map((r) => say(`console.book.${r}`)).join('; ') : of.clauses.join('; '),
        ],
        [say('console.figures.period-is'), say('console.figures.period', { from: of.from, to: of.to })],
        [say('console.figures.options'), options],
        [say('console.figures.denominator'), rules.map((r) => say(`console.denominator.${r}`)).join('; ')],
        from.length > 0 && [
          say('console.figures.customers-from'),
          sources.length === 1
            ? say(`console.figures.from-${sources[0]}`)
            : from.map(([code, source]) => `${code}: ${say(`console.figures.from-${source}`)}`).join('; '),
        ],
        [say('console.figures.known-word'), when(of.as_known_on)],
      ]}
    />
  )
}

/** Of the views that show one rule book. */
export function BookChoice({ asked }: { asked: Asked }) {
  const { say } = useWords()
  const [, change] = useAddress<keyof Asked>()
  return (
    <Select
      label={say('console.figures.rules')}
      value={asked.rules}
      onChange={(v) => change({ rules: v === 'vn' ? null : v })}
      data={books.map((value) => ({ value, label: say(`console.book.${value}`) }))}
      allowDeselect={false}
    />
  )
}

/** One figure in four columns: all, without excluded causes, without major event days, without both. */
export function SideBySide({ asked, by }: { asked: Asked; by: string[] }) {
  const { say, number } = useWords()
  const [, change] = useAddress<keyof Asked>()
  const path = sidesQuery(asked)
  const query = useQuery({
    queryKey: [...rests_on, 'sides', path],
    queryFn: () => get<Sides>(path),
    placeholderData: keepPreviousData,
    retry: false,
  })
  return (
    <>
      <Group align="flex-end" gap="sm" className="no-print">
        <BookChoice asked={asked} />
        <Select
          label={say('console.figures.figure')}
          value={asked.figure}
          onChange={(v) => change({ figure: v === 'saidi_min' ? null : v })}
          data={figures.map((value) => ({ value, label: say(`console.figure.${value}`) }))}
          allowDeselect={false}
        />
        <SegmentedControl
          aria-label={say('console.figures.deviation')}
          value={asked.deviation}
          onChange={(v) => change({ deviation: v === 'sample' ? null : v })}
          data={(['sample', 'population'] as const).map((value) => ({
            value,
            label: say(`console.figures.deviation-${value}`),
          }))}
        />
      </Group>
      <Answer query={query} empty={(d) => (d.rows.length === 0 ? say('console.figures.none') : undefined)}>
        {(sides) => (
          <>
            <Warnings title={say('console.outage.warnings')} texts={sides.warnings} />
            <Part
              title={`${say(`console.figure.${asked.figure}`)} · ${say(`console.book.${asked.rules}`)}`}
              aside={
                <Export
                  name={`reliability-sides-${asked.from}-${asked.to}.csv`}
                  head={[...by, 'variant', ...figures, 'customers', 'interruptions', 'rules', 'as_known_on']}
                  rows={() =>
                    sides.rows.flatMap((row) =>
                      variants.map((v) => [
                        ...by.map((d) => (row as unknown as Row)[d]),
                        v,
                        ...figures.map((f) => row.figures[v]?.[f]),
                        row.figures[v]?.customers,
                        row.figures[v]?.interruptions,
                        sides.statement.rules,
                        sides.statement.as_known_on,
                      ]),
                    )
                  }
                />
              }
            >
              <SidesTable asked={asked} by={by} sides={sides} />
            </Part>
            <Stated
              of={sides.statement}
              rules={[asked.rules]}
              options={[say('console.figures.four-ways'), say(`console.figures.deviation-${asked.deviation}`)].join(
                ' · ',
              )}
            />
            <Part title={say('console.figures.major-days')}>
              <Text size="sm" c="dimmed">
                {say('console.figures.major-text')}
              </Text>
              {(['counted', 'left_out'] as const).map((of) => (
                <div key={of}>
                  <Text size="sm" fw={700}>
                    {say(`console.figures.among-${of}`)}
                  </Text>
                  {sides.major_event_days[of].length === 0 ? (
                    <Text size="sm">{say('console.figures.no-major')}</Text>
                  ) : (
                    <ul className="columns">
                      {sides.major_event_days[of].map((d) => (
                        <li key={`${d.corporation} ${d.day}`} className="figure">
                          <Go
                            to={withQuery('/figure', {
                              from: d.day.slice(0, 7),
                              to: d.day.slice(0, 7),
                              day: d.day,
                              corporation: d.corporation,
                              excluded: of === 'counted' ? 'counted' : '',
                              rules: 'ieee1366',
                              figure: 'saidi_min',
                            })}
                          >
                            {d.day}
                          </Go>{' '}
                          · {d.corporation} · {say('console.figures.minutes-of', { n: number(d.saidi_min, 2) })}
                        </li>
                      ))}
                    </ul>
                  )}
                </div>
              ))}
            </Part>
          </>
        )}
      </Answer>
    </>
  )
}

function SidesTable({ asked, by, sides }: { asked: Asked; by: string[]; sides: Sides }) {
  const { say, number } = useWords()
  const { shown, more } = useFirst(sides.rows)
  const value = (row: Sides['rows'][number], v: Variant) => {
    const n = row.figures[v]?.[asked.figure]
    if (n === null || n === undefined) return '–'
    const text = figureText(number, asked.figure, n)
    // what lies behind a column without major event days is the column beside it, less those days: they open below
    if (v.includes('major') || v === 'without_both' || !opens(by, row)) return text
    const cell = { ...asked, excluded: v === 'all' ? 'counted' : 'left-out' }
    return (
      <Go to={withQuery('/figure', figureAddress(cell, by, row as unknown as Row, asked.figure, asked.rules))}>
        {text}
      </Go>
    )
  }
  return (
    <>
      <Wide label={say('console.figures.view-sides')}>
        <Table>
          <caption className="visually-hidden">{say('console.figures.view-sides')}</caption>
          <Table.Thead>
            <Table.Tr>
              {by.map((d) => (
                <Table.Th key={d} scope="col">
                  {say(`console.dim.${d}`)}
                </Table.Th>
              ))}
              {variants.map((v) => (
                <Table.Th key={v} scope="col" ta="right">
                  {say(`console.figures.variant.${v}`)}
                </Table.Th>
              ))}
              <Table.Th scope="col" ta="right">
                {say('console.col.customers')}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((row) => (
              <Table.Tr key={by.map((d) => (row as unknown as Row)[d]).join('\u0000')}>
                {by.map((d) => (
                  <Table.Td key={d} style={{ whiteSpace: 'nowrap' }}>
                    {keyText(say, d, (row as unknown as Row)[d])}
                  </Table.Td>
                ))}
                {variants.map((v) => (
                  <Table.Td key={v} ta="right" className="figure">
                    {value(row, v)}
                  </Table.Td>
                ))}
                <Table.Td ta="right" className="figure">
                  {number(row.figures.all?.customers)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
      {more}
    </>
  )
}

/** Steps that can hardly be true, the heaviest in SAIDI first, and how much of each corporation's SAIDI rests on them. */
export function Suspects({ asked }: { asked: Asked }) {
  const { say, number, when } = useWords()
  const path = qualityQuery(asked, 200)
  const query = useQuery({
    queryKey: [...rests_on, 'quality', path],
    queryFn: () => get<Quality>(path),
    placeholderData: keepPreviousData,
    retry: false,
  })
  return (
    <>
      <Group align="flex-end" gap="sm" className="no-print">
        <BookChoice asked={asked} />
      </Group>
      <Answer query={query} empty={(d) => (d.rows.length === 0 ? say('console.figures.no-suspects') : undefined)}>
        {(quality) => (
          <Stack gap="lg">
            <Facts
              items={[
                ...quality.corporations.map(
                  (c) =>
                    [
                      c.corporation,
                      say('console.figures.suspect-share', {
                        steps: c.steps,
                        minutes: number(c.suspect_min, 2),
                        of: number(c.saidi_min, 2),
                        share: number(c.share === null ? null : 100 * c.share, 1),
                      }),
                    ] as const,
                ),
                ...Object.entries(quality.reasons)
                  .filter(([, n]) => n > 0)
                  .map(([reason, n]) => [say(`console.figures.reason.${reason}`), number(n)] as const),
              ]}
            />
            <Part
              title={say('console.figures.suspects')}
              aside={
                <Export
                  name={`suspects-${asked.from}-${asked.to}.csv`}
                  head={[
                    'corporation',
                    'interruption',
                    'step_no',
                    'feeder',
                    'out_at',
                    'restored_at',
                    'customers',
                    'saidi_min',
                    'saifi',
                    'reasons',
                  ]}
                  rows={() =>
                    quality.rows.map((r) => [
                      r.corporation,
                      r.code,
                      r.step_no,
                      r.feeder,
                      r.out_at,
                      r.restored_at,
                      r.customers,
                      r.saidi_min,
                      r.saifi,
                      r.reasons.join(' '),
                    ])
                  }
                />
              }
            >
              <Wide label={say('console.figures.suspects')}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th scope="col">{say('console.figure.interruptions')}</Table.Th>
                      <Table.Th scope="col" ta="right">
                        {say('console.figure.saidi_min')}
                      </Table.Th>
                      <Table.Th scope="col">{say('console.figures.why-suspect')}</Table.Th>
                      <Table.Th scope="col">{say('console.col.out')}</Table.Th>
                      <Table.Th scope="col">{say('console.col.back')}</Table.Th>
                      <Table.Th scope="col" ta="right">
                        {say('console.col.customers')}
                      </Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {quality.rows.map((r) => (
                      <Table.Tr key={`${r.corporation} ${r.interruption_id} ${r.step_no}`}>
                        <Table.Td>
                          <Go strong to={interruptionPage(r.corporation, r.interruption_id)}>
                            {r.code}
                          </Go>
                          <Text size="xs" c="dimmed">
                            {[r.corporation, r.feeder, `${say('console.figures.step')} ${r.step_no}`]
                              .filter(Boolean)
                              .join(' · ')}
                          </Text>
                        </Table.Td>
                        <Table.Td ta="right" className="figure">
                          {r.excluded ? say('console.figures.is-excluded') : number(r.saidi_min, 3)}
                        </Table.Td>
                        <Table.Td>{r.reasons.map((w) => say(`console.figures.reason.${w}`)).join('; ')}</Table.Td>
                        <Table.Td className="figure">{when(r.out_at)}</Table.Td>
                        <Table.Td className="figure">
                          {r.restored_at ? when(r.restored_at) : say('console.customer.still')}
                        </Table.Td>
                        <Table.Td ta="right" className="figure">
                          {number(r.customers)}
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Wide>
            </Part>
          </Stack>
        )}
      </Answer>
    </>
  )
}

/** The divisions there are, as a choice. */
export const divisions = (say: (key: string) => string) =>
  dimensions.map((d) => ({ value: d, label: say(`console.dim.${d}`) }))
