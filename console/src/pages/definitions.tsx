import { Autocomplete, Button, NumberInput, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { asks, type Definition, type Grammar, type Known, sent } from '../parts/definition.ts'
import { Filters } from '../parts/definition-filters.tsx'
import { Seen } from '../parts/definition-preview.tsx'
import { Save, Versions } from '../parts/definition-versions.tsx'
import { PageHead, Part } from '../parts/page.tsx'
import { useWords } from '../words.tsx'

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
const codeFrom = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 40)

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
          source={source.code}
          fields={source.fields}
          grammar={grammar}
        />
        {used.includes('good') && (
          <Filters
            title={say(`console.definitions.good-${of.measure}`)}
            none={say(`console.definitions.good-${of.measure}-none`)}
            list={of.good ?? []}
            onChange={(good) => change({ good })}
            source={source.code}
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
