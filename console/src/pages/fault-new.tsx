import { Alert, Button, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { type Answered, get, post } from '../api.ts'
import { Failed } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress, withQuery } from '../parts/address.ts'
import { Device } from '../parts/devices.tsx'
import { civilOf, instantOf, Moment } from '../parts/moment.tsx'
import { NetworkView } from '../parts/network-view.tsx'
import { PageHead, Part } from '../parts/page.tsx'
import { useWords } from '../words.tsx'

type Traced = Answered<'/api/v1/network/trace', 'post'>
type Feeders = Answered<'/api/v1/network/feeders', 'get'>

/** Record a fault: the device that opened (or the reports), since when, when power may be back. Who is out is said at once. */
export function FaultNew() {
  const { say } = useWords()
  const me = useMe()
  const navigate = useNavigate()
  const [given] = useAddress<'corporation' | 'device' | 'feeder' | 'reports' | 'at'>()
  const corporations = me.data?.corporations ?? []
  const [code, setCode] = useState(given.corporation)
  const corporation = corporations.find((c) => c.code === code) ?? corporations[0]
  const [reports, setReports] = useState(given.reports ? given.reports.split(',') : [])
  const [device, setDevice] = useState(given.device ?? '')
  const [out, setOut] = useState(() => civilOf(given.at ?? new Date()))
  const [estimate, setEstimate] = useState('')
  const [cause, setCause] = useState('')
  const feeders = useQuery({
    queryKey: ['network', 'feeders', corporation?.id],
    queryFn: () => get<Feeders>(withQuery('/network/feeders', { corporation_id: corporation!.id })),
    enabled: corporation !== undefined,
  })
  const traced = useQuery({
    queryKey: ['network', 'trace', corporation?.code, device],
    queryFn: () => post<Traced>('/network/trace', { device, corporation: corporation!.code }),
    enabled: device !== '' && corporation !== undefined,
    retry: false,
  })
  const [chosenFeeder, setFeeder] = useState<string | null>(given.feeder ?? null)
  const feeder = (device && traced.data?.feeder) || chosenFeeder || feeders.data?.[0]?.feeder || null
  const save = useMutation({
    mutationFn: () =>
      post<{ code: string }>('/faults', {
        corporation: corporation?.code ?? '',
        ...(device ? { device } : { reports }),
        out_at: instantOf(out),
        ...(estimate ? { estimate: instantOf(estimate) } : {}),
        ...(cause.trim() ? { cause: cause.trim() } : {}),
      }),
    onSuccess: (made) => void navigate({ to: `/faults/${made.code}` as never }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const found = device ? traced.data : undefined
  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        <PageHead title={say('console.faults.new')} />
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
          <Stack gap="md">
            {corporations.length > 1 && (
              <Select
                label={say('console.filter.corporation')}
                value={corporation?.code ?? null}
                onChange={(v) => {
                  setCode(v ?? undefined)
                  setDevice('')
                  setReports([])
                }}
                data={corporations.map((c) => c.code)}
                allowDeselect={false}
              />
            )}
            {reports.length > 0 && !device && (
              <Group className="panel" justify="space-between">
                <Text fw={700}>{say('console.fault.from-reports', { n: reports.length })}</Text>
                <Button size="xs" variant="default" onClick={() => setReports([])}>
                  {say('console.fault.leave-reports')}
                </Button>
              </Group>
            )}
            <Device
              label={say('console.fault.device')}
              description={say(reports.length > 0 ? 'console.fault.device-optional' : 'console.fault.device-why')}
              corporation_id={corporation?.id}
              value={device}
              onChange={setDevice}
              required={reports.length === 0}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              <Moment
                label={say('console.col.out')}
                value={out}
                onChange={setOut}
                required
                max={civilOf(new Date(Date.now() + 60_000))}
              />
              <Moment
                label={say('console.fault.back')}
                description={say('console.fault.back-why')}
                value={estimate}
                onChange={setEstimate}
                min={out}
              />
            </SimpleGrid>
            <TextInput
              label={say('console.col.cause')}
              description={say('console.fault.cause-why')}
              value={cause}
              onChange={(e) => setCause(e.currentTarget.value)}
            />
            <section aria-live="polite" aria-label={say('console.new.who')}>
              {traced.error ? (
                <Failed error={traced.error} />
              ) : (
                found && (
                  <div className="panel">
                    <Text fw={700} fz="xl" className="figure">
                      {say('console.new.affected', { customers: found.customers, transformers: found.transformers })}
                    </Text>
                    {found.priority.length > 0 && (
                      <Text size="sm">
                        {say('console.network.priority', { n: found.priority.length })}:{' '}
                        {found.priority.map((p) => p.name).join(', ')}
                      </Text>
                    )}
                  </div>
                )
              )}
            </section>
            {save.error && (
              <Alert color="red" role="alert">
                {save.error.message}
              </Alert>
            )}
            <Group>
              <Button type="submit" size="md" loading={save.isPending} disabled={device === '' && reports.length === 0}>
                {found && estimate
                  ? say('console.fault.record-tell', { customers: found.customers })
                  : say('console.fault.record')}
              </Button>
            </Group>
          </Stack>
          <Stack gap="md" style={{ minWidth: 0 }}>
            {corporation && feeder !== null && (
              <Part
                title={say('console.outage.network')}
                aside={
                  <Select
                    size="xs"
                    aria-label={say('console.col.feeder')}
                    searchable
                    value={feeder}
                    onChange={setFeeder}
                    data={(feeders.data ?? []).map((f) => f.feeder)}
                    allowDeselect={false}
                  />
                }
              >
                <NetworkView
                  corporation={corporation.code}
                  feeder={feeder}
                  marked={device ? [device] : []}
                  onPick={setDevice}
                />
              </Part>
            )}
          </Stack>
        </SimpleGrid>
      </Stack>
    </form>
  )
}
