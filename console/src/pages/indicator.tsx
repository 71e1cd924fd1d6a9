import { Button, Group, Select, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { get } from '../api.ts'
import { Answer, Waiting } from '../frame/states.tsx'
import { useAddress, withQuery } from '../parts/address.ts'
import { indicatorPage, type Page, rests_on, Trend, useFigure, Verdict, type YearFigure } from '../parts/indicator.tsx'
import { RowsBehind } from '../parts/indicator-rows.tsx'
import { SetTarget, Targets } from '../parts/indicator-targets.tsx'
import { thisYear, years } from '../parts/months.ts'
import { Facts, Go, PageHead, Part, Wide } from '../parts/page.tsx'
import { useWords } from '../words.tsx'

const Months = lazy(() => import('../parts/chart.tsx').then((m) => ({ default: m.Lines })))

/** One indicator: what it says, how far it is, what must happen, month by month, against the others; down to its rows. */
export function IndicatorPage() {
  const { say } = useWords()
  const { code } = useParams({ strict: false }) as { code: string }
  const [search, change] = useAddress<'year' | 'corporation' | 'month'>()
  const year = Number(search.year ?? thisYear())
  const query = useQuery({
    queryKey: [...rests_on, code, year],
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
