import { Autocomplete, Button, Fieldset, Group, NumberInput, Select, Stack, TagsInput, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type Answered, get } from '../api.ts'
import { useWords } from '../words.tsx'
import { withQuery } from './address.ts'
import { type Filter, type Grammar, needsNone, type Source } from './definition.ts'

/** Conditions that all hold: a field, how it is compared, with what. */
export function Filters({
  title,
  none,
  list,
  onChange,
  source,
  fields,
  grammar,
}: {
  title: string
  none: string
  list: readonly Filter[]
  onChange: (list: Filter[]) => void
  source: Source
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
              source={source}
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

type Values = Answered<'/api/v1/indicator-definition-values', 'get'>

/** What a condition compares with. Of a text the values that rows have are offered; another one may be typed. */
function Value({
  of,
  source,
  type,
  onChange,
}: {
  of: Filter
  source: Source
  type: 'text' | 'number' | 'boolean'
  onChange: (value: Filter['value']) => void
}) {
  const { say } = useWords()
  const label = say('console.definitions.value')
  const { field } = of
  const values = useQuery({
    queryKey: ['indicator', 'values', source, field],
    queryFn: () => get<Values>(withQuery('/indicator-definition-values', { source, field })),
    enabled: type === 'text' && !needsNone(of.op),
    staleTime: 300_000,
  })
  const known = (values.data ?? []).map((v) => v.value)
  if (needsNone(of.op)) return null
  if (of.op === 'in' || of.op === 'not_in')
    return (
      <TagsInput
        label={label}
        value={Array.isArray(of.value) ? of.value : []}
        onChange={onChange}
        data={known}
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
    <Autocomplete
      label={label}
      value={typeof of.value === 'string' ? of.value : ''}
      maxLength={100}
      onChange={(v) => onChange(v || undefined)}
      data={known}
      limit={100}
      w={180}
    />
  )
}
