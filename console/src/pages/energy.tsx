import { Group, Select, Stack, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { type Answered, get } from '../api.ts'
import { Answer, Waiting } from '../frame/states.tsx'
import { useAddress, withQuery } from '../parts/address.ts'
import { thisYear, years } from '../parts/months.ts'
import { PageHead, Part, Wide } from '../parts/page.tsx'
import { Export } from '../parts/reliability-views.tsx'
import { useWords } from '../words.tsx'

const Bars = lazy(() => import('../parts/chart.tsx').then((m) => ({ default: m.Bars })))
const Lines = lazy(() => import('../parts/chart.tsx').then((m) => ({ default: m.Lines })))
type Energy = Answered<'/api/v1/energy', 'get'>
type Of = Energy['corporations'][number]

/** Of each month and of the year; energies in millions of kWh. */
const columns = [
  { key: 'delivered_kwh', per: 1e6, digits: 1 },
  { key: 'sold_kwh', per: 1e6, digits: 1 },
  { key: 'lost_kwh', per: 1e6, digits: 1 },
  { key: 'losses_percent', per: 1, digits: 2 },
  { key: 'rolling_losses_percent', per: 1, digits: 2 },
  { key: 'growth_percent', per: 1, digits: 2 },
  { key: 'sold_kwh_per_employee', per: 1, digits: 0 },
  { key: 'sold_per_employee_growth_percent', per: 1, digits: 2 },
  { key: 'customers_per_employee', per: 1, digits: 1 },
  { key: 'customers_per_employee_growth_percent', per: 1, digits: 2 },
] as const

/** Energy delivered, sold and lost; losses by month and over twelve months; productivity; the year as it will likely end. */
export function EnergyPage() {
  const { say } = useWords()
  const [search, change] = useAddress<'year' | 'corporation'>()
  const year = Number(search.year ?? thisYear())
  const query = useQuery({
    queryKey: ['indicator', 'energy', year],
    queryFn: () => get<Energy>(withQuery('/energy', { year })),
    placeholderData: keepPreviousData,
  })
  const name = (of: Of) => of.corporation ?? say('console.indicators.group')
  return (
    <Stack gap="lg">
      <PageHead title={say('console.energy.title', { year })}>
        <Text c="dimmed">{say('console.energy.text')}</Text>
      </PageHead>
      <Group align="flex-end" gap="sm" component="search" className="no-print">
        <Select
          label={say('console.dim.year')}
          value={String(year)}
          onChange={(v) => change({ year: v })}
          data={years()}
          allowDeselect={false}
          w={110}
        />
        {(query.data?.corporations.length ?? 0) > 1 && (
          <Select
            label={say('console.filter.corporation')}
            value={search.corporation ?? ''}
            onChange={(v) => change({ corporation: v })}
            data={query.data!.corporations.map((c) => ({ value: c.corporation ?? '', label: name(c) }))}
            allowDeselect={false}
          />
        )}
      </Group>
      <Answer
        query={query}
        empty={(d) => (d.corporations.every((c) => c.months.length === 0) ? say('console.energy.none') : undefined)}
      >
        {({ corporations, method }) => {
          const of = corporations.find((c) => (c.corporation ?? '') === (search.corporation ?? '')) ?? corporations[0]!
          return (
            <>
              <Months of={of} name={name(of)} year={year} />
              <Forecasts of={of} method={method} />
            </>
          )
        }}
      </Answer>
    </Stack>
  )
}

function Months({ of, name, year }: { of: Of; name: string; year: number }) {
  const { say, number } = useWords()
  const cell = (row: Of['year'], c: (typeof columns)[number]) => {
    const value = row[c.key]
    return value === null ? '–' : number(value / c.per, c.digits)
  }
  const month = (m: string) => m.slice(5)
  return (
    <>
      <Part title={say('console.energy.losses')}>
        <Suspense fallback={<Waiting />}>
          <Lines
            points={of.months.map((m) => ({
              x: month(m.month),
              value: m.losses_percent,
              target: m.rolling_losses_percent,
            }))}
            unit="%"
            label={say('console.energy.losses-chart', { name, year })}
          />
        </Suspense>
        <Text size="sm" c="dimmed">
          {say('console.energy.losses-text')}
        </Text>
      </Part>
      <Part title={say('console.energy.amounts')}>
        <Suspense fallback={<Waiting />}>
          <Bars
            bars={(['sold_kwh', 'lost_kwh'] as const).flatMap((key) =>
              of.months.map((m) => ({
                x: month(m.month),
                value: m[key] / 1e6,
                facet: say(`console.energy.${key}.short`),
              })),
            )}
            unit={say('console.energy.million')}
            label={say('console.energy.amounts-chart', { name, year })}
          />
        </Suspense>
      </Part>
      <Part
        title={`${say('console.energy.by-month')} · ${name}`}
        aside={
          <Export
            name={`energy-${year}-${of.corporation ?? 'group'}.csv`}
            head={['month', ...columns.map((c) => c.key), 'employees', 'customers']}
            rows={() => of.months.map((m) => [m.month, ...columns.map((c) => m[c.key]), m.employees, m.customers])}
          />
        }
      >
        <Wide label={say('console.energy.by-month')}>
          <Table className="first-stays">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{say('console.dim.month')}</Table.Th>
                {columns.map((c) => (
                  <Table.Th key={c.key} scope="col" ta="right">
                    {say(`console.energy.${c.key}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {[...of.months, { ...of.year, month: '' }].map((row) => (
                <Table.Tr key={row.month} fw={row.month === '' ? 700 : undefined}>
                  <Table.Th scope="row" fw={row.month === '' ? 700 : 400} className="figure">
                    {row.month === '' ? say('console.energy.so-far') : row.month}
                  </Table.Th>
                  {columns.map((c) => (
                    <Table.Td key={c.key} ta="right" className="figure">
                      {cell(row, c)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      </Part>
    </>
  )
}

/** The year as it will likely end, its interval, and how far the same method was off on last year. */
function Forecasts({ of, method }: { of: Of; method: string }) {
  const { say, number } = useWords()
  if (!of.forecast)
    return (
      <Part title={say('console.energy.forecast')}>
        <Text>{say('console.energy.no-forecast')}</Text>
      </Part>
    )
  const rows = [
    { key: 'delivered_kwh', of: of.forecast.delivered_kwh, now: of.year.delivered_kwh, per: 1e6, digits: 1 },
    { key: 'sold_kwh', of: of.forecast.sold_kwh, now: of.year.sold_kwh, per: 1e6, digits: 1 },
    { key: 'losses_percent', of: of.forecast.losses_percent, now: of.year.losses_percent, per: 1, digits: 2 },
  ]
  return (
    <Part title={say('console.energy.forecast')}>
      <Wide label={say('console.energy.forecast')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{say('console.indicators.one')}</Table.Th>
              <Table.Th scope="col" ta="right">
                {say('console.energy.so-far')}
              </Table.Th>
              <Table.Th scope="col" ta="right">
                {say('console.energy.year-end')}
              </Table.Th>
              <Table.Th scope="col" ta="right">
                {say('console.energy.interval')}
              </Table.Th>
              <Table.Th scope="col">{say('console.energy.picture')}</Table.Th>
              <Table.Th scope="col" ta="right">
                {say('console.energy.backtest')}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(
              ({ key, of: f, now, per, digits }) =>
                f && (
                  <Table.Tr key={key}>
                    <Table.Th scope="row" fw={400}>
                      {say(`console.energy.${key}`)}
                    </Table.Th>
                    <Table.Td ta="right" className="figure">
                      {now === null ? '–' : number(now / per, digits)}
                    </Table.Td>
                    <Table.Td ta="right" className="figure" fw={700}>
                      {number(f.value / per, digits)}
                    </Table.Td>
                    <Table.Td ta="right" className="figure">
                      {number(f.low / per, digits)} – {number(f.high / per, digits)}
                    </Table.Td>
                    <Table.Td>
                      <Interval of={f} now={now} />
                    </Table.Td>
                    <Table.Td ta="right" className="figure">
                      {f.backtest_percent === null ? '–' : `${number(f.backtest_percent, 2)} %`}
                    </Table.Td>
                  </Table.Tr>
                ),
            )}
          </Table.Tbody>
        </Table>
      </Wide>
      <Text size="sm" c="dimmed">
        {method} {say('console.energy.backtest-text')}
      </Text>
    </Part>
  )
}

const [wide, tall] = [180, 24]

/** From zero: what there is so far as a bar, the year's end as a mark in its interval. The numbers stand beside it. */
function Interval({ of, now }: { of: { value: number; low: number; high: number }; now: number | null }) {
  const most = 1.05 * Math.max(of.high, now ?? 0, Number.MIN_VALUE)
  const x = (v: number) => (wide * Math.max(0, v)) / most
  return (
    <svg width={wide} height={tall} aria-hidden="true">
      <rect x={0} y={8} width={x(now ?? 0)} height={8} fill="var(--power-off)" opacity={0.35} />
      <rect x={x(of.low)} y={4} width={Math.max(1, x(of.high) - x(of.low))} height={16} fill="var(--line-strong)" />
      <rect x={x(of.value) - 1} y={2} width={3} height={20} fill="var(--ink)" />
    </svg>
  )
}
