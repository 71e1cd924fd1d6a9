import {
  Autocomplete,
  Button,
  Fieldset,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Table,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { paths } from '../api.gen.ts'
import { type Answered, get, post } from '../api.ts'
import { Answer, Failed } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { indicatorPage, type Month, Spark } from '../parts/indicator.tsx'
import { Go, PageHead, Part, Warnings, Wide } from '../parts/page.tsx'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'
import { thisYear, years } from './indicators.tsx'

type Known = Answered<'/api/v1/indicator-definitions', 'get'>
type Grammar = Known['grammar']
type Version = Known['items'][number]
type Preview = Answered<'/api/v1/indicator-definition-previews', 'post'>
type Body = paths['/api/v1/indicator-definitions']['post']['requestBody']['content']['application/json']
type Definition = Body['definition']
type Filter = Definition['where'][number]
type Part_ = 'field' | 'over' | 'weight' | 'percentile' | 'good'

/** What each measure asks for beside the rows it looks at; the server has the same table (`wrongIn`) and the last word. */
const asks: Record<Definition['measure'], readonly Part_[]> = {
  share: ['good', 'weight'],
  mean: ['field', 'weight'],
  percentile: ['field', 'percentile'],
  count: [],
  ratio: ['good', 'field', 'over'],
}
const blank: Definition = {
  name: { vi: '', en: '' },
  unit: '%',
  decimals: 1,
  direction: 'up',
  source: 'promises',
  measure: 'share',
  where: [],
  good: [],
}

/** Indicators that are made here, without code: chosen from what there is, seen on last year, counted from a month on. */
export function Definitions() {
  const { say } = useWords()
  const me = useMe()
  const [begun, begin] = useState<{ code: string; definition: Definition } | null>(null)
  const query = useQuery({
    queryKey: ['indicator', 'definitions'],
    queryFn: () => get<Known>('/indicator-definitions'),
  })
  const may = me.data?.permissions.includes('indicators.define') ?? false
  return (
    <Stack gap="lg">
      <PageHead
        title={say('console.definitions.title')}
        actions={
          may &&
          !begun && (
            <Button onClick={() => begin({ code: '', definition: blank })}>{say('console.definitions.new')}</Button>
          )
        }
      >
        <Text c="dimmed">{say('console.definitions.text')}</Text>
      </PageHead>
      <Answer query={query}>
        {({ items, grammar }) => (
          <>
            {begun && (
              <Make
                key={begun.code}
                begun={begun}
                grammar={grammar}
                taken={items.map((v) => v.code)}
                onEnd={() => begin(null)}
              />
            )}
            <Versions
              items={items}
              onChange={
                may ? (v) => v.definition && begin({ code: v.code, definition: v.definition as Definition }) : undefined
              }
            />
          </>
        )}
      </Answer>
    </Stack>
  )
}

/** A name as a code: 'Đúng hạn cấp điện' is 'dung_han_cap_dien'. */
export const codeFrom = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 40)

/** The definition as it is asked of the server: only what its measure has use for, only filters that are whole. */
function sent(of: Definition, grammar: Grammar): Definition {
  const fields = grammar.sources.find((s) => s.code === of.source)?.fields ?? []
  const whole = (list: readonly Filter[] | undefined) =>
    (list ?? []).filter(
      (f) =>
        fields.some((x) => x.code === f.field) &&
        (needsNone(f.op) || (Array.isArray(f.value) ? f.value.length > 0 : f.value !== undefined && f.value !== '')),
    )
  const used = asks[of.measure]
  const { name, note, unit, decimals, direction, source, measure, scale } = of
  return {
    name: { vi: name.vi.trim() || '–', en: name.en.trim() || '–' },
    ...(note && (note.vi.trim() || note.en.trim())
      ? { note: { vi: note.vi.trim() || note.en.trim(), en: note.en.trim() || note.vi.trim() } }
      : {}),
    unit: unit.trim() || '–',
    decimals,
    direction,
    source,
    measure,
    where: whole(of.where),
    ...(used.includes('good') && (measure === 'share' || whole(of.good).length > 0) ? { good: whole(of.good) } : {}),
    ...Object.fromEntries(
      (['field', 'over', 'weight'] as const).flatMap((key) => (used.includes(key) && of[key] ? [[key, of[key]]] : [])),
    ),
    ...(used.includes('percentile') ? { percentile: of.percentile ?? 0.9 } : {}),
    ...(scale ? { scale } : {}),
  }
}
const needsNone = (op: string) => op === 'known' || op === 'unknown'

function Make({
  begun,
  grammar,
  taken,
  onEnd,
}: {
  begun: { code: string; definition: Definition }
  grammar: Grammar
  taken: readonly string[]
  onEnd: () => void
}) {
  const { say } = useWords()
  const [of, set] = useState(begun.definition)
  const [own, setOwn] = useState(begun.code)
  const change = (some: Partial<Definition>) => set((was) => ({ ...was, ...some }))
  const source = grammar.sources.find((s) => s.code === of.source)!
  const numbers = source.fields.filter((f) => f.type === 'number')
  const used = asks[of.measure]
  const code = own || codeFrom(of.name.vi)
  const definition = sent(of, grammar)
  const field = (key: 'field' | 'over' | 'weight') =>
    used.includes(key) && (
      <Select
        label={say(`console.definitions.${key}-${of.measure}`)}
        placeholder={
          key === 'weight'
            ? say('console.definitions.weigh-alike')
            : of.measure === 'ratio'
              ? say('console.definitions.rows-themselves')
              : undefined
        }
        required={key === 'field' && of.measure !== 'ratio'}
        clearable
        value={of[key] ?? null}
        onChange={(v) => change({ [key]: v ?? undefined })}
        data={numbers.map((f) => ({ value: f.code, label: f.label }))}
      />
    )
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
      <Part
        title={
          begun.code ? say('console.definitions.new-version', { code: begun.code }) : say('console.definitions.new')
        }
        aside={
          <Button size="xs" variant="default" onClick={onEnd}>
            {say('console.verb.close')}
          </Button>
        }
      >
        <Select
          label={say('console.definitions.source')}
          value={of.source}
          onChange={
            (v) =>
            v && change({ source: v as Definition['source'], where: [], good: [], field: undefined, over: undefined, weight: undefined }) // biome-ignore format: one line
          }
          data={grammar.sources.map((s) => ({ value: s.code, label: s.label }))}
          allowDeselect={false}
        />
        <Select
          label={say('console.definitions.measure')}
          value={of.measure}
          onChange={(v) =>
            v &&
            change({ measure: v as Definition['measure'], unit: v === 'share' ? '%' : of.unit === '%' ? '' : of.unit })
          }
          data={grammar.measures.map((m) => ({ value: m.code, label: m.label }))}
          allowDeselect={false}
        />
        {field('field')}
        {field('over')}
        {field('weight')}
        {used.includes('percentile') && (
          <NumberInput
            label={say('console.definitions.percentile')}
            value={Math.round(100 * (of.percentile ?? 0.9))}
            onChange={(v) => typeof v === 'number' && change({ percentile: v / 100 })}
            min={1}
            max={100}
            suffix=" %"
          />
        )}
        <Filters
          title={say('console.definitions.where')}
          none={say('console.definitions.every-row')}
          list={of.where}
          onChange={(where) => change({ where })}
          fields={source.fields}
          grammar={grammar}
        />
        {used.includes('good') && (
          <Filters
            title={say(`console.definitions.good-${of.measure}`)}
            none={say(`console.definitions.good-${of.measure}-none`)}
            list={of.good ?? []}
            onChange={(good) => change({ good })}
            fields={source.fields}
            grammar={grammar}
          />
        )}
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          {(['vi', 'en'] as const).map((l) => (
            <TextInput
              key={l}
              label={say(`console.definitions.name-${l}`)}
              required
              value={of.name[l]}
              maxLength={200}
              onChange={(e) => change({ name: { ...of.name, [l]: e.currentTarget.value } })}
            />
          ))}
          {(['vi', 'en'] as const).map((l) => (
            <TextInput
              key={l}
              label={say(`console.definitions.note-${l}`)}
              value={of.note?.[l] ?? ''}
              maxLength={200}
              onChange={(e) => change({ note: { vi: '', en: '', ...of.note, [l]: e.currentTarget.value } })}
            />
          ))}
          <Autocomplete
            label={say('console.definitions.unit')}
            required
            value={of.unit}
            maxLength={20}
            onChange={(unit) => change({ unit })}
            data={['%', 'min', 'times', 'of 10', 'working days', 'customers', 'kWh']}
          />
          <NumberInput
            label={say('console.definitions.decimals')}
            value={of.decimals}
            onChange={(v) => typeof v === 'number' && change({ decimals: v })}
            min={0}
            max={6}
            allowDecimal={false}
          />
          <Select
            label={say('console.definitions.direction')}
            value={of.direction}
            onChange={(v) => v && change({ direction: v as Definition['direction'] })}
            data={(['up', 'down'] as const).map((value) => ({
              value,
              label: say(`console.definitions.direction-${value}`),
            }))}
            allowDeselect={false}
          />
          <TextInput
            label={say('console.definitions.code')}
            value={code}
            onChange={(e) => setOwn(e.currentTarget.value)}
            disabled={begun.code !== ''}
            maxLength={40}
          />
        </SimpleGrid>
        {!begun.code && taken.includes(code) && <Text size="sm">{say('console.definitions.taken')}</Text>}
        <Save
          code={code}
          definition={definition}
          ready={of.name.vi.trim() !== '' && of.name.en.trim() !== '' && of.unit.trim() !== ''}
        />
      </Part>
      <Seen definition={definition} />
    </SimpleGrid>
  )
}

/** Conditions that all hold: a field, how it is compared, with what. */
function Filters({
  title,
  none,
  list,
  onChange,
  fields,
  grammar,
}: {
  title: string
  none: string
  list: readonly Filter[]
  onChange: (list: Filter[]) => void
  fields: Grammar['sources'][number]['fields']
  grammar: Grammar
}) {
  const { say } = useWords()
  const set = (i: number, f: Filter) => onChange(list.map((was, j) => (j === i ? f : was)))
  const operators = (field: string) => {
    const type = fields.find((f) => f.code === field)?.type
    return grammar.operators.filter((o) => type && o.types.includes(type))
  }
  return (
    <Fieldset legend={title}>
      <Stack gap="xs">
        {list.length === 0 && (
          <Text size="sm" c="dimmed">
            {none}
          </Text>
        )}
        {list.map((f, i) => (
          <Group
            // biome-ignore lint/suspicious/noArrayIndexKey: a condition is known by its place only
            key={i}
            gap="xs"
            align="flex-end"
            role="group"
            aria-label={say('console.definitions.condition', { n: i + 1 })}
          >
            <Select
              label={say('console.definitions.what')}
              value={f.field}
              onChange={(v) => v && set(i, { field: v, op: operators(v)[0]!.code as Filter['op'] })}
              data={fields.map((x) => ({ value: x.code, label: x.label }))}
              allowDeselect={false}
              w={170}
            />
            <Select
              label={say('console.definitions.how')}
              value={f.op}
              onChange={(v) => v && set(i, { field: f.field, op: v as Filter['op'] })}
              data={operators(f.field).map((o) => ({ value: o.code, label: o.label }))}
              allowDeselect={false}
              w={150}
            />
            <Value
              of={f}
              type={fields.find((x) => x.code === f.field)?.type ?? 'text'}
              onChange={(value) => set(i, { ...f, value })}
            />
            <Button variant="default" onClick={() => onChange(list.filter((_, j) => j !== i))}>
              {say('console.definitions.remove')}
            </Button>
          </Group>
        ))}
        <Group>
          <Button
            variant="default"
            size="xs"
            disabled={list.length >= 10}
            onClick={() => onChange([...list, { field: fields[0]!.code, op: operators(fields[0]!.code)[0]!.code as Filter['op'] }])} // biome-ignore format: one line
          >
            {say('console.definitions.add-condition')}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  )
}

function Value({
  of,
  type,
  onChange,
}: {
  of: Filter
  type: 'text' | 'number' | 'boolean'
  onChange: (value: Filter['value']) => void
}) {
  const { say } = useWords()
  const label = say('console.definitions.value')
  if (needsNone(of.op)) return null
  if (of.op === 'in' || of.op === 'not_in')
    return (
      <TagsInput
        label={label}
        value={Array.isArray(of.value) ? of.value : []}
        onChange={onChange}
        maxTags={50}
        acceptValueOnBlur
        w={220}
      />
    )
  if (type === 'number')
    return (
      <NumberInput
        label={label}
        value={typeof of.value === 'number' ? of.value : ''}
        onChange={(v) => onChange(typeof v === 'number' ? v : undefined)}
        decimalSeparator={say('console.decimal')}
        w={140}
      />
    )
  if (type === 'boolean')
    return (
      <Select
        label={label}
        value={typeof of.value === 'boolean' ? String(of.value) : null}
        onChange={(v) => onChange(v === null ? undefined : v === 'true')}
        data={[
          { value: 'true', label: say('console.yes') },
          { value: 'false', label: say('console.no') },
        ]}
        w={110}
      />
    )
  return (
    <TextInput
      label={label}
      value={typeof of.value === 'string' ? of.value : ''}
      maxLength={100}
      onChange={(e) => onChange(e.currentTarget.value || undefined)}
      w={180}
    />
  )
}

/** What it would have said of a year: the year's figure by corporation, each month, and the warnings. */
function Seen({ definition }: { definition: Definition }) {
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

const nextMonth = (): string => {
  const now = new Date(Date.now() + 7 * 3_600_000)
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString().slice(0, 7)
}

/** Whose it is: of one corporation, or, who sees all may say so, of all. */
function Whose({ value, onChange }: { value: string; onChange: (v: string) => void }) {
  const { say } = useWords()
  const corporations = useMe().data?.corporations ?? []
  return (
    <Select
      label={say('console.definitions.whose')}
      value={value}
      onChange={(v) => onChange(v ?? '')}
      data={[
        ...(corporations.length > 1 ? [{ value: '', label: say('console.definitions.all') }] : []),
        ...corporations.map((c) => ({ value: c.code, label: c.code })),
      ]}
      allowDeselect={false}
    />
  )
}

function Save({ code, definition, ready }: { code: string; definition: Definition; ready: boolean }) {
  const { say } = useWords()
  const corporations = useMe().data?.corporations ?? []
  const [whose, setWhose] = useState<string>()
  const [from, setFrom] = useState(nextMonth)
  const [reason, setReason] = useState('')
  const corporation = whose ?? (corporations.length > 1 ? '' : (corporations[0]?.code ?? ''))
  return (
    <Group>
      <Verb
        label={say('console.definitions.save')}
        may="indicators.define"
        possible={ready}
        refused={say('console.definitions.not-ready')}
        path="/indicator-definitions"
        body={() => ({ code, from, definition, reason, ...(corporation ? { corporation } : {}) })}
        ready={reason.trim() !== '' && from !== ''}
        confirm={say('console.definitions.confirm', { name: definition.name.vi, code })}
        primary
      >
        <Whose value={corporation} onChange={setWhose} />
        <TextInput
          type="month"
          label={say('console.definitions.from')}
          required
          value={from}
          onChange={(e) => setFrom(e.currentTarget.value)}
        />
        <Textarea
          label={say('console.col.reason')}
          required
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
        />
      </Verb>
    </Group>
  )
}

/** Every version ever, the newest first; what counts now can be changed by a new version, or withdrawn. */
function Versions({ items, onChange }: { items: readonly Version[]; onChange?: ((v: Version) => void) | undefined }) {
  const { say, when, language } = useWords()
  const [of, setOf] = useState<string | null>(null)
  if (items.length === 0) return <Text>{say('console.definitions.none')}</Text>
  const key = (v: Version) => `${v.code} ${v.corporation ?? ''}`
  const newest = new Map(items.map((v) => [key(v), v]))
  for (const v of items) if (v.version > newest.get(key(v))!.version) newest.set(key(v), v)
  const codes = [...new Set(items.map((v) => v.code))].sort()
  const shown = items.filter((v) => of === null || v.code === of)
  return (
    <Part title={say('console.definitions.versions')}>
      {codes.length > 1 && (
        <Select
          label={say('console.indicators.one')}
          placeholder={say('console.filter.all')}
          clearable
          value={of}
          onChange={setOf}
          data={codes}
          maw={320}
        />
      )}
      <Wide label={say('console.definitions.versions')}>
        <Table className="first-stays">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{say('console.indicators.one')}</Table.Th>
              <Table.Th scope="col">{say('console.definitions.counts-from')}</Table.Th>
              <Table.Th scope="col">{say('console.figures.formula')}</Table.Th>
              <Table.Th scope="col">{say('console.col.reason')}</Table.Th>
              <Table.Th scope="col">{say('console.indicators.who')}</Table.Th>
              <Table.Th scope="col">
                <span className="visually-hidden">{say('console.definitions.withdraw')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((v) => (
              <Table.Tr key={`${key(v)} ${v.version}`}>
                <Table.Th scope="row" fw={400}>
                  <Go to={indicatorPage(v.code, thisYear(), v.corporation)}>
                    {v.definition?.name[language] ?? v.code}
                  </Go>
                  <Text size="xs" c="dimmed">
                    {v.code} · {v.corporation ?? say('console.definitions.all')} ·{' '}
                    {say('console.definitions.version', { n: v.version })}
                  </Text>
                </Table.Th>
                <Table.Td className="figure">{v.to ? `${v.from} – ${v.to}` : v.from}</Table.Td>
                <Table.Td miw={220}>
                  {v.formula ? <code>{v.formula}</code> : say('console.definitions.withdrawn')}
                </Table.Td>
                <Table.Td>{v.reason}</Table.Td>
                <Table.Td>
                  {v.actor}
                  <Text size="xs" c="dimmed">
                    {when(v.recorded_at)}
                  </Text>
                </Table.Td>
                <Table.Td>
                  {onChange && v.definition && newest.get(key(v)) === v && (
                    <Group gap="xs" wrap="nowrap">
                      <Button size="xs" variant="default" onClick={() => onChange(v)}>
                        {say('console.definitions.change')}
                      </Button>
                      <Withdraw of={v} />
                    </Group>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  )
}

function Withdraw({ of }: { of: Version }) {
  const { say } = useWords()
  const [from, setFrom] = useState(nextMonth)
  const [reason, setReason] = useState('')
  return (
    <Verb
      label={say('console.definitions.withdraw')}
      small
      may="indicators.define"
      possible
      path={`/indicator-definitions/${of.code}/withdrawal`}
      body={() => ({ from, reason, ...(of.corporation ? { corporation: of.corporation } : {}) })}
      ready={reason.trim() !== '' && from !== ''}
      confirm={say('console.definitions.confirm-withdraw', { code: of.code })}
    >
      <TextInput
        type="month"
        label={say('console.definitions.from')}
        required
        value={from}
        onChange={(e) => setFrom(e.currentTarget.value)}
      />
      <Textarea
        label={say('console.col.reason')}
        required
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
      />
    </Verb>
  )
}
