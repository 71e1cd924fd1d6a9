import { Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
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
import { Devices } from './outage.tsx'

type Shown = Answered<'/api/v1/faults/{id}', 'get'>

export function Fault() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery({
    queryKey: ['fault', 'promise', id],
    queryFn: () => get<Shown>(`/faults/${encodeURIComponent(id)}`),
    refetchInterval: 30_000,
  })
  return <Answer query={query}>{(fault) => <One fault={fault} />}</Answer>
}

function One({ fault }: { fault: Shown }) {
  const { say, when } = useWords()
  const picture = useQuery({
    queryKey: ['network', fault.corporation, fault.feeder],
    queryFn: () =>
      get<Picture>(
        `/network/picture?corporation=${fault.corporation}${fault.feeder ? `&feeder=${encodeURIComponent(fault.feeder)}` : ''}`,
      ),
  })
  return (
    <Stack gap="md">
      <div>
        <Group gap="sm">
          <Title order={1}>{fault.code}</Title>
          <State room="faults" state={fault.state} />
          {fault.state === 'open' && fault.estimate && <Countdown due={fault.estimate} />}
        </Group>
        <Text size="lg" fw={700}>
          {fault.cause ?? say('console.fault.no-cause')}
        </Text>
        <Text className="figure">
          {say('console.fault.out-since', { time: when(fault.out_at) })} · {fault.corporation} · {fault.feeder ?? '–'} ·{' '}
          {fault.device ?? '–'}
        </Text>
        <Text className="figure">
          {say('console.outage.touches', { customers: fault.customers, transformers: fault.transformers })}
        </Text>
        <Text fw={700} className="figure">
          {fault.restored_at
            ? say('console.fault.restored', { time: when(fault.restored_at) })
            : fault.estimate
              ? say('console.fault.estimate', { time: when(fault.estimate) })
              : say('console.home.no-estimate')}
        </Text>
      </div>
      <Verbs fault={fault} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {fault.promises.map((p) => (
          <div className="panel" key={p.id}>
            <PromiseLine promise={p} />
          </div>
        ))}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Stack>
          <Title order={2} size="h3">
            {say('console.outage.story')}
          </Title>
          <Story facts={fault.story} />
        </Stack>
        <Stack>
          <Title order={2} size="h3">
            {say('console.outage.network')}
          </Title>
          <Answer query={picture}>
            {(p) => (
              <OneLine
                picture={p}
                out={fault.transformer_set}
                still={fault.state === 'open' ? fault.still_out_set : '{}'}
                marked={fault.device ? [fault.device] : []}
              />
            )}
          </Answer>
          <Text className="figure">{say('console.outage.messages-line', fault.messages)}</Text>
          <Text className="figure">{say('console.fault.reports', { n: fault.reports })}</Text>
        </Stack>
      </SimpleGrid>
    </Stack>
  )
}

function Verbs({ fault }: { fault: Shown }) {
  const { say } = useWords()
  const path = `/faults/${fault.id}`
  const possible = (verb: string) => (fault.verbs as string[]).includes(verb)
  const label = (verb: string) => say(`faults.verb.${verb}`)
  const [time, setTime] = useState(() => civilOf(new Date(Date.now() + 3_600_000)))
  const [reason, setReason] = useState('')
  const [open, setOpen] = useState<string[]>([])
  const [close, setClose] = useState<string[]>([])
  const [cause, setCause] = useState(fault.cause ?? '')
  const [equipment, setEquipment] = useState('')
  const [voltage, setVoltage] = useState<string | null>(null)
  return (
    <Group gap="xs" className="no-print">
      <Verb
        label={label('estimate')}
        may="faults.operate"
        possible={possible('estimate')}
        path={`${path}/estimates`}
        body={() => ({ estimate: instantOf(time), ...(reason ? { reason } : {}) })}
        confirm={say('console.fault.confirm-estimate', { customers: fault.customers })}
      >
        <Moment label={say('console.outage.to')} value={time} onChange={setTime} required />
        <Textarea label={say('console.col.reason')} value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
      </Verb>
      <Verb
        label={label('step')}
        may="faults.operate"
        possible={possible('step')}
        path={`${path}/steps`}
        body={() => ({ ...(open.length ? { open } : {}), ...(close.length ? { close } : {}) })}
        ready={open.length + close.length > 0}
      >
        <Devices
          label={say('console.outage.devices-close')}
          corporation={fault.corporation}
          feeder={fault.feeder}
          value={close}
          onChange={setClose}
        />
        <Devices
          label={say('console.outage.devices-open')}
          corporation={fault.corporation}
          feeder={fault.feeder}
          value={open}
          onChange={setOpen}
        />
      </Verb>
      <Verb
        label={label('restore')}
        may="faults.operate"
        possible={possible('restore')}
        path={`${path}/restoration`}
        primary
        body={() => ({
          ...(cause ? { cause } : {}),
          ...(equipment ? { failed_equipment: equipment } : {}),
          ...(voltage ? { voltage } : {}),
        })}
        confirm={say('console.outage.confirm-restore')}
      >
        <TextInput label={say('console.col.cause')} value={cause} onChange={(e) => setCause(e.currentTarget.value)} />
        <TextInput
          label={say('console.fault.equipment')}
          value={equipment}
          onChange={(e) => setEquipment(e.currentTarget.value)}
        />
        <Select
          label={say('console.fault.voltage')}
          value={voltage}
          onChange={setVoltage}
          clearable
          data={['low', 'medium'].map((v) => ({ value: v, label: say(`console.fault.${v}`) }))}
        />
      </Verb>
      <Verb label={label('close')} may="faults.operate" possible={possible('close')} path={`${path}/closing`} />
    </Group>
  )
}
