import {
  Alert,
  Button,
  Checkbox,
  Group,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
} from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { type Answered, get, post } from '../api.ts'
import { Empty, Failed } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress, withQuery } from '../parts/address.ts'
import { Devices } from '../parts/devices.tsx'
import { civilOf, instantOf, Moment } from '../parts/moment.tsx'
import { NetworkView } from '../parts/network-view.tsx'
import { PageHead, Part, Warnings } from '../parts/page.tsx'
import { useWords } from '../words.tsx'

type Preview = Answered<'/api/v1/planned-outages/preview', 'post'>
type Feeders = Answered<'/api/v1/network/feeders', 'get'>
type Message = Answered<'/api/v1/notice-previews', 'post'>[number]
interface Step {
  open: string[]
  close: string[]
}

/** Plan a cut: as soon as a device is chosen it says who is affected and what stands against it, before anything is kept. */
export function OutageNew() {
  const { say } = useWords()
  const me = useMe()
  const navigate = useNavigate()
  const [given] = useAddress<'corporation' | 'feeder' | 'open'>()
  const corporations = me.data?.corporations ?? []
  const [code, setCode] = useState(given.corporation)
  const corporation = corporations.find((c) => c.code === code) ?? corporations[0]
  const [feeder, setFeeder] = useState<string | null>(given.feeder ?? null)
  const [steps, setSteps] = useState<Step[]>([{ open: given.open ? given.open.split(',') : [], close: [] }])
  const [from, setFrom] = useState(() => nextWeek('07:30'))
  const [to, setTo] = useState(() => nextWeek('11:30'))
  const [reason, setReason] = useState('')
  const [urgent, setUrgent] = useState(false)
  const first = steps[0]!
  const change = (i: number, part: Partial<Step>) => setSteps(steps.map((s, n) => (n === i ? { ...s, ...part } : s)))
  const pick = (mrid: string) =>
    change(0, {
      open: first.open.includes(mrid) ? first.open.filter((d) => d !== mrid) : [...first.open, mrid],
      close: first.close.filter((d) => d !== mrid),
    })
  const body = {
    corporation: corporation?.code ?? '',
    steps: steps.filter((s) => s.open.length + s.close.length > 0),
    out_from: instantOf(from),
    back_at: instantOf(to),
    reason: reason.trim(),
    urgent,
  }
  const feeders = useQuery({
    queryKey: ['network', 'feeders', corporation?.id],
    queryFn: () => get<Feeders>(withQuery('/network/feeders', { corporation_id: corporation!.id })),
    enabled: corporation !== undefined,
  })
  const shownFeeder = feeder ?? feeders.data?.[0]?.feeder ?? null
  // The reason does not change who is affected: it is not asked again at every letter.
  const [asked] = useDebouncedValue(JSON.stringify({ ...body, reason: '-' }), 150)
  const preview = useQuery({
    queryKey: ['outage', 'preview', asked],
    queryFn: () => post<Preview>('/planned-outages/preview', JSON.parse(asked)),
    enabled: first.open.length > 0 && from !== '' && to !== '' && corporation !== undefined,
    retry: false,
    placeholderData: keepPreviousData,
  })
  const found = first.open.length > 0 ? preview.data : undefined
  const save = useMutation({
    mutationFn: () => post<{ code: string }>('/planned-outages', body),
    onSuccess: (made) => void navigate({ to: `/outages/${made.code}` as never }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        <PageHead title={say('console.new.title')} />
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
          <Stack gap="md">
            <Group grow align="flex-end">
              {corporations.length > 1 && (
                <Select
                  label={say('console.filter.corporation')}
                  value={corporation?.code ?? null}
                  onChange={(v) => {
                    setCode(v ?? undefined)
                    setFeeder(null)
                    setSteps([{ open: [], close: [] }])
                  }}
                  data={corporations.map((c) => c.code)}
                  allowDeselect={false}
                />
              )}
              <Select
                label={say('console.col.feeder')}
                description={say('console.new.feeder-why')}
                searchable
                value={shownFeeder}
                onChange={setFeeder}
                data={(feeders.data ?? []).map((f) => f.feeder)}
                allowDeselect={false}
              />
            </Group>
            <Devices
              label={say('console.new.open')}
              corporation_id={corporation?.id}
              value={first.open}
              onChange={(open) => change(0, { open })}
              required
            />
            <Devices
              label={say('console.new.close')}
              description={say('console.new.close-why')}
              corporation_id={corporation?.id}
              value={first.close}
              onChange={(close) => change(0, { close })}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              <Moment label={say('console.outage.from')} value={from} onChange={setFrom} required />
              <Moment
                label={say('console.outage.to')}
                value={to}
                onChange={setTo}
                required
                error={to !== '' && from !== '' && to <= from ? say('console.new.backwards') : undefined}
              />
            </SimpleGrid>
            <Textarea
              label={say('console.col.reason')}
              description={say('console.new.reason-why')}
              required
              value={reason}
              onChange={(e) => setReason(e.currentTarget.value)}
              autosize
              minRows={2}
            />
            <Checkbox
              label={say('console.new.urgent')}
              description={say('console.new.urgent-why')}
              checked={urgent}
              onChange={(e) => setUrgent(e.currentTarget.checked)}
            />
            <Later steps={steps} setSteps={setSteps} change={change} corporation_id={corporation?.id} />
          </Stack>
          <Stack gap="md" style={{ minWidth: 0 }}>
            <section aria-live="polite" aria-label={say('console.new.who')}>
              {preview.error && first.open.length > 0 ? (
                <Failed error={preview.error} />
              ) : found ? (
                <Affected found={found} />
              ) : (
                <div className="panel">
                  <Text c="dimmed">{say('console.new.none-yet')}</Text>
                </div>
              )}
            </section>
            {corporation && shownFeeder !== null ? (
              <Part title={say('console.outage.network')}>
                <Text size="sm" c="dimmed">
                  {say('console.new.hint')}
                </Text>
                <NetworkView
                  corporation={corporation.code}
                  feeder={shownFeeder}
                  out={found?.transformer_set}
                  marked={[...first.open, ...first.close]}
                  onPick={pick}
                />
              </Part>
            ) : (
              feeders.data && <Empty text={say('console.network.none')} />
            )}
          </Stack>
        </SimpleGrid>
        {found && found.customers > 0 && corporation && (
          <Messages
            body={{ corporation: corporation.code, reason: body.reason, from: body.out_from, to: body.back_at, urgent }}
            customers={found.customers}
          />
        )}
        {save.error && (
          <Alert color="red" role="alert">
            {save.error.message}
          </Alert>
        )}
        <Group>
          <Button type="submit" size="md" loading={save.isPending} disabled={first.open.length === 0}>
            {found?.customers ? say('console.new.save-for', { customers: found.customers }) : say('console.new.save')}
          </Button>
          <Text size="sm" c="dimmed">
            {say('console.new.next')}
          </Text>
        </Group>
      </Stack>
    </form>
  )
}

const nextWeek = (time: string): string => `${civilOf(new Date(Date.now() + 7 * 86_400_000)).slice(0, 10)}T${time}`

function Affected({ found }: { found: Preview }) {
  const { say, number } = useWords()
  const later = found.expected.slice(1)
  return (
    <Stack gap="xs">
      <div className="panel">
        <Text fw={700} fz="xl" className="figure">
          {found.customers === 0
            ? say('console.network.nobody')
            : say('console.new.affected', { customers: found.customers, transformers: found.transformers })}
        </Text>
        {later.length > 0 && (
          <Text size="sm" className="figure">
            {say('console.new.after-steps', { list: later.map((n) => number(n)).join(' → ') })}
          </Text>
        )}
        {found.warnings.length === 0 && (
          <Text style={{ color: 'var(--kept)' }}>
            <span aria-hidden="true">✓ </span>
            {say('console.new.no-warnings')}
          </Text>
        )}
      </div>
      <Warnings title={say('console.outage.warnings')} texts={found.warnings.map((w) => w.text)} />
    </Stack>
  )
}

/** The programme after the cut: each step gives a part its power back. */
function Later({
  steps,
  setSteps,
  change,
  corporation_id,
}: {
  steps: Step[]
  setSteps: (steps: Step[]) => void
  change: (i: number, part: Partial<Step>) => void
  corporation_id: number | undefined
}) {
  const { say } = useWords()
  return (
    <Part
      title={say('console.new.later')}
      aside={
        <Button size="xs" variant="default" onClick={() => setSteps([...steps, { open: [], close: [] }])}>
          {say('console.new.add-step')}
        </Button>
      }
    >
      {steps.length === 1 && (
        <Text size="sm" c="dimmed">
          {say('console.new.later-none')}
        </Text>
      )}
      {steps.slice(1).map((step, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the order
        <fieldset key={i} className="panel" style={{ margin: 0 }}>
          <legend>{say('console.new.step', { n: i + 2 })}</legend>
          <Stack gap="xs">
            <Devices
              label={say('console.outage.devices-close')}
              corporation_id={corporation_id}
              value={step.close}
              onChange={(close) => change(i + 1, { close })}
            />
            <Devices
              label={say('console.outage.devices-open')}
              corporation_id={corporation_id}
              value={step.open}
              onChange={(open) => change(i + 1, { open })}
            />
            <Group justify="flex-end">
              <Button size="xs" variant="default" onClick={() => setSteps(steps.filter((_, n) => n !== i + 1))}>
                {say('console.new.remove-step', { n: i + 2 })}
              </Button>
            </Group>
          </Stack>
        </fieldset>
      ))}
    </Part>
  )
}

/** What customers will read, in both languages, and how many parts a text message goes in. */
function Messages({
  body,
  customers,
}: {
  body: { corporation: string; reason: string; from: string; to: string; urgent: boolean }
  customers: number
}) {
  const { say, language } = useWords()
  const [which, setWhich] = useState<string>(language)
  const [asked] = useDebouncedValue(
    JSON.stringify({
      corporation: body.corporation,
      kind: 'outage_announced',
      payload: { reason: body.reason, out_from: body.from, back_at: body.to, urgent: body.urgent },
    }),
    300,
  )
  const query = useQuery({
    queryKey: ['notice-preview', asked],
    queryFn: () => post<Message[]>('/notice-previews', JSON.parse(asked)),
    retry: false,
    placeholderData: keepPreviousData,
  })
  if (!query.data) return null
  const shown = query.data.filter((m) => m.language === which)
  return (
    <Part
      title={say('console.new.messages', { n: customers })}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={say('console.frame.language')}
          value={which}
          onChange={setWhich}
          data={[
            { value: 'vi', label: 'Tiếng Việt' },
            { value: 'en', label: 'English' },
          ]}
        />
      }
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
        {shown.map((m) => (
          <article key={m.channel} className="panel" lang={m.language}>
            <Text size="sm" c="dimmed" lang={language}>
              {say(`console.channel.${m.channel}`)}
              {m.segments !== null &&
                ` · ${say('console.new.segments', { n: m.segments, characters: [...m.text].length })}`}
            </Text>
            {m.subject && <Text fw={700}>{m.subject}</Text>}
            <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {m.text}
            </Text>
          </article>
        ))}
      </SimpleGrid>
    </Part>
  )
}
