import { NumberInput, Select, Table, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { put } from '../api.ts'
import { useMe } from '../me.ts'
import { useWords } from '../words.tsx'
import { type Page, useFigure } from './indicator.tsx'
import { Part, Wide } from './page.tsx'
import { Verb } from './verb.tsx'

/** Every target that was set for the indicator, with who and why. */
export function Targets({ page }: { page: Page }) {
  const { say, when } = useWords()
  const text = useFigure()
  if (page.targets.length === 0) return null
  return (
    <Part title={say('console.indicators.targets')}>
      <Wide label={say('console.indicators.targets')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {(
                ['filter.corporation', 'dim.month', 'indicators.target-is', 'indicators.why', 'indicators.who'] as const
              ).map((key) => (
                <Table.Th key={key} scope="col">
                  {say(`console.${key}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {page.targets.map((t, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: targets have no name of their own and are only added to
              <Table.Tr key={i}>
                <Table.Td>
                  {t.corporation ?? say(t.of_group ? 'console.indicators.group' : 'console.indicators.everyone')}
                </Table.Td>
                <Table.Td className="figure">{t.month ?? say('console.indicators.whole-year')}</Table.Td>
                <Table.Td className="figure">{text(page, t.value)}</Table.Td>
                <Table.Td>{t.reason ?? t.source}</Table.Td>
                <Table.Td>{t.set_at ? `${t.set_by}, ${when(t.set_at)}` : t.set_by}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  )
}

/** Sets a target of a year or of one of its months; who, when and why stay with it. */
export function SetTarget({ page, corporation }: { page: Page; corporation: string | null }) {
  const { say } = useWords()
  const me = useMe()
  const [value, setValue] = useState<number | string>('')
  const [month, setMonth] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  if (!me.data?.permissions.includes('indicators.targets')) return null
  return (
    <Verb
      label={say('console.indicators.set-target')}
      may="indicators.targets"
      possible
      path={`/indicators/${encodeURIComponent(page.code)}/targets`}
      send={put}
      body={() => ({
        year: page.year,
        ...(month ? { month: Number(month) } : {}),
        ...(corporation ? { corporation } : {}),
        value: value === '' ? null : Number(value),
        reason,
      })}
      ready={reason.trim() !== ''}
    >
      <Text size="sm">
        {page.name} · {corporation ?? say('console.indicators.everyone')} · {page.year}
      </Text>
      <NumberInput
        label={`${say('console.indicators.target-is')} (${page.unit_words})`}
        description={say('console.indicators.take-back')}
        value={value}
        onChange={setValue}
        decimalSeparator={say('console.decimal')}
        data-autofocus
      />
      <Select
        label={say('console.dim.month')}
        placeholder={say('console.indicators.whole-year')}
        clearable
        value={month}
        onChange={setMonth}
        data={Array.from({ length: 12 }, (_, i) => String(i + 1))}
      />
      <TextInput
        label={say('console.indicators.why')}
        required
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
      />
    </Verb>
  )
}
