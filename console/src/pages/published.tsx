import { Group, Select, Stack, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useAddress, withQuery } from '../parts/address.ts'
import { indicatorPage, useFigure } from '../parts/indicator.tsx'
import { Go, PageHead, Wide } from '../parts/page.tsx'
import { Export } from '../parts/reliability-views.tsx'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'

type Published = Answered<'/api/v1/published-figures', 'get'>
const shipped = ['2017', '2018', '2019'] as const

/** What was published of a year beside what the same definitions compute, and why they differ. */
export function PublishedPage() {
  const { say } = useWords()
  const text = useFigure()
  const [search, change] = useAddress<'year'>()
  const year = shipped.find((y) => y === search.year)
  const [from, to] = [`${year ?? '2017'}-01`, `${year ?? '2019'}-12`]
  const query = useQuery({
    queryKey: ['indicator', 'published', from, to],
    queryFn: () => get<Published>(withQuery('/published-figures', { from, to })),
    placeholderData: keepPreviousData,
  })
  const span = (p: Published[number]) => {
    const y = p.from.slice(0, 4)
    return p.from === `${y}-01` && p.to === `${y}-12` ? y : p.from === p.to ? p.from : `${p.from} – ${p.to}`
  }
  return (
    <Stack gap="lg">
      <PageHead
        title={say('console.published.title')}
        actions={
          <Verb
            label={say('console.published.take')}
            may="indicators.targets"
            possible
            path="/published-figures"
            confirm={say('console.published.confirm')}
          />
        }
      >
        <Text c="dimmed">{say('console.published.text')}</Text>
      </PageHead>
      <Group align="flex-end" gap="sm" component="search" className="no-print">
        <Select
          label={say('console.dim.year')}
          placeholder="2017–2019"
          clearable
          value={year ?? null}
          onChange={(v) => change({ year: v })}
          data={[...shipped]}
        />
      </Group>
      <Answer query={query} empty={(list) => (list.length === 0 ? say('console.published.none') : undefined)}>
        {(list) => (
          <>
            <Export
              name={`published-${from}-${to}.csv`}
              head={[
                'code',
                'corporation',
                'from',
                'to',
                'unit',
                'published',
                'computed',
                'difference',
                'because',
                'source',
              ]}
              rows={() =>
                list.map((p) => [
                  p.code,
                  p.corporation,
                  p.from,
                  p.to,
                  p.unit,
                  p.published,
                  p.computed,
                  p.difference,
                  p.because,
                  p.source,
                ])
              }
            />
            <Wide label={say('console.published.title')}>
              <Table className="first-stays">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{say('console.indicators.one')}</Table.Th>
                    <Table.Th scope="col">{say('console.published.period')}</Table.Th>
                    {(['published', 'computed', 'difference'] as const).map((key) => (
                      <Table.Th key={key} scope="col" ta="right">
                        {say(`console.published.${key}`)}
                      </Table.Th>
                    ))}
                    <Table.Th scope="col">{say('console.published.because')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.map((p) => (
                    <Table.Tr key={`${p.code} ${p.corporation} ${p.from} ${p.to}`}>
                      <Table.Th scope="row" fw={400}>
                        {/* counts and means of requests are published, but no indicators with a page */}
                        {!/^(count|days|requests)_/.test(p.code) ? (
                          <Go to={indicatorPage(p.code, p.from.slice(0, 4), p.corporation)}>{p.name}</Go>
                        ) : (
                          p.name
                        )}
                        <Text size="xs" c="dimmed">
                          {p.corporation ?? say('console.indicators.group')} · {p.unit_words}
                        </Text>
                      </Table.Th>
                      <Table.Td className="figure">{span(p)}</Table.Td>
                      <Table.Td ta="right" className="figure">
                        {text(p, p.published)}
                      </Table.Td>
                      <Table.Td ta="right" className="figure">
                        {text(p, p.computed)}
                      </Table.Td>
                      <Table.Td ta="right" className="figure">
                        {p.difference !== null && p.difference > 0 && '+'}
                        {text(p, p.difference)}
                      </Table.Td>
                      <Table.Td miw={260}>
                        {p.words}
                        <Text size="xs" c="dimmed">
                          {p.source}
                        </Text>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Wide>
          </>
        )}
      </Answer>
    </Stack>
  )
}
