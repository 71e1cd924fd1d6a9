import { Button, Group, Select, Table, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useMe } from '../me.ts'
import { useWords } from '../words.tsx'
import type { Definition, Version } from './definition.ts'
import { indicatorPage } from './indicator.tsx'
import { monthAfter, monthNow, thisYear } from './months.ts'
import { Go, Part, Wide } from './page.tsx'
import { Verb } from './verb.tsx'

/** Kept from a month on, with its reason. */
export function Save({ code, definition, ready }: { code: string; definition: Definition; ready: boolean }) {
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
        <FromAndWhy from={from} onFrom={setFrom} reason={reason} onReason={setReason} />
      </Verb>
    </Group>
  )
}

/** Every version ever, the newest first; what counts now can be changed by a new version, or withdrawn. */
export function Versions({
  items,
  onChange,
}: {
  items: readonly Version[]
  onChange?: ((v: Version) => void) | undefined
}) {
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
      <FromAndWhy from={from} onFrom={setFrom} reason={reason} onReason={setReason} />
    </Verb>
  )
}

/** From which month on, and why: what every change of a definition says. */
function FromAndWhy({
  from,
  onFrom,
  reason,
  onReason,
}: {
  from: string
  onFrom: (month: string) => void
  reason: string
  onReason: (text: string) => void
}) {
  const { say } = useWords()
  return (
    <>
      <TextInput
        type="month"
        label={say('console.definitions.from')}
        required
        value={from}
        onChange={(e) => onFrom(e.currentTarget.value)}
      />
      <Textarea
        label={say('console.col.reason')}
        required
        value={reason}
        onChange={(e) => onReason(e.currentTarget.value)}
      />
    </>
  )
}

const nextMonth = (): string => monthAfter(monthNow(), 1)

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
