import { SegmentedControl, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress, withQuery } from '../parts/address.ts'
import { Go, PageHead, Wide } from '../parts/page.tsx'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'

type Days = Answered<'/api/v1/calendar/days', 'get'>
const kinds = ['off', 'worked', 'usual'] as const

/** The days that are not as their weekday says, by which notice; an administrator adds one. Deadlines follow. */
export function Calendar() {
  const { say } = useWords()
  const me = useMe()
  const [search, change] = useAddress<'year' | 'corporation'>()
  const year = search.year ?? String(new Date().getFullYear())
  const corporations = me.data?.corporations ?? []
  const query = useQuery({
    queryKey: ['calendar', 'organisation', year, search.corporation],
    queryFn: () =>
      get<Days>(
        withQuery('/calendar/days', { from: `${year}-01-01`, to: `${year}-12-31`, corporation: search.corporation }),
      ),
  })
  return (
    <Stack gap="md">
      <PageHead title={say('console.calendar.title', { year })} actions={<Declare corporation={search.corporation} />}>
        <Text c="dimmed">{say('console.calendar.text')}</Text>
      </PageHead>
      <nav className="coming" aria-label={say('console.dim.year')}>
        {[-1, 1].map((by) => (
          <Go key={by} to={withQuery('/calendar', { year: Number(year) + by, corporation: search.corporation })}>
            {by < 0 ? '← ' : ''}
            {Number(year) + by}
            {by > 0 ? ' →' : ''}
          </Go>
        ))}
      </nav>
      {corporations.length > 1 && (
        <Select
          maw={280}
          label={say('console.filter.corporation')}
          placeholder={say('console.calendar.all')}
          clearable
          value={search.corporation ?? null}
          onChange={(corporation) => change({ corporation })}
          data={corporations.map((c) => c.code)}
        />
      )}
      <Answer query={query} empty={(days) => (days.length === 0 ? say('console.calendar.none') : undefined)}>
        {(days) => (
          <Wide label={say('console.calendar.title', { year })}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{say('console.calendar.day')}</Table.Th>
                  <Table.Th>{say('console.calendar.kind')}</Table.Th>
                  <Table.Th>{say('console.col.reason')}</Table.Th>
                  <Table.Th>{say('console.calendar.notice')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {days.map((d) => (
                  <DayRow key={d.day} of={d} />
                ))}
              </Table.Tbody>
            </Table>
          </Wide>
        )}
      </Answer>
    </Stack>
  )
}

function DayRow({ of: d }: { of: Days[number] }) {
  const { say, has, day } = useWords()
  const holiday = d.holiday && `organisation.holiday.${d.holiday}`
  const why = [
    holiday && (has(holiday) ? say(holiday) : d.holiday),
    d.made_up && say('console.calendar.made-up'),
    d.swapped_with && say('console.calendar.swapped', { day: day(`${d.swapped_with}T12:00:00+07:00`) }),
  ]
  return (
    <Table.Tr>
      <Table.Td className="figure" style={{ whiteSpace: 'nowrap' }}>
        {day(`${d.day}T12:00:00+07:00`)}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <span aria-hidden="true">{d.kind === 'off' ? '○ ' : '● '}</span>
        {say(`console.calendar.${d.kind}`)}
      </Table.Td>
      <Table.Td>{why.filter(Boolean).join(', ') || '–'}</Table.Td>
      <Table.Td>
        <Text size="sm" c="dimmed">
          {d.notice}
        </Text>
      </Table.Td>
    </Table.Tr>
  )
}

/** A day off, a day worked, or such a day taken back, by a notice. */
function Declare({ corporation }: { corporation: string | undefined }) {
  const { say } = useWords()
  const [day, setDay] = useState('')
  const [kind, setKind] = useState<string>('off')
  const [notice, setNotice] = useState('')
  return (
    <Verb
      label={say('console.calendar.declare')}
      may="organisation.write"
      possible
      primary
      path="/calendar/days"
      body={() => ({ day, kind, notice, ...(corporation ? { corporation } : {}) })}
      ready={day !== '' && notice.trim() !== ''}
      confirm={corporation ? say('console.calendar.for', { corporation }) : say('console.calendar.for-all')}
    >
      <TextInput
        type="date"
        label={say('console.calendar.day')}
        required
        value={day}
        onChange={(e) => setDay(e.currentTarget.value)}
      />
      <SegmentedControl
        aria-label={say('console.calendar.kind')}
        value={kind}
        onChange={setKind}
        data={kinds.map((k) => ({ value: k, label: say(`console.calendar.${k}`) }))}
      />
      <TextInput
        label={say('console.calendar.notice')}
        description={say('console.calendar.notice-why')}
        required
        value={notice}
        onChange={(e) => setNotice(e.currentTarget.value)}
      />
    </Verb>
  )
}
