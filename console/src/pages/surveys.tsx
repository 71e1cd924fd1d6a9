import { Button, Group, Table as Rows, SegmentedControl, Select, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useAddress, withQuery } from '../parts/address.ts'
import { csvOf, download } from '../parts/csv.ts'
import { CorporationFilter } from '../parts/filters.tsx'
import { thisYear } from '../parts/months.ts'
import { Go, GoButton, PageHead, Part, Warnings, Wide } from '../parts/page.tsx'
import { AgainstTarget, type Estimate, type Responses, useFactors, useStratum, Whiskers } from '../parts/survey.tsx'
import { useWords } from '../words.tsx'

const divisions = ['corporation', 'class', 'area', 'stratum', 'factor'] as const

/** What customers think in a year, with its error: against the target, by what divides it, and who answered. */
export function Surveys() {
  const { say } = useWords()
  const known = useQuery({
    queryKey: ['surveys', 'estimates', 'years'],
    queryFn: () => get<Estimate[]>(withQuery('/survey-estimates', { by: 'corporation' })),
  })
  const [search] = useAddress<'year'>()
  return (
    <Answer query={known} page>
      {(rows) => {
        const years = [...new Set([...rows.map((r) => r.year), thisYear()])].sort((a, b) => b - a)
        const year = Number(search.year ?? Math.max(...rows.map((r) => r.year), 0)) || thisYear()
        return (
          <Stack gap="lg">
            <PageHead
              title={say('console.surveys.title', { year: String(year) })}
              actions={
                <>
                  <GoButton to="/answers">{say('console.surveys.answers')}</GoButton>
                  <GoButton to={`/surveys/${thisYear()}`}>
                    {say('console.surveys.sample', { year: String(thisYear()) })}
                  </GoButton>
                </>
              }
            >
              <Text c="dimmed">{say('console.surveys.text')}</Text>
            </PageHead>
            <Estimates year={year} years={years} />
            <WhoAnswered year={year} />
          </Stack>
        )
      }}
    </Answer>
  )
}

function Estimates({ year, years }: { year: number; years: number[] }) {
  const { say, number } = useWords()
  const [search, change] = useAddress<'year' | 'by' | 'corporation' | 'fpc' | 'measure'>()
  const by = divisions.find((d) => d === search.by) ?? 'corporation'
  const share = search.measure === 'share'
  const fpc = search.fpc !== 'no'
  const path = withQuery('/survey-estimates', {
    year,
    by: by === 'corporation' ? 'corporation' : `corporation,${by}`,
    corporation: search.corporation,
    measure: share ? 'share' : undefined,
    fpc,
  })
  const query = useQuery({
    queryKey: ['surveys', 'survey', path],
    queryFn: () => get<Estimate[]>(path),
    placeholderData: keepPreviousData,
  })
  const factor = useFactors(year)
  const stratum = useStratum()
  const several = by === 'corporation' || !search.corporation
  const part = (r: Estimate) => (by === 'factor' ? factor(r.factor!, r.corporation) : stratum(r[by]))
  const name = (r: Estimate) =>
    by === 'corporation' ? r.corporation! : several ? `${r.corporation} · ${part(r)}` : part(r)
  const figure = (v: number | null) => (v === null ? '–' : share ? `${number(100 * v, 1)} %` : number(v, 2))
  return (
    <>
      <Group align="flex-end" gap="sm" component="search" className="no-print">
        <Select
          label={say('console.dim.year')}
          value={String(year)}
          onChange={(v) => change({ year: v })}
          data={years.map(String)}
          allowDeselect={false}
          w={110}
        />
        <Select
          label={say('console.surveys.by')}
          value={by}
          onChange={(v) => change({ by: v })}
          data={divisions.map((value) => ({ value, label: say(`console.surveys.by-${value}`) }))}
          allowDeselect={false}
        />
        <CorporationFilter value={search.corporation} onChange={(corporation) => change({ corporation })} />
        <SegmentedControl
          aria-label={say('console.surveys.measure')}
          value={share ? 'share' : 'mean'}
          onChange={(v) => change({ measure: v === 'mean' ? null : v })}
          data={['mean', 'share'].map((value) => ({ value, label: say(`console.surveys.measure-${value}`) }))}
        />
        <SegmentedControl
          aria-label={say('console.surveys.fpc')}
          value={fpc ? 'yes' : 'no'}
          onChange={(v) => change({ fpc: v === 'yes' ? null : v })}
          data={['yes', 'no'].map((value) => ({ value, label: say(`console.surveys.fpc-${value}`) }))}
        />
      </Group>
      <Answer query={query} empty={(rows) => (rows.length === 0 ? say('console.surveys.none') : undefined)}>
        {(rows) => (
          <Part title={say('console.surveys.estimates')} aside={<Export year={year} rows={rows} />}>
            <Whiskers
              label={say('console.surveys.chart', { year: String(year) })}
              of={figure}
              rows={rows.map((r) => ({
                label: name(r),
                mean: r.mean,
                low: r.ci_low,
                high: r.ci_high,
                target: r.target,
                beside: r.post_stratified,
                hidden: say('console.surveys.hidden', { n: r.group_min }),
              }))}
            />
            <TheTable rows={rows} name={name} figure={figure} judged={rows.some((r) => r.target !== null)} />
            {rows.some((r) => r.hidden) && (
              <Text size="sm">
                {say('console.surveys.some-hidden', {
                  hidden: rows.filter((r) => r.hidden).length,
                  n: Math.max(...rows.map((r) => r.group_min)),
                })}
              </Text>
            )}
            <Warnings
              title={say('console.surveys.reading')}
              texts={rows.filter((r) => !r.hidden).flatMap((r) => r.warnings.map((w) => `${name(r)}: ${w}`))}
            />
            <Text size="sm" c="dimmed">
              {say('console.surveys.method')}
            </Text>
          </Part>
        )}
      </Answer>
    </>
  )
}

function TheTable({
  rows,
  name,
  figure,
  judged,
}: {
  rows: Estimate[]
  name: (r: Estimate) => string
  figure: (v: number | null) => string
  judged: boolean
}) {
  const { say, number } = useWords()
  const heads = ['score', 'interval', 'post', 'n', 'deff', 'se', 'se-plain'] as const
  return (
    <Wide label={say('console.surveys.estimates')}>
      <Rows className="first-stays" verticalSpacing="xs">
        <Rows.Thead>
          <Rows.Tr>
            <Rows.Th scope="col">{say('console.surveys.group')}</Rows.Th>
            {judged && <Rows.Th scope="col">{say('console.surveys.against')}</Rows.Th>}
            {heads.map((h) => (
              <Rows.Th key={h} scope="col" ta="right">
                {say(`console.surveys.col-${h}`)}
              </Rows.Th>
            ))}
          </Rows.Tr>
        </Rows.Thead>
        <Rows.Tbody>
          {rows.map((r) => (
            <Rows.Tr key={name(r)}>
              <Rows.Th scope="row" fw={400}>
                {name(r)}
              </Rows.Th>
              {judged && (
                <Rows.Td>
                  {r.target !== null && !r.hidden && <span className="figure">{figure(r.target)} </span>}
                  {!r.hidden && <AgainstTarget state={r.state} />}
                </Rows.Td>
              )}
              {r.hidden ? (
                <Rows.Td colSpan={heads.length} ta="right">
                  {say('console.surveys.hidden', { n: r.group_min })}
                </Rows.Td>
              ) : (
                [
                  <strong key="mean">{figure(r.mean)}</strong>,
                  r.ci_low === null ? '–' : `${figure(r.ci_low)} – ${figure(r.ci_high)}`,
                  figure(r.post_stratified),
                  number(r.n),
                  number(r.deff, 2),
                  `${number(r.se, 3)}${r.fpc ? '' : ' *'}`,
                  number(r.se_without_fpc, 3),
                ].map((cell, i) => (
                  <Rows.Td key={heads[i]} ta="right" className="figure" style={{ whiteSpace: 'nowrap' }}>
                    {cell}
                  </Rows.Td>
                ))
              )}
            </Rows.Tr>
          ))}
        </Rows.Tbody>
      </Rows>
    </Wide>
  )
}

function Export({ year, rows }: { year: number; rows: Estimate[] }) {
  const { say } = useWords()
  const columns = [
    ...divisions.filter((d) => rows.some((r) => r[d] != null)),
    ...([
      'mean',
      'ci_low',
      'ci_high',
      'se',
      'se_without_fpc',
      'deff',
      'n',
      'post_stratified',
      'target',
      'state',
      'hidden',
      'group_min',
    ] as const),
  ]
  return (
    <Button
      variant="default"
      className="no-print"
      onClick={() =>
        download(
          `satisfaction-${year}.csv`,
          csvOf(
            ['year', ...columns],
            rows.map((r) => [r.year, ...columns.map((c) => r[c])]),
          ),
        )
      }
    >
      {say('console.imports.csv')}
    </Button>
  )
}

/** Of the surveys that drew their own sample: how many answered, and whether they look like the customers. */
function WhoAnswered({ year }: { year: number }) {
  const { say, number } = useWords()
  const stratum = useStratum()
  const query = useQuery({
    queryKey: ['surveys', 'responses', year],
    queryFn: () => get<Responses>(withQuery('/survey-responses', { year })),
  })
  const percent = (v: number) => `${number(100 * v, 1)} %`
  return (
    <Part title={say('console.surveys.who')}>
      <Answer
        query={query}
        empty={(all) => (all.length === 0 ? say('console.surveys.who-none', { year: String(year) }) : undefined)}
      >
        {(all) => (
          <>
            {all.map((r) => (
              <Stack key={r.corporation} gap="xs">
                <Text>
                  <Go strong to={withQuery(`/surveys/${year}`, { corporation: r.corporation })}>
                    {r.corporation}
                  </Go>
                  : {say('console.surveys.rate', { answered: r.answered, drawn: r.drawn, rate: percent(r.rate) })}
                </Text>
                <Wide label={`${say('console.surveys.who')}: ${r.corporation}`}>
                  <Rows className="first-stays">
                    <Rows.Thead>
                      <Rows.Tr>
                        {(['stratum', 'share-population', 'share-answered', 'distance', 'rate'] as const).map(
                          (h, i) => (
                            <Rows.Th key={h} scope="col" ta={i > 0 ? 'right' : undefined}>
                              {say(`console.surveys.col-${h}`)}
                            </Rows.Th>
                          ),
                        )}
                      </Rows.Tr>
                    </Rows.Thead>
                    <Rows.Tbody>
                      {r.strata.map((s) => (
                        <Rows.Tr key={s.stratum}>
                          <Rows.Th scope="row" fw={400}>
                            {stratum(s.stratum)}
                          </Rows.Th>
                          {[
                            percent(s.share_population),
                            percent(s.share_answered),
                            `${s.share_answered >= s.share_population ? '+' : '−'}${number(Math.abs(100 * (s.share_answered - s.share_population)), 1)}`,
                            percent(s.rate),
                          ].map((cell, i) => (
                            <Rows.Td key={String(i)} ta="right" className="figure">
                              {cell}
                            </Rows.Td>
                          ))}
                        </Rows.Tr>
                      ))}
                    </Rows.Tbody>
                  </Rows>
                </Wide>
              </Stack>
            ))}
          </>
        )}
      </Answer>
    </Part>
  )
}
