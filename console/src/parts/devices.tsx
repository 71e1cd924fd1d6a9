import { MultiSelect, type MultiSelectProps, Select, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Answered, get } from '../api.ts'
import { useWords } from '../words.tsx'
import { withQuery } from './address.ts'

type Found = Answered<'/api/v1/network/devices', 'get'>

function useFound(corporation_id: number | undefined, feeder: string | null | undefined, text: string) {
  const [q] = useDebouncedValue(text.trim(), 120)
  return useQuery({
    queryKey: ['devices', corporation_id, feeder, q],
    queryFn: () => get<Found>(withQuery('/network/devices', { q, corporation_id, feeder, limit: 30 })),
    placeholderData: keepPreviousData,
    enabled: q !== '' || feeder != null,
  })
}

interface Shared {
  label: string
  description?: string
  corporation_id: number | undefined
  feeder?: string | null
  error?: string
  required?: boolean
}

/** Devices by part of their code or name; what was chosen stays. */
export function Devices({
  corporation_id,
  feeder,
  value,
  onChange,
  ...rest
}: Shared & { value: string[]; onChange: (value: string[]) => void } & Pick<MultiSelectProps, 'size'>) {
  const { say } = useWords()
  const [text, setText] = useState('')
  const found = useFound(corporation_id, feeder, text)
  const { names, options, of } = useOptions(found.data, value)
  return (
    <MultiSelect
      {...rest}
      searchable
      searchValue={text}
      onSearchChange={setText}
      value={value}
      onChange={onChange}
      data={options}
      filter={({ options: all }) => all}
      renderOption={({ option }) => <Option id={option.value} name={names.get(option.value)} kind={of(option.value)} />}
      nothingFoundMessage={say(text.trim() === '' ? 'console.device.type' : 'console.search.nothing')}
      hidePickedOptions
      comboboxProps={{ shadow: 'md' }}
    />
  )
}

/** One device. */
export function Device({
  corporation_id,
  feeder,
  value,
  onChange,
  ...rest
}: Shared & { value: string; onChange: (value: string) => void }) {
  const { say } = useWords()
  const [text, setText] = useState(value)
  const found = useFound(corporation_id, feeder, text)
  const { names, options, of } = useOptions(found.data, value ? [value] : [])
  return (
    <Select
      {...rest}
      searchable
      clearable
      searchValue={text}
      onSearchChange={setText}
      value={value || null}
      onChange={(v) => onChange(v ?? '')}
      data={options}
      filter={({ options: all }) => all}
      renderOption={({ option }) => <Option id={option.value} name={names.get(option.value)} kind={of(option.value)} />}
      nothingFoundMessage={say(text.trim() === '' ? 'console.device.type' : 'console.search.nothing')}
      comboboxProps={{ shadow: 'md' }}
    />
  )
}

function useOptions(found: Found | undefined, chosen: readonly string[]) {
  const names = new Map((found ?? []).map((d) => [d.mrid, d.name]))
  const kinds = new Map((found ?? []).map((d) => [d.mrid, d.kind]))
  const options = [...new Set([...chosen, ...names.keys()])]
  return { names, options, of: (id: string) => kinds.get(id) }
}

function Option({ id, name, kind }: { id: string; name?: string; kind?: string }) {
  const { say } = useWords()
  return (
    <div>
      <Text size="sm" fw={700}>
        {id}
      </Text>
      {(name || kind) && (
        <Text size="xs" c="dimmed">
          {[kind && say(`console.kind.${kind}`), name !== id && name].filter(Boolean).join(' · ')}
        </Text>
      )}
    </div>
  )
}
