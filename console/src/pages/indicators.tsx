import { Button, Group, Table as Rows, SegmentedControl, Select, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useAddress, withQuery } from '../parts/address.ts'
import { csvOf, download } from '../parts/csv.ts'
import {
  type Indicator,
  indicatorPage,
  rests_on,
  Spark,
  scaleOf,
  type Table,
  Trend,
  useFigure,
  Verdict,
  type YearFigure,
} from '../parts/indicator.tsx'
import { thisYear, years } from '../parts/months.ts'
import { Go, GoButton, PageHead, Wide } from '../parts/page.tsx'
import { useWords } from '../words.tsx'

/** The one table of the group: target, actual, trend and projection of each corporation; every cell opens to its rows. */
export function Indicators() {
  const { say } = useWords()
  const [search, change] = useAddress<'year' | 'view' | 'state'>()
  const year = Number(search.year ?? thisYear())
  const query = useQuery({
    queryKey: [...rests_on, year],
    queryFn: () => get<Table>(withQuery('/indicator-table', { year })),
    placeholderData: keepPreviousData,
  })
  return (
    <Stack gap="md">
      <PageHead
        title={say('console.indicators.title', { year })}
        actions={
          <>
            <GoButton to="/published">{say('console.published.title')}</GoButton>
            {query.data && <Export table={query.data} />}
          </>
        }
      >
        <Text c="dimmed">{say('console.indicators.text')}</Text>
      </PageHead>
      <Group align="flex-end" gap="sm" component="search" className="no-print">
        <Select
          label={say('console.dim.year')}
          value={String(year)}
          onChange={(v) => change({ year: v })}
          data={years()}
          w={110}
        />
        <Select
          label={say('console.filter.state')}
          placeholder={say('console.filter.all')}
          clearable
          value={search.state ?? null}
          onChange={(state) => change({ state })}
          data={(['kept', 'at_risk', 'missed', 'no_data', 'no_target'] as const).map((s) => ({
            value: s,
            label: say(`indicators.state.${s}`),
          }))}
        />
        <SegmentedControl
          aria-label={say('console.indicators.view')}
          value={search.view ?? 'table'}
          onChange={(v) => change({ view: v === 'table' ? null : v })}
          data={['table', 'months'].map((value) => ({ value, label: say(`console.indicators.view-${value}`) }))}
        />
      </Group>
      <Answer query={query}>
        {(table) => (
          <>
            <TheTable table={table} months={search.view === 'months'} state={search.state} />
            <Legend />
            <Text size="sm" c="dimmed">
              {table.notice}
            </Text>
          </>
        )}
      </Answer>
    </Stack>
  )
}

function TheTable({ table, months, state }: { table: Table; months: boolean; state: string | undefined }) {
  const { say } = useWords()
  const shown = table.indicators.filter((i) => state === undefined || i.figures.some((f) => f.state === state))
  return (
    <Wide label={say('console.indicators.title', { year: table.year })}>
      <Rows className="first-stays" verticalSpacing="xs">
        <Rows.Thead>
          <Rows.Tr>
            <Rows.Th scope="col">{say('console.indicators.one')}</Rows.Th>
            {columns(table).map((code) => (
              <Rows.Th key={code ?? ''} scope="col" ta="right">
                {code ?? say('console.indicators.group')}
              </Rows.Th>
            ))}
          </Rows.Tr>
        </Rows.Thead>
        <Rows.Tbody>
          {shown.map((indicator) => {
            // The corporations can be compared by eye; the group, which may be their sum, stands by itself
            const scale = scaleOf(indicator.figures.filter((f) => f.corporation !== null))
            return (
              <Rows.Tr key={indicator.code}>
                <Rows.Th scope="row" fw={400}>
                  <Go to={indicatorPage(indicator.code, table.year)} strong>
                    {indicator.name}
                  </Go>
                  <Text size="xs" c="dimmed">
                    {indicator.unit_words} · {indicator.direction_words}
                  </Text>
                </Rows.Th>
                {columns(table).map((code) => {
                  const figure = indicator.figures.find((f) => f.corporation === code)
                  const dim = state !== undefined && figure?.state !== state
                  return (
                    <Rows.Td key={code ?? ''} ta="right" style={{ opacity: dim ? 0.45 : undefined }}>
                      {figure &&
                        (months ? (
                          <Small
                            indicator={indicator}
                            figure={figure}
                            scale={code === null ? scaleOf([figure]) : scale}
                            year={table.year}
                          />
                        ) : (
                          <Cell indicator={indicator} figure={figure} year={table.year} />
                        ))}
                    </Rows.Td>
                  )
                })}
              </Rows.Tr>
            )
          })}
        </Rows.Tbody>
      </Rows>
    </Wide>
  )
}

/** The group, then the corporations, as far as this person sees them. */
const columns = (table: Table): (string | null)[] =>
  table.corporations.length > 1
    ? [null, ...table.corporations.map((c) => c.code)]
    : table.corporations.map((c) => c.code)

function Cell({ indicator, figure, year }: { indicator: Indicator; figure: YearFigure; year: number }) {
  const { say } = useWords()
  const text = useFigure()
  return (
    <div className="cell">
      <span className="figure">
        <Verdict state={figure.state} words={figure.said_words ?? figure.state_words} brief />{' '}
        {figure.actual !== null && (
          <Go to={indicatorPage(indicator.code, year, figure.corporation)} strong>
            {text(indicator, figure.actual)}
          </Go>
        )}{' '}
        <Trend trend={figure.trend} />
      </span>
      {figure.target !== null && (
        <span className="small figure">{say('console.indicators.target', { n: text(indicator, figure.target) })}</span>
      )}
      {figure.projection !== null && (
        <span className="small figure">
          {say('console.indicators.projected', { n: text(indicator, figure.projection) })}
        </span>
      )}
    </div>
  )
}

function Small({
  indicator,
  figure,
  scale,
  year,
}: {
  indicator: Indicator
  figure: YearFigure
  scale: [number, number]
  year: number
}) {
  const { say } = useWords()
  const text = useFigure()
  const known = figure.months.filter((m) => m.actual !== null)
  if (known.length === 0) return <span className="small">{figure.said_words ?? figure.state_words}</span>
  return (
    <Go to={indicatorPage(indicator.code, year, figure.corporation)}>
      <Spark
        months={figure.months}
        scale={scale}
        label={say('console.indicators.months-of', {
          name: indicator.name,
          of: figure.corporation ?? say('console.indicators.group'),
          last: text(indicator, known.at(-1)!.actual),
          missed: known.filter((m) => m.state === 'missed').length,
        })}
      />
    </Go>
  )
}

function Legend() {
  const { say } = useWords()
  return (
    <Group gap="md" className="small" component="ul" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {(['kept', 'at_risk', 'missed', 'no_target', 'no_data'] as const).map((s) => (
        <li key={s}>
          <Verdict state={s} words={say(`indicators.state.${s}`)} />
        </li>
      ))}
    </Group>
  )
}

function Export({ table }: { table: Table }) {
  const { say } = useWords()
  const save = () =>
    download(
      `indicators-${table.year}.csv`,
      csvOf(
        ['code', 'name', 'unit', 'corporation', 'target', 'actual', 'state', 'trend', 'projection', 'rank'],
        table.indicators.flatMap((i) =>
          i.figures.map((f) => [
            i.code,
            i.name,
            i.unit,
            f.corporation,
            f.target,
            f.actual,
            f.state,
            f.trend,
            f.projection,
            f.rank,
          ]),
        ),
      ),
    )
  return (
    <Button variant="default" onClick={save} className="no-print">
      {say('console.imports.csv')}
    </Button>
  )
}
