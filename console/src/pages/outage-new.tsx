import { Alert, Button, Checkbox, Group, Select, SimpleGrid, Stack, Text, Textarea, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { type Answered, get, post } from '../api.ts'
import { Failed } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { civilOf, instantOf, Moment } from '../parts/moment.tsx'
import { OneLine, type Picture } from '../parts/one-line.tsx'
import { useWords } from '../words.tsx'
import { Devices } from './outage.tsx'

type Preview = Answered<'/api/v1/planned-outages/preview', 'post'>
type Feeders = Answered<'/api/v1/network/feeders', 'get'>

/** Plan a cut: as soon as a device is chosen it says who is affected and what stands against it, before anything is kept. */
export function OutageNew() {
  const { say, number } = useWords()
  const me = useMe()
  const navigate = useNavigate()
  const corporations = me.data?.corporations ?? []
  const [corporation, setCorporation] = useState(corporations[0]?.code ?? '')
  const chosen = corporation || corporations[0]?.code || ''
  const chosenId = corporations.find((c) => c.code === chosen)?.id
  const [feeder, setFeeder] = useState<string | null>(null)
  const [open, setOpen] = useState<string[]>([])
  const [close, setClose] = useState<string[]>([])
  const start = new Date(Date.now() + 7 * 86_400_000)
  const day = civilOf(start).slice(0, 10)
  const [from, setFrom] = useState(`${day}T07:30`)
  const [to, setTo] = useState(`${day}T11:30`)
  const [reason, setReason] = useState('')
  const [urgent, setUrgent] = useState(false)
  const body = {
    corporation: chosen,
    steps: [{ open, close }],
    out_from: instantOf(from),
    back_at: instantOf(to),
    reason: reason || '…',
    urgent,
  }
  const [asked] = useDebouncedValue(JSON.stringify(body), 250)
  const feeders = useQuery({
    queryKey: ['feeders', chosenId],
    queryFn: () => get<Feeders>(`/network/feeders?corporation_id=${chosenId}`),
    enabled: chosenId !== undefined,
  })
  const picture = useQuery({
    queryKey: ['network', chosen, feeder],
    queryFn: () => get<Picture>(`/network/picture?corporation=${chosen}&feeder=${encodeURIComponent(feeder!)}`),
    enabled: feeder !== null,
  })
  const preview = useQuery({
    queryKey: ['preview', asked],
    queryFn: () => post<Preview>('/planned-outages/preview', JSON.parse(asked)),
    enabled: open.length + close.length > 0 && from !== '' && to !== '',
    retry: false,
    placeholderData: (before) => before,
  })
  const save = useMutation({
    mutationFn: () => post<{ code: string }>('/planned-outages', { ...body, reason }),
    onSuccess: (made) => void navigate({ to: `/outages/${made.code}` as never }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Title order={1}>{say('console.new.title')}</Title>
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
          <Stack gap="sm">
            <Group grow align="flex-end">
              {corporations.length > 1 && (
                <Select
                  label={say('console.filter.corporation')}
                  value={chosen}
                  onChange={(v) => setCorporation(v ?? '')}
                  data={corporations.map((c) => c.code)}
                  allowDeselect={false}
                />
              )}
              <Select
                label={say('console.col.feeder')}
                searchable
                value={feeder}
                onChange={setFeeder}
                data={(feeders.data ?? []).map((f) => f.feeder)}
              />
            </Group>
            <Devices
              label={say('console.new.open')}
              corporation={chosen}
              feeder={feeder}
              value={open}
              onChange={setOpen}
            />
            <Devices label={say('console.new.close')} corporation={chosen} value={close} onChange={setClose} />
            <Group grow>
              <Moment label={say('console.outage.from')} value={from} onChange={setFrom} required />
              <Moment label={say('console.outage.to')} value={to} onChange={setTo} required />
            </Group>
            <Textarea
              label={say('console.col.reason')}
              required
              value={reason}
              onChange={(e) => setReason(e.currentTarget.value)}
              autosize
              minRows={2}
            />
            <Checkbox
              label={say('console.new.urgent')}
              checked={urgent}
              onChange={(e) => setUrgent(e.currentTarget.checked)}
            />
            <div aria-live="polite">
              {preview.data && open.length + close.length > 0 && (
                <div className="panel">
                  <Text fw={700} size="xl" className="figure">
                    {say('console.new.affected', {
                      customers: preview.data.customers,
                      transformers: preview.data.transformers,
                    })}
                  </Text>
                  {preview.data.warnings.length === 0 ? (
                    <Text c="var(--kept)">✓ {say('console.new.no-warnings')}</Text>
                  ) : (
                    <ul style={{ margin: 0, paddingLeft: '1.2em' }}>
                      {preview.data.warnings.map((w) => (
                        <li key={w.text}>{w.text}</li>
                      ))}
                    </ul>
                  )}
                </div>
              )}
              {preview.error && <Failed error={preview.error} />}
            </div>
            {save.error && (
              <Alert color="red" role="alert">
                {save.error.message}
              </Alert>
            )}
            <Group>
              <Button type="submit" loading={save.isPending} disabled={open.length + close.length === 0}>
                {preview.data
                  ? say('console.new.save-for', { customers: preview.data.customers })
                  : say('console.new.save')}
              </Button>
            </Group>
          </Stack>
          <Stack gap="xs">
            {feeder === null ? (
              <Text c="dimmed">{say('console.new.pick-feeder')}</Text>
            ) : (
              picture.data && (
                <OneLine
                  picture={picture.data}
                  out={preview.data?.transformer_set}
                  marked={open}
                  onPick={(mrid) =>
                    setOpen((now) => (now.includes(mrid) ? now.filter((d) => d !== mrid) : [...now, mrid]))
                  }
                />
              )
            )}
            {picture.data && (
              <Text size="xs" c="dimmed">
                {say('console.new.hint', { n: number(picture.data.devices.length) })}
              </Text>
            )}
          </Stack>
        </SimpleGrid>
      </Stack>
    </form>
  )
}
