import { Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Answered, get } from '../api.ts'
import { Answer, Failed } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { CallList } from '../parts/calls.tsx'
import { Device } from '../parts/devices.tsx'
import { Messages } from '../parts/messages.tsx'
import { civilOf, instantOf, Moment } from '../parts/moment.tsx'
import { NetworkView, usePicture } from '../parts/network-view.tsx'
import { Facts, PageHead, Part } from '../parts/page.tsx'
import { PendingStep, usePendingStep } from '../parts/pending-step.tsx'
import { Countdown, Promises } from '../parts/promises.tsx'
import { State } from '../parts/state.tsx'
import { Steps } from '../parts/steps.tsx'
import { Story } from '../parts/story.tsx'
import { SwitchHere } from '../parts/switch-here.tsx'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'

type Shown = Answered<'/api/v1/faults/{id}', 'get'>

/** A fault: when power is expected back, its promises, its story beside the network, every verb. Live. */
export function Fault() {
  const { id } = useParams({ strict: false } as never) as { id: string }
  const query = useQuery({
    queryKey: ['fault', 'promise', 'notice', id],
    queryFn: () => get<Shown>(`/faults/${encodeURIComponent(id)}`),
    refetchInterval: 30_000,
  })
  return (
    <Answer page query={query}>
      {(fault) => <Page fault={fault} />}
    </Answer>
  )
}

function Page({ fault }: { fault: Shown }) {
  const { say, when } = useWords()
  const me = useMe()
  const open = fault.state === 'open'
  const operates = open && (me.data?.permissions.includes('faults.operate') ?? false)
  const pending = usePendingStep(`/faults/${fault.id}/steps`)
  const picture = usePicture(fault.corporation, fault.feeder)
  const [chosen, setChosen] = useState<string>()
  return (
    <Stack gap="lg">
      <PageHead
        name={fault.code}
        title={
          <Group component="span" gap="sm" display="inline-flex">
            {fault.code}
            <State room="faults" state={fault.state} />
            {open && fault.estimate && <Countdown due={fault.estimate} />}
          </Group>
        }
      >
        <Text fw={700} size="lg" className="figure">
          {fault.restored_at
            ? say('console.fault.restored', { time: when(fault.restored_at) })
            : fault.estimate
              ? say('console.fault.estimate', { time: when(fault.estimate) })
              : say('console.fault.no-estimate')}
        </Text>
        <Text className="figure">
          {say('console.fault.out-since', { time: when(fault.out_at) })} ·{' '}
          {fault.cause ?? say('console.fault.no-cause')}
        </Text>
      </PageHead>

      <Verbs fault={fault} corporation_id={me.data?.corporations.find((c) => c.code === fault.corporation)?.id} />

      <Promises promises={fault.promises} />

      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
        <Stack gap="lg">
          <div className="panel">
            <Facts
              items={[
                [say('console.col.customers'), say('console.customers', { n: fault.customers })],
                [say('console.col.transformers'), say('console.transformers', { n: fault.transformers })],
                [say('console.fault.device'), fault.device ?? say('console.fault.no-device')],
                [say('console.col.feeder'), fault.feeder ?? '–'],
                [say('console.filter.corporation'), fault.corporation],
                [say('console.fault.reported'), say('console.signals.reports', { n: fault.reports })],
                fault.failed_equipment !== null && [say('console.fault.equipment'), fault.failed_equipment],
                fault.voltage !== null && [say('console.fault.voltage'), say(`console.fault.${fault.voltage}`)],
              ]}
            />
          </div>
          <Part title={say('console.outage.story')}>
            <Story facts={fault.story} />
          </Part>
          <Steps
            steps={fault.steps}
            path={`/faults/${fault.id}`}
            may="faults.operate"
            correctable={fault.state !== 'closed'}
          />
        </Stack>
        <Stack gap="lg" style={{ minWidth: 0 }}>
          <Part title={say('console.outage.network')}>
            <NetworkView
              corporation={fault.corporation}
              feeder={fault.feeder}
              out={fault.transformer_set}
              still={open ? fault.still_out_set : '{}'}
              marked={chosen ? [chosen] : fault.device ? [fault.device] : []}
              onPick={operates ? setChosen : undefined}
            />
            {operates && <SwitchHere picture={picture.data} chosen={chosen} onTap={pending.tap} />}
            {pending.error && <Failed error={pending.error} />}
          </Part>
          <Part title={say('console.outage.messages')}>
            <Messages messages={fault.messages} />
            <CallList about={fault.id} failed={fault.messages.failed} />
          </Part>
        </Stack>
      </SimpleGrid>
      <PendingStep pending={pending} />
    </Stack>
  )
}

function Verbs({ fault, corporation_id }: { fault: Shown; corporation_id: number | undefined }) {
  const { say } = useWords()
  const path = `/faults/${fault.id}`
  const { state, customers } = fault
  const possible = (verb: string) => (fault.verbs as string[]).includes(verb)
  const label = (verb: string) => say(`faults.verb.${verb}`)
  const [time, setTime] = useState(() => civilOf(fault.estimate ?? new Date(Date.now() + 3_600_000)))
  const [reason, setReason] = useState('')
  const [device, setDevice] = useState('')
  const [at, setAt] = useState('')
  const [named, setNamed] = useState<Cause>({
    cause: fault.cause ?? '',
    failed_equipment: fault.failed_equipment ?? '',
    voltage: fault.voltage,
  })
  const [note, setNote] = useState('')
  return (
    <Group gap="xs" className="no-print" role="group" aria-label={say('console.verb.all')}>
      {fault.device === null && (
        <Verb
          label={label('locate')}
          may="faults.operate"
          possible={possible('locate')}
          path={`${path}/device`}
          body={() => ({ device })}
          ready={device !== ''}
        >
          <Device
            label={say('console.fault.device')}
            corporation_id={corporation_id}
            feeder={fault.feeder}
            value={device}
            onChange={setDevice}
            required
          />
        </Verb>
      )}
      <Verb
        label={label('estimate')}
        may="faults.operate"
        possible={possible('estimate')}
        path={`${path}/estimates`}
        body={() => ({ estimate: instantOf(time), ...(reason.trim() ? { reason } : {}) })}
        ready={time !== ''}
        primary={state === 'open' && fault.estimate === null}
        confirm={say('console.fault.confirm-estimate', { customers })}
      >
        <Moment label={say('console.outage.to')} value={time} onChange={setTime} required min={civilOf(new Date())} />
        <Textarea label={say('console.col.reason')} value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
      </Verb>
      <Verb
        label={label('restore')}
        may="faults.operate"
        possible={possible('restore')}
        path={`${path}/restoration`}
        primary={state === 'open' && fault.estimate !== null}
        body={() => ({ ...causeBody(named), ...(at ? { at: instantOf(at) } : {}) })}
        confirm={say('console.outage.confirm-restore')}
      >
        <Moment
          label={say('console.verb.at')}
          description={say('console.verb.at-now')}
          value={at}
          onChange={setAt}
          max={civilOf(new Date())}
        />
        <CauseFields value={named} onChange={setNamed} />
      </Verb>
      <Verb
        label={label('cause')}
        may="faults.operate"
        possible={possible('cause')}
        path={`${path}/cause`}
        body={() => ({ ...causeBody(named), ...(reason.trim() ? { reason } : {}) })}
        ready={named.cause.trim() !== '' || named.failed_equipment.trim() !== ''}
      >
        <CauseFields value={named} onChange={setNamed} />
        <Textarea label={say('console.fault.why')} value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
      </Verb>
      <Verb
        label={label('close')}
        may="faults.operate"
        possible={possible('close')}
        path={`${path}/closing`}
        primary={state === 'restored'}
        body={() => (note.trim() ? { note } : {})}
        confirm={say('console.fault.confirm-close')}
      >
        <Textarea label={say('console.fault.note')} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
      </Verb>
    </Group>
  )
}

interface Cause {
  cause: string
  failed_equipment: string
  voltage: string | null
}

const causeBody = ({ cause, failed_equipment, voltage }: Cause) => ({
  ...(cause.trim() ? { cause: cause.trim() } : {}),
  ...(failed_equipment.trim() ? { failed_equipment: failed_equipment.trim() } : {}),
  ...(voltage ? { voltage } : {}),
})

function CauseFields({ value, onChange }: { value: Cause; onChange: (value: Cause) => void }) {
  const { say } = useWords()
  return (
    <>
      <TextInput
        label={say('console.col.cause')}
        value={value.cause}
        onChange={(e) => onChange({ ...value, cause: e.currentTarget.value })}
      />
      <TextInput
        label={say('console.fault.equipment')}
        value={value.failed_equipment}
        onChange={(e) => onChange({ ...value, failed_equipment: e.currentTarget.value })}
      />
      <Select
        label={say('console.fault.voltage')}
        value={value.voltage}
        onChange={(voltage) => onChange({ ...value, voltage })}
        clearable
        data={['low', 'medium'].map((v) => ({ value: v, label: say(`console.fault.${v}`) }))}
      />
    </>
  )
}
