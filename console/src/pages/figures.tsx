import {
  Anchor,
  Button,
  Drawer,
  Group,
  MultiSelect,
  SegmentedControl,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useWords } from '../words.tsx'

type Row = Record<string, string | number | null> & {
  saidi_min: number | null
  saifi: number | null
  caidi_min: number | null
  maifi: number | null
  asai: number | null
  customers: number | null
  interruptions: number
  customer_minutes: number
}
interface Indices {
  rows: Row[]
  statement: {
    rules: string
    clauses: string[]
    formulas: Record<string, string>
    denominator: string
    excluded: string
    as_known_on: string
    read_from: string
  }
  warnings: string[]
}
interface Behind {
  interruption_id: string
  code: string
  corporation: string
  source_kind: string
  source: string | null
  out_at: string
  restored_at: string
  feeders: string[]
  origin: string
  cause: string
  customer_interruptions: number
  customer_minutes: number
}
const figures = ['saidi_min', 'saifi', 'caidi_min', 'maifi', 'asai'] as const
const dimensions = ['corporation', 'month', 'quarter', 'year', 'origin', 'cause', 'feeder', 'substation']

/** The reliability explorer: slice in the address; every number opens to the interruptions and customers behind it. */
export function Figures() {
  const { say, number, when } = useWords()
  const navigate = useNavigate()
  const month = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 7)
  const search = useSearch({ strict: false }) as {
    from?: string
    to?: string
    by?: string
    rules?: string
    excluded?: string
  }
  const asked = {
    from: search.from ?? `${Number(month.slice(0, 4)) - (month.endsWith('01') ? 1 : 0)}-01`,
    to: search.to ?? month,
    by: search.by ?? 'corporation',
    rules: search.rules ?? 'vn',
    excluded: search.excluded ?? '',
  }
  const set = (change: Record<string, string>) =>
    void navigate({ to: '/figures' as never, search: { ...asked, ...change } as never })
  const q = new URLSearchParams({
    from: asked.from,
    to: asked.to,
    by: asked.by,
    rules: asked.rules,
    ...(asked.excluded ? { include_excluded: 'true' } : {}),
  })
  const query = useQuery({
    queryKey: ['reliability', 'outage', 'fault', q.toString()],
    queryFn: () => get<Indices>(`/reliability/indices?${q}`),
    placeholderData: (before) => before,
  })
  const [opened, setOpened] = useState<{ row: Row; figure: string } | undefined>()
  const by = asked.by.split(',').filter(Boolean)
  return (
    <Stack gap="md">
      <Title order={1}>{say('console.figures.title')}</Title>
      <Group align="flex-end" className="no-print">
        <TextInput
          type="month"
          label={say('console.figures.from')}
          value={asked.from}
          onChange={(e) => set({ from: e.currentTarget.value })}
        />
        <TextInput
          type="month"
          label={say('console.figures.to')}
          value={asked.to}
          onChange={(e) => set({ to: e.currentTarget.value })}
        />
        <MultiSelect
          label={say('console.figures.by')}
          value={by}
          onChange={(v) => set({ by: v.join(',') })}
          data={dimensions.map((d) => ({ value: d, label: say(`console.dim.${d}`) }))}
        />
        <SegmentedControl
          aria-label={say('console.figures.rules')}
          value={asked.rules}
          onChange={(v) => set({ rules: v })}
          data={[
            { value: 'vn', label: say('console.figures.vn') },
            { value: 'ieee1366', label: 'IEEE 1366' },
          ]}
        />
        <SegmentedControl
          aria-label={say('console.figures.excluded')}
          value={asked.excluded}
          onChange={(v) => set({ excluded: v })}
          data={[
            { value: '', label: say('console.figures.left-out') },
            { value: 'yes', label: say('console.figures.counted') },
          ]}
        />
      </Group>
      <Answer query={query} empty={(d) => (d.rows.length === 0 ? say('console.figures.none') : undefined)}>
        {(data) => (
          <Stack gap="xs">
            {data.warnings.map((w) => (
              <Text key={w} size="sm" c="var(--late)">
                ! {w}
              </Text>
            ))}
            <Table.ScrollContainer minWidth={720}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    {by.map((d) => (
                      <Table.Th key={d}>{say(`console.dim.${d}`)}</Table.Th>
                    ))}
                    {figures.map((f) => (
                      <Table.Th key={f} ta="right">
                        {say(`console.figure.${f}`)}
                      </Table.Th>
                    ))}
                    <Table.Th ta="right">{say('console.col.customers')}</Table.Th>
                    <Table.Th ta="right">{say('console.figure.interruptions')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.rows.map((row) => (
                    <Table.Tr key={by.map((d) => row[d]).join('|')}>
                      {by.map((d) => (
                        <Table.Td key={d}>{String(row[d] ?? '–')}</Table.Td>
                      ))}
                      {figures.map((f) => (
                        <Table.Td key={f} ta="right" className="figure">
                          <Anchor
                            component="button"
                            type="button"
                            onClick={() => setOpened({ row, figure: f })}
                            aria-label={`${say(`console.figure.${f}`)} ${by.map((d) => row[d]).join(' ')}`}
                          >
                            {row[f] === null
                              ? '–'
                              : number(row[f] as number, f === 'asai' ? 6 : f === 'saifi' || f === 'maifi' ? 3 : 2)}
                          </Anchor>
                        </Table.Td>
                      ))}
                      <Table.Td ta="right" className="figure">
                        {number(row.customers)}
                      </Table.Td>
                      <Table.Td ta="right" className="figure">
                        {number(row.interruptions)}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            <Text size="xs" c="dimmed">
              {data.statement.clauses.join('; ')} · {data.statement.denominator} ·{' '}
              {say(data.statement.excluded === 'counted' ? 'console.figures.counted' : 'console.figures.left-out')} ·{' '}
              {say('console.figures.known', { time: when(data.statement.as_known_on) })}
            </Text>
            {opened && (
              <Opened
                asked={asked}
                by={by}
                opened={opened}
                statement={data.statement}
                onClose={() => setOpened(undefined)}
              />
            )}
          </Stack>
        )}
      </Answer>
    </Stack>
  )
}

function Opened({
  asked,
  by,
  opened,
  statement,
  onClose,
}: {
  asked: { from: string; to: string; rules: string; excluded: string }
  by: string[]
  opened: { row: Row; figure: string }
  statement: Indices['statement']
  onClose: () => void
}) {
  const { say, number, when, duration } = useWords()
  const q = new URLSearchParams({
    from: asked.from,
    to: asked.to,
    rules: asked.rules,
    limit: '200',
    ...(asked.excluded ? { include_excluded: 'true' } : {}),
  })
  for (const d of by) if (opened.row[d]) q.set(d, String(opened.row[d]))
  const query = useQuery({
    queryKey: ['behind', q.toString()],
    queryFn: () => get<Behind[]>(`/reliability/interruptions?${q}`),
  })
  const name = say(`console.figure.${opened.figure}`)
  const value = opened.row[opened.figure]
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={`${name} · ${by.map((d) => opened.row[d]).join(' · ')}`}
      closeButtonProps={{ 'aria-label': say('console.verb.close') }}
    >
      <Stack gap="sm">
        <Text size="xl" fw={700} className="figure">
          {typeof value === 'number' ? number(value, 4) : '–'}
        </Text>
        <Text>{say(`console.figure.${opened.figure}.words`)}</Text>
        <Text size="sm" ff="monospace">
          {statement.formulas[opened.figure.replace('_min', '')] ?? statement.formulas[opened.figure] ?? ''}
        </Text>
        <Text size="xs" c="dimmed">
          {statement.clauses.join('; ')} · {statement.denominator}: {number(opened.row.customers)}
        </Text>
        <Answer query={query} empty={(list) => (list.length === 0 ? say('console.figures.nothing-behind') : undefined)}>
          {(list) => (
            <Table.ScrollContainer minWidth={520}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{say('console.col.code')}</Table.Th>
                    <Table.Th>{say('console.col.out')}</Table.Th>
                    <Table.Th ta="right">{say('console.figure.customer_interruptions')}</Table.Th>
                    <Table.Th ta="right">{say('console.figure.customer_minutes')}</Table.Th>
                    <Table.Th>{say('console.col.cause')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.map((i) => (
                    <Table.Tr key={i.interruption_id}>
                      <Table.Td>
                        {i.source ? (
                          <Anchor
                            renderRoot={(props) => (
                              <Link
                                to={
                                  (i.source_kind === 'fault' ? `/faults/${i.source}` : `/outages/${i.source}`) as never
                                }
                                {...props}
                              />
                            )}
                          >
                            {i.code}
                          </Anchor>
                        ) : (
                          i.code
                        )}
                      </Table.Td>
                      <Table.Td className="figure">
                        {when(i.out_at)} ·{' '}
                        {duration((new Date(i.restored_at).getTime() - new Date(i.out_at).getTime()) / 1000)}
                      </Table.Td>
                      <Table.Td ta="right" className="figure">
                        {number(i.customer_interruptions)}
                      </Table.Td>
                      <Table.Td ta="right" className="figure">
                        {number(Math.round(i.customer_minutes))}
                      </Table.Td>
                      <Table.Td>
                        {i.cause} · {i.feeders.join(', ')}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )}
        </Answer>
        <Button variant="default" onClick={onClose}>
          {say('console.verb.close')}
        </Button>
      </Stack>
    </Drawer>
  )
}
