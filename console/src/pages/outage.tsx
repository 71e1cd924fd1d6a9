import { Alert, Group, MultiSelect, SimpleGrid, Stack, Text, Textarea, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { civilOf, instantOf, Moment } from '../parts/moment.tsx'
import { OneLine, type Picture } from '../parts/one-line.tsx'
import { Countdown, PromiseLine } from '../parts/promises.tsx'
import { State } from '../parts/state.tsx'
import { Story } from '../parts/story.tsx'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'

type Shown = Answered<'/api/v1/planned-outages/{id}', 'get'>

/** A cut: its promises on top with the clock in sight, the story on the left, the network on the right, every verb. */
export function Outage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery({
    queryKey: ['outage', 'promise', 'notice', id],
    queryFn: () => get<Shown>(`/planned-outages/${encodeURIComponent(id)}`),
    refetchInterval: 30_000,
  })
  return <Answer query={query}>{(outage) => <Shown outage={outage} />}</Answer>
}

function Shown({ outage }: { outage: Shown }) {
  const { say, number, span, when } = useWords()
  const late = outage.state === 'started' && new Date(outage.back_at) < new Date()
  const picture = useQuery({
    queryKey: ['network', outage.corporation, outage.feeder],
    queryFn: () =>
      get<Picture>(
        `/network/picture?corporation=${outage.corporation}${outage.feeder ? `&feeder=${encodeURIComponent(outage.feeder)}` : ''}`,
      ),
  })
  const opened = outage.programme.flatMap((s) => s.open)
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start">
        <div>
          <Group gap="sm">
            <Title order={1}>{outage.code}</Title>
            <State room="planned-outages" state={late ? 'late' : outage.state} />
            {outage.state === 'started' && <Countdown due={outage.back_at} />}
          </Group>
          <Text size="lg" fw={700}>
            {outage.reason}
          </Text>
          <Text className="figure">
            {span(outage.out_from, outage.back_at)} · {outage.corporation} · {outage.feeder ?? '–'}
          </Text>
          <Text className="figure">
            {say('console.outage.touches', { customers: outage.customers, transformers: outage.transformers })}
          </Text>
        </div>
      </Group>
      <Verbs outage={outage} />
      {outage.warnings.length > 0 && (
        <Alert color="yellow" title={say('console.outage.warnings')}>
          <ul style={{ margin: 0, paddingLeft: '1.2em' }}>
            {outage.warnings.map((w) => (
              <li key={w.text}>{w.text}</li>
            ))}
          </ul>
        </Alert>
      )}
      {outage.promises.length > 0 && (
        <SimpleGrid cols={{ base: 1, md: 2 }} component="section" aria-label={say('console.outage.promises')}>
          {outage.promises.map((p) => (
            <div className="panel" key={p.id}>
              <PromiseLine promise={p} />
            </div>
          ))}
        </SimpleGrid>
      )}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Stack component="section" aria-labelledby="story">
          <Title order={2} id="story" size="h3">
            {say('console.outage.story')}
          </Title>
          <Story facts={outage.story} />
        </Stack>
        <Stack component="section" aria-labelledby="network">
          <Title order={2} id="network" size="h3">
            {say('console.outage.network')}
          </Title>
          <Answer query={picture}>
            {(p) => (
              <OneLine
                picture={p}
                out={outage.transformer_set}
                still={
                  outage.state === 'started'
                    ? outage.still_out_set
                    : outage.state === 'restored'
                      ? '{}'
                      : outage.transformer_set
                }
                marked={opened}
              />
            )}
          </Answer>
          <Title order={2} size="h3">
            {say('console.outage.messages')}
          </Title>
          <Text className="figure">{say('console.outage.messages-line', outage.messages)}</Text>
          {outage.steps.length > 0 && (
            <>
              <Title order={2} size="h3">
                {say('console.outage.steps')}
              </Title>
              {outage.steps.map((s) => (
                <Text key={s.seq} className="figure" size="sm">
                  {when(s.at)} · {say('console.outage.step-line', { customers: s.customers, still: s.still_out })}{' '}
                  {s.late_s > 0 ? (
                    <b style={{ color: 'var(--broken)' }}>
                      ✗ {say('console.outage.late-by', { minutes: Math.ceil(s.late_s / 60) })}
                    </b>
                  ) : (
                    <b style={{ color: 'var(--kept)' }}>
                      ✓ {say('console.outage.early-by', { minutes: Math.floor(-s.late_s / 60) })}
                    </b>
                  )}
                </Text>
              ))}
            </>
          )}
          <Text size="xs" c="dimmed">
            {say('console.outage.planned-by', {
              who: outage.planned_by,
              when: when(outage.planned_at),
              version: number(outage.version),
            })}
          </Text>
        </Stack>
      </SimpleGrid>
    </Stack>
  )
}

function Verbs({ outage }: { outage: Shown }) {
  const { say } = useWords()
  const path = `/planned-outages/${outage.id}`
  const possible = (verb: string) => (outage.verbs as string[]).includes(verb)
  const [late, setLate] = useState('')
  const [reason, setReason] = useState('')
  const [from, setFrom] = useState(civilOf(outage.out_from))
  const [to, setTo] = useState(civilOf(outage.back_at))
  const [open, setOpen] = useState<string[]>([])
  const [close, setClose] = useState<string[]>([])
  const label = (verb: string) => say(`planned-outages.verb.${verb}`)
  const isLate = outage.promises.length === 0 && new Date(outage.out_from).getTime() - Date.now() < 5 * 86_400_000
  return (
    <Group gap="xs" className="no-print">
      <Verb
        label={label('approve')}
        may="planned-outages.approve"
        possible={possible('approve')}
        path={`${path}/approval`}
        primary={outage.state === 'planned'}
        confirm={say('console.outage.confirm-approve', { customers: outage.customers })}
      />
      <Verb
        label={
          outage.state === 'approved' ? say('console.outage.tell', { customers: outage.customers }) : label('announce')
        }
        may="planned-outages.announce"
        possible={possible('announce')}
        path={`${path}/announcement`}
        body={() => (late ? { late_reason: late } : {})}
        primary={outage.state === 'approved'}
        ready={!isLate || late.trim() !== ''}
        confirm={say('console.outage.confirm-announce', { customers: outage.customers })}
      >
        {isLate && (
          <Textarea
            label={say('console.outage.late-reason')}
            required
            value={late}
            onChange={(e) => setLate(e.currentTarget.value)}
          />
        )}
      </Verb>
      <Verb
        label={label('start')}
        may="planned-outages.operate"
        possible={possible('start')}
        path={`${path}/start`}
        primary={outage.state === 'announced'}
        confirm={say('console.outage.confirm-start', { customers: outage.customers })}
      />
      <Verb
        label={label('step')}
        may="planned-outages.operate"
        possible={possible('step')}
        path={`${path}/steps`}
        body={() => ({ ...(open.length ? { open } : {}), ...(close.length ? { close } : {}) })}
        confirm={say('console.outage.confirm-step')}
      >
        <Devices
          label={say('console.outage.devices-close')}
          corporation={outage.corporation}
          feeder={outage.feeder}
          value={close}
          onChange={setClose}
        />
        <Devices
          label={say('console.outage.devices-open')}
          corporation={outage.corporation}
          feeder={outage.feeder}
          value={open}
          onChange={setOpen}
        />
      </Verb>
      <Verb
        label={label('restore')}
        may="planned-outages.operate"
        possible={possible('restore')}
        path={`${path}/restoration`}
        primary={outage.state === 'started'}
        confirm={say('console.outage.confirm-restore')}
      />
      <Verb
        label={label('postpone')}
        may="planned-outages.postpone"
        possible={possible('postpone')}
        path={`${path}/postponement`}
        body={() => ({ out_from: instantOf(from), back_at: instantOf(to), reason })}
        ready={reason.trim() !== ''}
        confirm={say('console.outage.confirm-postpone', { customers: outage.customers })}
      >
        <Moment label={say('console.outage.from')} value={from} onChange={setFrom} required />
        <Moment label={say('console.outage.to')} value={to} onChange={setTo} required />
        <Textarea
          label={say('console.col.reason')}
          required
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
        />
      </Verb>
      <Verb
        label={label('cancel')}
        may="planned-outages.cancel"
        possible={possible('cancel')}
        path={`${path}/cancellation`}
        body={() => ({ reason })}
        ready={reason.trim() !== ''}
        confirm={say('console.outage.confirm-cancel', { customers: outage.customers })}
      >
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

type Found = Answered<'/api/v1/network/devices', 'get'>

/** Devices by search; what was chosen stays. */
export function Devices({
  label,
  corporation,
  feeder,
  value,
  onChange,
}: {
  label: string
  corporation: string
  feeder?: string | null
  value: string[]
  onChange: (value: string[]) => void
}) {
  const { say } = useWords()
  const [text, setText] = useState('')
  const found = useQuery({
    queryKey: ['devices', corporation, feeder, text],
    queryFn: () =>
      get<Found>(
        `/network/devices?q=${encodeURIComponent(text)}${feeder ? `&feeder=${encodeURIComponent(feeder)}` : ''}&limit=30`,
      ),
    placeholderData: (before) => before,
  })
  const options = [...new Set([...value, ...(found.data ?? []).map((d) => d.mrid)])]
  const nameOf = new Map((found.data ?? []).map((d) => [d.mrid, `${d.mrid} · ${d.name}`]))
  return (
    <MultiSelect
      label={label}
      searchable
      searchValue={text}
      onSearchChange={setText}
      value={value}
      onChange={onChange}
      data={options.map((o) => ({ value: o, label: nameOf.get(o) ?? o }))}
      filter={({ options }) => options}
      nothingFoundMessage={say('console.search.nothing')}
    />
  )
}
