import { Button, Table } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useWords } from '../words.tsx'
import { withQuery } from './address.ts'
import { type Page, rests_on } from './indicator.tsx'
import { Go, More, Part, Wide } from './page.tsx'

type Behind = Answered<'/api/v1/indicators/{code}/rows', 'get'>

const limit = 20

/** The rows that the figure counts, newest first; those of another room lead there. */
export function RowsBehind({
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
    queryKey: [...rests_on, 'rows', page.code, period, corporation],
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
