import { Button, Group, MultiSelect, NumberInput, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { paths } from '../api.gen.ts'
import { type Answered, get, post } from '../api.ts'
import { Denied, Failed } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { withQuery } from '../parts/address.ts'
import { books, type Indices, rests_on, type Variant, variants } from '../parts/figures.ts'
import { CorporationFilter } from '../parts/filters.tsx'
import { thisYear, years } from '../parts/months.ts'
import { PageHead, Part, Wide } from '../parts/page.tsx'
import { Export } from '../parts/reliability-views.tsx'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'

type Preview = Answered<'/api/v1/reliability/rule-previews', 'post'>
type Proposal = paths['/api/v1/reliability/rule-previews']['post']['requestBody']['content']['application/json']
type Listed = Answered<'/api/v1/reliability/excluded-causes', 'get'>
const moved = ['saidi_min', 'saifi', 'maifi'] as const

/** What a change of rules would move in a year, before it is applied; then it can be. */
export function RulesPreview() {
  const { say } = useWords()
  const me = useMe()
  const [year, setYear] = useState(String(thisYear()))
  const [rules, setRules] = useState<(typeof books)[number]>('vn')
  const [corporation, setCorporation] = useState<string | null>(null)
  const [minutes, setMinutes] = useState<number | string>(5)
  const [exclude, setExclude] = useState<string[]>([])
  const [include, setInclude] = useState<string[]>([])
  const [deviation, setDeviation] = useState<string>('sample')
  const may = me.data?.permissions.includes('reliability.rules') ?? false
  const causes = useQuery({
    queryKey: [...rests_on, 'causes', year],
    queryFn: () =>
      get<Indices>(
        withQuery('/reliability/indices', {
          from: `${year}-01`,
          to: `${year}-12`,
          rules,
          by: 'cause',
          include_excluded: true,
        }),
      ),
    enabled: may,
  })
  const list = useQuery({
    queryKey: [...rests_on, 'excluded-causes'],
    queryFn: () => get<Listed>('/reliability/excluded-causes'),
    enabled: may,
  })
  const preview = useMutation({
    mutationFn: (proposal: Proposal) => post<Preview>('/reliability/rule-previews', proposal),
  })
  if (me.data && !may) return <Denied />
  const known = [...new Set((causes.data?.rows ?? []).map((r) => r.cause ?? ''))].filter(Boolean).sort()
  // What is on the list of a month of the year, of the corporation's own or for all, as it was chosen.
  const listed = (list.data ?? []).filter(
    (e) => e.corporation === corporation && e.in_force_to > `${year}-01-01` && !(e.in_force_from > `${year}-12-31`),
  )
  return (
    <Stack gap="lg">
      <PageHead title={say('console.figures.rules-preview')}>
        <Text c="dimmed">{say('console.figures.preview-text')}</Text>
      </PageHead>
      <form
        className="no-print"
        onSubmit={(e: FormEvent) => {
          e.preventDefault()
          preview.mutate({
            year,
            rules,
            ...(corporation ? { corporation } : {}),
            ...(typeof minutes === 'number' ? { sustained_over_s: Math.round(minutes * 60) } : {}),
            exclude,
            include,
            deviation: deviation === 'population' ? deviation : 'sample',
          })
        }}
      >
        <Group align="flex-end" gap="sm">
          <Select
            label={say('console.dim.year')}
            value={year}
            onChange={(v) => setYear(v ?? year)}
            data={years()}
            allowDeselect={false}
            w={110}
          />
          <Select
            label={say('console.figures.rules')}
            value={rules}
            onChange={(v) => setRules(books.find((b) => b === v) ?? rules)}
            data={books.map((value) => ({ value, label: say(`console.book.${value}`) }))}
            allowDeselect={false}
          />
          <CorporationFilter value={corporation} onChange={setCorporation} />
          <NumberInput
            label={say('console.figures.sustained-over')}
            value={minutes}
            onChange={setMinutes}
            min={1}
            max={1440}
            decimalSeparator={say('console.decimal')}
            w={200}
          />
          <MultiSelect
            label={say('console.figures.exclude-too')}
            value={exclude}
            onChange={setExclude}
            data={known.filter((c) => !include.includes(c) && !listed.some((e) => e.cause === c))}
            searchable
            maw={360}
          />
          <MultiSelect
            label={say('console.figures.include-again')}
            value={include}
            onChange={setInclude}
            data={[...new Set(listed.map((e) => e.cause))]}
            searchable
            maw={360}
          />
          <Select
            label={say('console.figures.deviation')}
            value={deviation}
            onChange={(v) => setDeviation(v ?? deviation)}
            data={(['sample', 'population'] as const).map((value) => ({
              value,
              label: say(`console.figures.deviation-${value}`),
            }))}
            allowDeselect={false}
          />
          <Button type="submit" loading={preview.isPending}>
            {say('console.figures.show-preview')}
          </Button>
        </Group>
      </form>
      <div aria-live="polite">
        {preview.error && <Failed error={preview.error} />}
        {preview.data && (
          <>
            <Shown of={preview.data} />
            <Apply of={preview.data} proposal={preview.variables!} onDone={preview.reset} />
          </>
        )}
      </div>
    </Stack>
  )
}

/**
 * Makes a rule of what was looked at: from a month on, with where it is written. It is the proposal that the figures above
 * are of, whatever the form says by now.
 */
function Apply({ of, proposal, onDone }: { of: Preview; proposal: Proposal; onDone: () => void }) {
  const { say, number } = useWords()
  const [from, setFrom] = useState(`${of.year}-01`)
  const [clause, setClause] = useState('')
  const { rules, corporation, sustained_over_s, exclude = [], include = [] } = proposal
  const moves = of.rows.flatMap(({ corporation: code, before, after }) => {
    const [a, b] = [before.without_excluded.saidi_min, after.without_excluded.saidi_min]
    return a === null || b === null || Math.abs(b - a) < 5e-7 ? [] : [`${code} ${number(a, 2)} → ${number(b, 2)}`]
  })
  return (
    <Group className="no-print" mt="lg">
      <Verb
        label={say('console.figures.apply-rule')}
        may="reliability.rules"
        possible={sustained_over_s !== undefined}
        refused={say('console.figures.apply-needs-limit')}
        path="/reliability/rule-sets"
        body={() => ({ rules, from, sustained_over_s, clause, ...(corporation ? { corporation } : {}), exclude, include })} // biome-ignore format: one line
        send={async (path, body) => {
          await post(path, body)
          onDone()
        }}
        ready={/^\d{4}-\d\d$/.test(from) && clause.trim() !== ''}
        confirm={[
          say('console.figures.confirm-apply', { rules: say(`console.book.${rules}`), whose: corporation ?? say('console.filter.all') }), // biome-ignore format: one line
          moves.length > 0
            ? say('console.figures.apply-moves', { year: of.year, moves: moves.join('; ') })
            : say('console.figures.apply-moves-none', { year: of.year }),
          ...(exclude.length > 0 ? [say('console.figures.apply-exclude', { causes: exclude.join(', ') })] : []),
          ...(include.length > 0 ? [say('console.figures.apply-include', { causes: include.join(', ') })] : []),
          say('console.figures.apply-backwards'),
        ].join(' ')}
        done={say('console.figures.applied')}
        primary
      >
        <TextInput
          type="month"
          label={say('console.figures.apply-from')}
          required
          value={from}
          onChange={(e) => setFrom(e.currentTarget.value)}
        />
        <TextInput
          label={say('console.figures.clause')}
          required
          maxLength={300}
          value={clause}
          onChange={(e) => setClause(e.currentTarget.value)}
        />
      </Verb>
    </Group>
  )
}

function Shown({ of }: { of: Preview }) {
  const { say, number } = useWords()
  const signed = (n: number) => `${n > 0 ? '+' : ''}${number(n, 3)}`
  const difference = (row: Preview['rows'][number], v: Variant, f: (typeof moved)[number]) => {
    const [a, b] = [row.before[v][f], row.after[v][f]]
    return a === null || b === null ? '–' : Math.abs(b - a) < 5e-7 ? '=' : signed(b - a)
  }
  const days = (list: { corporation: string; day: string }[]) =>
    list.length === 0 ? say('console.figures.none-of-them') : list.map((d) => `${d.day} ${d.corporation}`).join(', ')
  return (
    <Stack gap="lg">
      <Part
        title={say('console.figures.moves-in', { year: of.year, rules: say(`console.book.${of.rules}`) })}
        aside={
          <Export
            name={`rules-preview-${of.year}.csv`}
            head={['corporation', 'variant', ...moved.flatMap((f) => [`${f}_before`, `${f}_after`])]}
            rows={() =>
              of.rows.flatMap((row) =>
                variants.map((v) => [row.corporation, v, ...moved.flatMap((f) => [row.before[v][f], row.after[v][f]])]),
              )
            }
          />
        }
      >
        <Wide label={say('console.figures.rules-preview')}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{say('console.filter.corporation')}</Table.Th>
                <Table.Th scope="col">{say('console.figures.counted-as')}</Table.Th>
                {moved.map((f) => (
                  <Table.Th key={f} scope="col" ta="right">
                    {say(`console.figure.${f}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {of.rows.flatMap((row) =>
                variants.map((v) => (
                  <Table.Tr key={`${row.corporation} ${v}`}>
                    <Table.Td>{row.corporation}</Table.Td>
                    <Table.Td>{say(`console.figures.variant.${v}`)}</Table.Td>
                    {moved.map((f) => (
                      <Table.Td key={f} ta="right" className="figure">
                        {number(row.before[v][f], 3)} → <b>{number(row.after[v][f], 3)}</b>
                        <Text size="xs" c="dimmed">
                          {difference(row, v, f)}
                        </Text>
                      </Table.Td>
                    ))}
                  </Table.Tr>
                )),
              )}
            </Table.Tbody>
          </Table>
        </Wide>
      </Part>
      <Part title={say('console.figures.major-days')}>
        {(['counted', 'left_out'] as const).map((kind) => (
          <Text key={kind} size="sm" className="figure">
            <b>{say(`console.figures.among-${kind}`)}:</b>{' '}
            {say('console.figures.days-come', {
              new: days(of.major_event_days[kind].new),
              gone: days(of.major_event_days[kind].gone),
            })}
          </Text>
        ))}
      </Part>
      <Text fw={700}>{say('console.figures.closed-unmoved')}</Text>
    </Stack>
  )
}
