import { Alert, Button, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { type Answered, post } from '../api.ts'
import { useMe } from '../me.ts'
import { civilOf, instantOf, Moment } from '../parts/moment.tsx'
import { useWords } from '../words.tsx'
import { Devices } from './outage.tsx'

type Traced = Answered<'/api/v1/network/trace', 'post'>

/** Record a fault: the device, since when, when power may be back; who is out is said at once. */
export function FaultNew() {
  const { say } = useWords()
  const me = useMe()
  const navigate = useNavigate()
  const corporations = me.data?.corporations ?? []
  const [corporation, setCorporation] = useState('')
  const chosen = corporation || corporations[0]?.code || ''
  const [device, setDevice] = useState<string[]>([])
  const [out, setOut] = useState(() => civilOf(new Date()))
  const [estimate, setEstimate] = useState('')
  const [cause, setCause] = useState('')
  const traced = useQuery({
    queryKey: ['trace', chosen, device],
    queryFn: () => post<Traced>('/network/trace', { device: device[0], corporation: chosen }),
    enabled: device.length > 0,
    retry: false,
  })
  const save = useMutation({
    mutationFn: () =>
      post<{ code: string }>('/faults', {
        corporation: chosen,
        device: device[0],
        out_at: instantOf(out),
        ...(estimate ? { estimate: instantOf(estimate) } : {}),
        ...(cause ? { cause } : {}),
      }),
    onSuccess: (made) => void navigate({ to: `/faults/${made.code}` as never }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack maw={640}>
        <Title order={1}>{say('console.faults.new')}</Title>
        {corporations.length > 1 && (
          <Select
            label={say('console.filter.corporation')}
            value={chosen}
            onChange={(v) => setCorporation(v ?? '')}
            data={corporations.map((c) => c.code)}
            allowDeselect={false}
          />
        )}
        <Devices
          label={say('console.fault.device')}
          corporation={chosen}
          value={device}
          onChange={(v) => setDevice(v.slice(-1))}
        />
        <div aria-live="polite">
          {traced.data && (
            <Text fw={700}>
              {say('console.new.affected', {
                customers: traced.data.customers,
                transformers: traced.data.transformers,
              })}
            </Text>
          )}
        </div>
        <Group grow>
          <Moment label={say('console.col.out')} value={out} onChange={setOut} required />
          <Moment label={say('console.outage.to')} value={estimate} onChange={setEstimate} />
        </Group>
        <TextInput label={say('console.col.cause')} value={cause} onChange={(e) => setCause(e.currentTarget.value)} />
        {save.error && (
          <Alert color="red" role="alert">
            {save.error.message}
          </Alert>
        )}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={device.length === 0}>
            {say('console.fault.record')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
