import { Button, Group, NumberInput, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { withQuery } from '../parts/address.ts'
import { monthAfter, monthNow, thisYear, years } from '../parts/months.ts'
import { PageHead, Part, Wide } from '../parts/page.tsx'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'

type Orders = Answered<'/api/v1/report-orders', 'get'>
const reports = ['month', 'year', 'province'] as const
const formats = ['pdf', 'xlsx', 'csv', 'json'] as const
/** The day from which on it goes out: the month's on the 5th, a province's in time for the 15th. */
const dayOf = (report: string): number => (report === 'province' ? 12 : 5)

/** Any report as a file, and which report goes to whom by itself. */
export function ReportOrders() {
  const { say } = useWords()
  const me = useMe()
  const may = me.data?.permissions.includes('indicators.close') ?? false
  return (
    <Stack gap="lg">
      <PageHead title={say('console.orders.title')}>
        <Text c="dimmed">{say('console.orders.text')}</Text>
      </PageHead>
      <Fetch />
      {may && <Standing />}
    </Stack>
  )
}

/** Whose reports one may ask for: the group's only who sees more than one corporation. */
function useWhose(): { value: string; label: string }[] {
  const { say } = useWords()
  const corporations = useMe().data?.corporations ?? []
  return [
    ...(corporations.length > 1 ? [{ value: '', label: say('console.indicators.group') }] : []),
    ...corporations.map((c) => ({ value: c.code, label: c.code })),
  ]
}

function Fetch() {
  const { say } = useWords()
  const whose = useWhose()
  const [report, setReport] = useState<string>('month')
  const [corporation, setCorporation] = useState<string>()
  const [month, setMonth] = useState(() => monthAfter(monthNow(), -1))
  const [year, setYear] = useState(String(thisYear()))
  const [province, setProvince] = useState('')
  const period = report === 'year' ? year : month
  const ready = period !== '' && (report !== 'province' || province.trim() !== '')
  return (
    <Part title={say('console.orders.fetch')}>
      <Group align="flex-end" gap="sm">
        <Select
          label={say('console.orders.report')}
          value={report}
          onChange={(v) => setReport(v ?? report)}
          data={reports.map((value) => ({ value, label: say(`console.orders.report-${value}`) }))}
          allowDeselect={false}
        />
        {report === 'year' ? (
          <Select
            label={say('console.dim.year')}
            value={year}
            onChange={(v) => setYear(v ?? year)}
            data={years()}
            allowDeselect={false}
            w={110}
          />
        ) : (
          <TextInput
            type="month"
            label={say('console.dim.month')}
            value={month}
            onChange={(e) => setMonth(e.currentTarget.value)}
          />
        )}
        {whose.length > 1 && (
          <Select
            label={say('console.filter.corporation')}
            value={corporation ?? whose[0]!.value}
            onChange={(v) => setCorporation(v ?? undefined)}
            data={whose}
            allowDeselect={false}
          />
        )}
        {report === 'province' && (
          <TextInput
            label={say('console.dim.province')}
            required
            value={province}
            onChange={(e) => setProvince(e.currentTarget.value)}
          />
        )}
      </Group>
      <Group gap="xs">
        {formats.map((format) => (
          <Button
            key={format}
            component="a"
            variant={format === 'pdf' && ready ? 'filled' : 'default'}
            href={
              ready
                ? withQuery(`/api/v1/reports/${report}/${period}/${format}`, {
                    corporation: corporation ?? whose[0]?.value,
                    ...(report === 'province' ? { province: province.trim() } : {}),
                  })
                : undefined
            }
            aria-disabled={ready ? undefined : true}
            data-disabled={ready ? undefined : true}
            download
          >
            {format.toUpperCase()}
          </Button>
        ))}
      </Group>
      {!ready && <Text size="sm">{say('console.orders.which')}</Text>}
    </Part>
  )
}

function Standing() {
  const { say, number } = useWords()
  const query = useQuery({ queryKey: ['indicator', 'report-orders'], queryFn: () => get<Orders>('/report-orders') })
  return (
    <Part title={say('console.orders.standing')} aside={<Add />}>
      <Answer query={query} empty={(list) => (list.length === 0 ? say('console.orders.none') : undefined)}>
        {(list) => (
          <Wide label={say('console.orders.standing')}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  {(['report', 'to', 'day', 'format', 'since'] as const).map((key) => (
                    <Table.Th key={key} scope="col">
                      {say(`console.orders.${key}`)}
                    </Table.Th>
                  ))}
                  <Table.Th scope="col">
                    <span className="visually-hidden">{say('console.orders.end')}</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.map((o) => (
                  <Table.Tr key={o.id}>
                    <Table.Td>
                      {say(`console.orders.report-${o.report}`)}
                      <Text size="xs" c="dimmed">
                        {[o.corporation ?? say('console.indicators.group'), o.province].filter(Boolean).join(' · ')}
                      </Text>
                    </Table.Td>
                    <Table.Td style={{ overflowWrap: 'anywhere' }}>{o.email}</Table.Td>
                    <Table.Td>
                      {say(o.report === 'year' ? 'console.orders.day-of-year' : 'console.orders.day-of-month', {
                        n: number(o.day),
                      })}
                    </Table.Td>
                    <Table.Td>
                      {o.format.toUpperCase()} · {say(`console.orders.language-${o.language}`)}
                    </Table.Td>
                    <Table.Td className="figure">{o.in_force_from}</Table.Td>
                    <Table.Td>
                      <Verb
                        label={say('console.orders.end')}
                        small
                        may="indicators.close"
                        possible
                        path={`/report-orders/${o.id}/ending`}
                        confirm={say('console.orders.confirm-end', { email: o.email })}
                      />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Wide>
        )}
      </Answer>
    </Part>
  )
}

function Add() {
  const { say, language } = useWords()
  const whose = useWhose()
  const [report, setReport] = useState<string>('month')
  const [corporation, setCorporation] = useState<string>()
  const [province, setProvince] = useState('')
  const [format, setFormat] = useState<string>('pdf')
  const [written, setWritten] = useState<string>(language)
  const [email, setEmail] = useState('')
  const [day, setDay] = useState<number | string>('')
  const of = corporation ?? whose[0]?.value ?? ''
  return (
    <Verb
      label={say('console.orders.add')}
      may="indicators.close"
      possible
      path="/report-orders"
      body={() => ({
        report,
        format,
        language: written,
        email: email.trim(),
        ...(of ? { corporation: of } : {}),
        ...(report === 'province' ? { province: province.trim() } : {}),
        day: typeof day === 'number' ? day : dayOf(report),
      })}
      ready={email.trim() !== '' && (report !== 'province' || province.trim() !== '')}
      primary
    >
      <Select
        label={say('console.orders.report')}
        value={report}
        onChange={(v) => setReport(v ?? report)}
        data={reports.map((value) => ({ value, label: say(`console.orders.report-${value}`) }))}
        allowDeselect={false}
        data-autofocus
      />
      {whose.length > 1 && (
        <Select
          label={say('console.filter.corporation')}
          value={of}
          onChange={(v) => setCorporation(v ?? undefined)}
          data={whose}
          allowDeselect={false}
        />
      )}
      {report === 'province' && (
        <TextInput
          label={say('console.dim.province')}
          required
          value={province}
          onChange={(e) => setProvince(e.currentTarget.value)}
        />
      )}
      <TextInput
        type="email"
        label={say('console.orders.to')}
        required
        value={email}
        onChange={(e) => setEmail(e.currentTarget.value)}
      />
      <NumberInput
        label={say(report === 'year' ? 'console.orders.from-day-of-year' : 'console.orders.from-day')}
        placeholder={String(dayOf(report))}
        value={day}
        onChange={setDay}
        min={1}
        max={28}
        allowDecimal={false}
      />
      <Select
        label={say('console.orders.format')}
        value={format}
        onChange={(v) => setFormat(v ?? format)}
        data={formats.map((value) => ({ value, label: value.toUpperCase() }))}
        allowDeselect={false}
      />
      <Select
        label={say('console.orders.language')}
        value={written}
        onChange={(v) => setWritten(v ?? written)}
        data={(['vi', 'en'] as const).map((value) => ({ value, label: say(`console.orders.language-${value}`) }))}
        allowDeselect={false}
      />
    </Verb>
  )
}
