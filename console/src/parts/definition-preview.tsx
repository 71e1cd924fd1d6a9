import { Select, Stack, Table, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../api.ts'
import { Answer, Failed } from '../frame/states.tsx'
import { useWords } from '../words.tsx'
import type { Definition, Preview } from './definition.ts'
import { type Month, Spark } from './indicator.tsx'
import { thisYear, years } from './months.ts'
import { Part, Warnings, Wide } from './page.tsx'

/** What it would have said of a year: the year's figure by corporation, each month, and the warnings. */
export function Seen({ definition }: { definition: Definition }) {
  const { say, number } = useWords()
  const [year, setYear] = useState(String(thisYear() - 1))
  // Names change nothing of the figures: while they are typed nothing is asked
  const { name: _, note: __, unit: ___, ...counted } = definition
  const [asked] = useDebouncedValue(JSON.stringify(counted), 300)
  const whole =
    (definition.measure !== 'share' || (definition.good?.length ?? 0) > 0) &&
    ((definition.measure !== 'mean' && definition.measure !== 'percentile') || definition.field !== undefined)
  const query = useQuery({
    queryKey: ['indicator', 'preview', asked, year],
    queryFn: () =>
      post<Preview>('/indicator-definition-previews', {
        definition: { ...JSON.parse(asked), name: { vi: '–', en: '–' }, unit: '–' },
        year: Number(year),
      }),
    placeholderData: keepPreviousData,
    retry: false,
    enabled: whole,
  })
  const months = (f: Preview['figures'][number]): Month[] =>
    f.months.map((m) => ({
      month: m.month,
      actual: m.actual,
      target: null,
      state: m.actual === null ? 'no_data' : 'no_target',
      state_words: '',
      rank: null,
      said: m.said,
      said_words: m.said_words,
    }))
  return (
    <Part
      title={say('console.definitions.seen', { year })}
      aside={
        <Select
          aria-label={say('console.dim.year')}
          size="xs"
          w={100}
          value={year}
          onChange={(v) => setYear(v ?? year)}
          data={years()}
          allowDeselect={false}
        />
      }
    >
      {!whole ? (
        <Text c="dimmed">{say('console.definitions.choose-first')}</Text>
      ) : query.error ? (
        <Failed error={query.error} again={() => void query.refetch()} />
      ) : (
        <Answer query={query}>
          {(seen) => {
            // All lines share a scale, so that corporations can be compared by eye
            const all = seen.figures.flatMap((f) => f.months.flatMap((m) => (m.actual === null ? [] : [m.actual])))
            const scale = [Math.min(...all), Math.max(...all)] as const
            return (
              <Stack gap="sm" aria-live="polite">
                <Text size="sm">
                  <code style={{ overflowWrap: 'anywhere' }}>{seen.formula}</code>
                </Text>
                <Warnings title={say('console.outage.warnings')} texts={seen.warnings} />
                <Wide label={say('console.definitions.seen', { year })}>
                  <Table className="first-stays">
                    <Table.Thead>
                      <Table.Tr>
                        <Table.Th scope="col">{say('console.filter.corporation')}</Table.Th>
                        <Table.Th scope="col" ta="right">
                          {seen.year}
                        </Table.Th>
                        <Table.Th scope="col" ta="right">
                          {say('console.definitions.rows')}
                        </Table.Th>
                        <Table.Th scope="col">{say('console.indicators.by-month')}</Table.Th>
                        {seen.figures[0]?.months.map((m) => (
                          <Table.Th key={m.month} scope="col" ta="right" className="figure">
                            {m.month.slice(5)}
                          </Table.Th>
                        ))}
                      </Table.Tr>
                    </Table.Thead>
                    <Table.Tbody>
                      {seen.figures.map((f) => (
                        <Table.Tr key={f.corporation ?? ''}>
                          <Table.Th scope="row" fw={400}>
                            {f.corporation ?? say('console.indicators.group')}
                          </Table.Th>
                          <Table.Td ta="right" className="figure" fw={700}>
                            {f.actual === null ? (f.said_words ?? '–') : number(f.actual, definition.decimals)}
                          </Table.Td>
                          <Table.Td ta="right" className="figure">
                            {number(f.rows)}
                          </Table.Td>
                          <Table.Td>
                            {f.months.some((m) => m.actual !== null) && (
                              <Spark
                                months={months(f)}
                                scale={scale}
                                label={`${f.corporation ?? say('console.indicators.group')} ${seen.year}`}
                              />
                            )}
                          </Table.Td>
                          {f.months.map((m) => (
                            <Table.Td key={m.month} ta="right" className="figure" title={m.said_words ?? undefined}>
                              {m.actual === null ? '–' : number(m.actual, definition.decimals)}
                            </Table.Td>
                          ))}
                        </Table.Tr>
                      ))}
                    </Table.Tbody>
                  </Table>
                </Wide>
              </Stack>
            )
          }}
        </Answer>
      )}
    </Part>
  )
}
