import { Select, TextInput } from '@mantine/core'
import { useMe } from '../me.ts'
import { useWords } from '../words.tsx'

/** One of several, or all of them. */
export function Filter({
  label,
  value,
  onChange,
  data,
}: {
  label: string
  value: string | null | undefined
  onChange: (value: string | null) => void
  data: readonly (string | { value: string; label: string })[]
}) {
  const { say } = useWords()
  return (
    <Select
      label={label}
      placeholder={say('console.filter.all')}
      clearable
      value={value || null}
      onChange={onChange}
      data={[...data]}
    />
  )
}

/** A corporation, or all that one sees; nothing to choose for who sees one only. */
export function CorporationFilter({
  by = 'code',
  ...chosen
}: {
  /** What the address holds of it. */
  by?: 'code' | 'id'
  value: string | null | undefined
  onChange: (value: string | null) => void
}) {
  const { say } = useWords()
  const corporations = useMe().data?.corporations ?? []
  if (corporations.length < 2) return null
  return (
    <Filter
      {...chosen}
      label={say('console.filter.corporation')}
      data={corporations.map((c) => ({ value: String(c[by]), label: c.code }))}
    />
  )
}

/** Days as a person means them: from the first to the whole of the last one. */
export function DayFilters({
  search,
  change,
}: {
  search: { from?: string; to?: string }
  change: (some: { from?: string; to?: string }) => void
}) {
  const { say } = useWords()
  return (['from', 'to'] as const).map((end) => (
    <TextInput
      key={end}
      type="date"
      label={say(`console.filter.${end}`)}
      value={search[end] ?? ''}
      onChange={(e) => change({ [end]: e.currentTarget.value })}
    />
  ))
}

/** What `DayFilters` chose, as the moments that the server is asked for. */
export const momentsOf = ({ from, to }: { from?: string; to?: string }) => ({
  from: from && `${from}T00:00:00+07:00`,
  to: to && `${to}T23:59:59+07:00`,
})
