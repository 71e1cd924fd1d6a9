import { Button, Group, NumberInput, Select, SimpleGrid, Stack, Table, Text, TextInput } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { type Answered, get, put } from '../api.ts'
import { Answer, Waiting } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress, withQuery } from '../parts/address.ts'
import { indicatorPage, Trend, useFigure, Verdict, type YearFigure } from '../parts/indicator.tsx'
import { thisYear, years } from '../parts/months.ts'
import { Facts, Go, More, PageHead, Part, Wide } from '../parts/page.tsx'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'

type Page = Answered<'/api/v1/indicators/{code}', 'get'>
type Behind = Answered<'/api/v1/indicators/{code}/rows', 'get'>

const Months = lazy(() => import('../parts/chart.tsx').then((m) => ({ default: m.Lines })))
const keys = ['indicator', 'reliability', 'promise', 'requests', 'surveys']

/** One indicator: what it says, how far it is, what must happen, month by month, against the others; down to its rows. */
export function IndicatorPage() {
  const { say } = useWords()
  const { code } = useParams({ strict: false }) as { code: string }
  const [search, change] = useAddress<'year' | 'corporation' | 'month'>()
  const year = Number(search.year ?? thisYear())
  const query = useQuery({
    queryKey: [...keys, code, year],
    queryFn: () => get<Page>(withQuery(`/indicators/${encodeURIComponent(code)}`, { year })),
    placeholderData: keepPreviousData,
  })
  return (
    <Answer query={query} page>
      {(page) => {
        const figure = figureOf(page, search.corporation)
        return (
          <Stack gap="lg">
            <PageHead title={page.name} actions={<SetTarget page={page} corporation={figure?.corporation ?? null} />}>
              <Text>{page.definition}</Text>
              <Text c="dimmed" className="figure" size="sm">
                {page.formula} · {page.unit_words} · {page.direction_words}
              </Text>
            </PageHead>
            <Group align="flex-end" gap="sm" component="search" className="no-print">
              <Select
                label={say('console.dim.year')}
                value={String(year)}
                onChange={(v) => change({ year: v, month: null })}
                data={years()}
                w={110}
              />
              {page.figures.length > 1 && (
                <Select
                  label={say('console.filter.corporation')}
                  value={figure?.corporation ?? ''}
                  onChange={(v) => change({ corporation: v || null })}
                  data={page.figures.map((f) => ({
                    value: f.corporation ?? '',
                    label: f.corporation ?? say('console.indicators.group'),
                  }))}
                  allowDeselect={false}
                />
              )}
            </Group>
            {figure && (
              <>
                <Standing page={page} figure={figure} />
                <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
                  <ByMonth page={page} figure={figure} onMonth={(month) => change({ month })} />
                  <Compared page={page} year={year} />
                </SimpleGrid>
                <RowsBehind
                  page={page}
                  year={year}
                  corporation={figure.corporation}
                  month={search.month}
                  onAll={() => change({ month: null })}
                />
                <Targets page={page} />
              </>
            )}
          </Stack>
        )
      }}
    </Answer>
  )
}

/** Of the corporation that was asked for; else the group's; else the only one. */
const figureOf = (page: Page, corporation: string | undefined): YearFigure | undefined =>
  page.figures.find((f) => f.corporation === (corporation ?? null)) ?? page.figures[0]

function Standing({ page, figure }: { page: Page; figure: YearFigure }) {
  const { say, number } = useWords()
  const text = useFigure()
  return (
    <div className="panel">
      <Text fz="var(--text-2xl)" fw={700} className="figure" lh={1.3}>
        {figure.actual === null ? (figure.said_words ?? '–') : `${text(page, figure.actual)} ${page.unit_words}`}{' '}
        <Trend trend={figure.trend} /> <Verdict state={figure.state} words={figure.state_words} />
      </Text>
      {figure.remaining && <Text fw={700}>{figure.remaining.words}</Text>}
      <Facts
        items={[
          figure.target !== null && [
            say('console.indicators.target-is'),
            <>
              {text(page, figure.target)}
              {figure.target_source && ` (${figure.target_source})`}
            </>,
          ],
          figure.last_year !== null && [say('console.indicators.last-year'), text(page, figure.last_year)],
          figure.projection !== null && [
            say('console.indicators.projection'),
            <>
              {text(page, figure.projection)}
              {figure.projection_low !== null &&
                ` (${text(page, figure.projection_low)} – ${text(page, figure.projection_high)})`}
            </>,
          ],
          figure.backtest_percent !== null && [
            say('console.indicators.backtest'),
            `${number(figure.backtest_percent, 2)} %`,
          ],
          figure.rank !== null && [
            say('console.indicators.rank'),
            say('console.indicators.rank-of', {
              n: figure.rank,
              all: page.figures.filter((f) => f.rank !== null).length,
            }),
          ],
          figure.owner !== '' && [say('console.indicators.owner'), figure.owner],
        ]}
      />
    </div>
  )
}

function ByMonth({ page, figure, onMonth }: { page: Page; figure: YearFigure; onMonth: (month: string) => void }) {
  const { say } = useWords()
  const text = useFigure()
  const known = figure.months.some((m) => m.actual !== null)
  return (
    <Part title={say('console.indicators.by-month')}>
      {known && (
        <Suspense fallback={<Waiting />}>
          <Months
            points={figure.months.map((m) => ({ x: m.month.slice(5), value: m.actual, target: m.target }))}
            unit={page.unit_words}
            label={say('console.indicators.by-month')}
          />
        </Suspense>
      )}
      <Wide label={say('console.indicators.by-month')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{say('console.dim.month')}</Table.Th>
              <Table.Th scope="col" ta="right">
                {say('console.indicators.actual')}
              </Table.Th>
              <Table.Th scope="col" ta="right">
                {say('console.indicators.target-is')}
              </Table.Th>
              <Table.Th scope="col">{say('console.col.state')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {figure.months.map((m) => (
              <Table.Tr key={m.month}>
                <Table.Td className="figure">
                  {m.actual === null ? (
                    m.month
                  ) : (
                    <Button variant="transparent" size="compact-sm" p={0} onClick={() => onMonth(m.month)}>
                      {m.month}
                    </Button>
                  )}
                </Table.Td>
                <Table.Td ta="right" className="figure">
                  {text(page, m.actual)}
                </Table.Td>
                <Table.Td ta="right" className="figure">
                  {text(page, m.target)}
                </Table.Td>
                <Table.Td>
                  <Verdict state={m.state} words={m.said_words ?? m.state_words} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  )
}

function Compared({ page, year }: { page: Page; year: number }) {
  const { say } = useWords()
  const text = useFigure()
  if (page.figures.length < 2) return null
  const ordered = [...page.figures].sort((a, b) => (a.rank ?? 99) - (b.rank ?? 99))
  return (
    <Part title={say('console.indicators.compared')}>
      <Wide label={say('console.indicators.compared')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{say('console.indicators.rank')}</Table.Th>
              <Table.Th scope="col">{say('console.filter.corporation')}</Table.Th>
              <Table.Th scope="col" ta="right">
                {say('console.indicators.actual')}
              </Table.Th>
              <Table.Th scope="col" ta="right">
                {say('console.indicators.target-is')}
              </Table.Th>
              <Table.Th scope="col" ta="right">
                {say('console.indicators.projection')}
              </Table.Th>
              <Table.Th scope="col">{say('console.col.state')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {ordered.map((f) => (
              <Table.Tr key={f.corporation ?? ''}>
                <Table.Td className="figure">{f.rank ?? '–'}</Table.Td>
                <Table.Td>
                  <Go to={indicatorPage(page.code, year, f.corporation)}>
                    {f.corporation ?? say('console.indicators.group')}
                  </Go>
                </Table.Td>
                <Table.Td ta="right" className="figure">
                  {text(page, f.actual)} <Trend trend={f.trend} />
                </Table.Td>
                <Table.Td ta="right" className="figure">
                  {text(page, f.target)}
                </Table.Td>
                <Table.Td ta="right" className="figure">
                  {text(page, f.projection)}
                </Table.Td>
                <Table.Td>
                  <Verdict state={f.state} words={f.state_words} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  )
}

const limit = 20

/** The rows that the figure counts, newest first; those of another room lead there. */
function RowsBehind({
  page,
  year,
  corporation,
  month,
  onAll,
}: {
  page: Page
  year: number
  corporation: string | null
  month: string | undefined
  onAll: () => void
}) {
  const { say } = useWords()
  const period = month ? { from: month, to: month } : { from: `${year}-01`, to: `${year}-12` }
  const query = useInfiniteQuery({
    queryKey: [...keys, 'rows', page.code, period, corporation],
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      get<Behind>(
        withQuery(`/indicators/${encodeURIComponent(page.code)}/rows`, {
          ...period,
          corporation,
          limit,
          offset: pageParam,
        }),
      ),
    getNextPageParam: (last) => last.next_offset ?? undefined,
  })
  const all = {
    ...query,
    data: query.data && { ...query.data.pages[0]!, rows: query.data.pages.flatMap((p) => p.rows) },
  }
  return (
    <Part
      title={say('console.indicators.rows', { period: month ?? year })}
      aside={
        month && (
          <Button variant="default" size="xs" onClick={onAll}>
            {say('console.indicators.rows-year', { year })}
          </Button>
        )
      }
    >
      <Answer query={all} empty={(d) => (d.rows.length === 0 ? say('console.indicators.no-rows') : undefined)}>
        {({ columns, rows }) => (
          <Wide label={say('console.indicators.rows', { period: month ?? year })}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  {columns.map((c) => (
                    <Table.Th key={c.key} scope="col" ta={isNumber(rows, c.key) ? 'right' : undefined}>
                      {c.label}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own and are only added to
                  <Table.Tr key={i}>
                    {columns.map((c) => (
                      <Table.Td key={c.key} ta={isNumber(rows, c.key) ? 'right' : undefined} className="figure">
                        <Value name={c.key} value={row[c.key] ?? null} label={c.label} />
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Wide>
        )}
      </Answer>
      <More query={query} />
    </Part>
  )
}

type Cell = Behind['rows'][number][string]
const isNumber = (rows: Behind['rows'], key: string): boolean => rows.some((r) => typeof r[key] === 'number')

function Value({ name, value, label }: { name: string; value: Cell; label: string }) {
  const { say, number, when } = useWords()
  if (value === null) return '–'
  if (name === 'link') {
    const page = pageOfRow(String(value))
    return page ? <Go to={page}>{label}</Go> : '–'
  }
  if (typeof value === 'number') return name === 'year' ? String(value) : number(value)
  if (typeof value === 'boolean') return say(value ? 'console.yes' : 'console.no')
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return when(value)
  return name === 'origin' ? say(`console.origin.${value}`) : value
}

/** Where the console shows what a route of the interface answers. */
function pageOfRow(link: string): string | undefined {
  const [, kind, rest] = /^\/api\/v1\/(promises|requests|interruptions)\/(.+)$/.exec(link) ?? []
  return kind && `/${kind}/${rest}`
}

function Targets({ page }: { page: Page }) {
  const { say, when } = useWords()
  const text = useFigure()
  if (page.targets.length === 0) return null
  return (
    <Part title={say('console.indicators.targets')}>
      <Wide label={say('console.indicators.targets')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {(
                ['filter.corporation', 'dim.month', 'indicators.target-is', 'indicators.why', 'indicators.who'] as const
              ).map((key) => (
                <Table.Th key={key} scope="col">
                  {say(`console.${key}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {page.targets.map((t, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: targets have no name of their own and are only added to
              <Table.Tr key={i}>
                <Table.Td>
                  {t.corporation ?? say(t.of_group ? 'console.indicators.group' : 'console.indicators.everyone')}
                </Table.Td>
                <Table.Td className="figure">{t.month ?? say('console.indicators.whole-year')}</Table.Td>
                <Table.Td className="figure">{text(page, t.value)}</Table.Td>
                <Table.Td>{t.reason ?? t.source}</Table.Td>
                <Table.Td>{t.set_at ? `${t.set_by}, ${when(t.set_at)}` : t.set_by}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  )
}

/** Sets a target of a year or of one of its months; who, when and why stay with it. */
function SetTarget({ page, corporation }: { page: Page; corporation: string | null }) {
  const { say } = useWords()
  const me = useMe()
  const [value, setValue] = useState<number | string>('')
  const [month, setMonth] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  if (!me.data?.permissions.includes('indicators.targets')) return null
  return (
    <Verb
      label={say('console.indicators.set-target')}
      may="indicators.targets"
      possible
      path={`/indicators/${encodeURIComponent(page.code)}/targets`}
      send={put}
      body={() => ({
        year: page.year,
        ...(month ? { month: Number(month) } : {}),
        ...(corporation ? { corporation } : {}),
        value: value === '' ? null : Number(value),
        reason,
      })}
      ready={reason.trim() !== ''}
    >
      <Text size="sm">
        {page.name} · {corporation ?? say('console.indicators.everyone')} · {page.year}
      </Text>
      <NumberInput
        label={`${say('console.indicators.target-is')} (${page.unit_words})`}
        description={say('console.indicators.take-back')}
        value={value}
        onChange={setValue}
        decimalSeparator={say('console.decimal')}
        data-autofocus
      />
      <Select
        label={say('console.dim.month')}
        placeholder={say('console.indicators.whole-year')}
        clearable
        value={month}
        onChange={setMonth}
        data={Array.from({ length: 12 }, (_, i) => String(i + 1))}
      />
      <TextInput
        label={say('console.indicators.why')}
        required
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
      />
    </Verb>
  )
}
