import { Button, Group, SimpleGrid, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Answered, get } from '../api.ts'
import { Answer, Failed } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { CallList } from '../parts/calls.tsx'
import { Messages } from '../parts/messages.tsx'
import { civilOf, instantOf, Moment } from '../parts/moment.tsx'
import { NetworkView, usePicture } from '../parts/network-view.tsx'
import { Facts, PageHead, Part, Warnings } from '../parts/page.tsx'
import { PendingStep, usePendingStep } from '../parts/pending-step.tsx'
import { Countdown, Promises } from '../parts/promises.tsx'
import { State } from '../parts/state.tsx'
import { Steps } from '../parts/steps.tsx'
import { Story } from '../parts/story.tsx'
import { SwitchHere } from '../parts/switch-here.tsx'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'

type Shown = Answered<'/api/v1/planned-outages/{id}', 'get'>
type Rules = Answered<'/api/v1/planned-outage-rules', 'get'>

/** A cut: its promises on top with the clock in sight, the story beside the network, every verb. Live. */
export function Outage() {
  const { id } = useParams({ strict: false } as never) as { id: string }
  const query = useQuery({
    queryKey: ['outage', 'promise', 'notice', id],
    queryFn: () => get<Shown>(`/planned-outages/${encodeURIComponent(id)}`),
    refetchInterval: 30_000,
  })
  return (
    <Answer page query={query}>
      {(outage) => <Page outage={outage} />}
    </Answer>
  )
}

function Page({ outage }: { outage: Shown }) {
  const { say, span, when, duration } = useWords()
  const me = useMe()
  const { started, late } = stateOf(outage)
  const pending = usePendingStep(`/planned-outages/${outage.id}/steps`)
  const picture = usePicture(outage.corporation, outage.feeder)
  const [chosen, setChosen] = useState<string>()
  const operates = started && (me.data?.permissions.includes('planned-outages.operate') ?? false)
  const programme = outage.programme.flatMap((s) => [...s.open, ...s.close])
  const still = started ? outage.still_out_set : outage.state === 'restored' ? '{}' : outage.transformer_set
  return (
    <Stack gap="lg">
      <PageHead
        name={outage.code}
        title={
          <Group component="span" gap="sm" display="inline-flex">
            {outage.code}
            <State room="planned-outages" state={late ? 'late' : outage.state} />
            {started && <Countdown due={outage.back_at} />}
          </Group>
        }
      >
        <Text fw={700} size="lg">
          {outage.reason}
        </Text>
        <Text className="figure">{span(outage.out_from, outage.back_at)}</Text>
      </PageHead>

      <Verbs outage={outage} />

      <Promises promises={outage.promises} />
      <Warnings title={say('console.outage.warnings')} texts={outage.warnings.map((w) => w.text)} />

      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
        <Stack gap="lg">
          <div className="panel">
            <Facts
              items={[
                [say('console.col.customers'), say('console.customers', { n: outage.customers })],
                [say('console.col.transformers'), say('console.transformers', { n: outage.transformers })],
                [say('console.col.feeder'), outage.feeder ?? '–'],
                [say('console.filter.corporation'), outage.corporation],
                outage.cut_at !== null && [say('console.outage.cut-at'), when(outage.cut_at)],
                outage.restored_at !== null && [say('console.outage.restored-at'), when(outage.restored_at)],
              ]}
            />
          </div>
          <Part title={say('console.outage.story')}>
            <Story facts={outage.story} />
          </Part>
          <Steps
            steps={outage.steps}
            path={`/planned-outages/${outage.id}`}
            may="planned-outages.operate"
            against={({ late_s }) => (
              <b style={{ color: late_s > 0 ? 'var(--broken)' : 'var(--kept)' }}>
                {late_s > 0 ? '✗' : '✓'}{' '}
                {say(late_s > 0 ? 'console.outage.late' : 'console.outage.early', { time: duration(late_s) })}
              </b>
            )}
          />
        </Stack>
        <Stack gap="lg" style={{ minWidth: 0 }}>
          <Part title={say('console.outage.network')}>
            <NetworkView
              corporation={outage.corporation}
              feeder={outage.feeder}
              out={outage.transformer_set}
              still={still}
              marked={chosen ? [chosen] : programme}
              onPick={operates ? setChosen : undefined}
            />
            {operates && <SwitchHere picture={picture.data} chosen={chosen} onTap={pending.tap} />}
            {operates && <NextStep outage={outage} onTap={pending.tap} />}
            {pending.error && <Failed error={pending.error} />}
          </Part>
          <Part title={say('console.outage.messages')}>
            <Messages messages={outage.messages} />
            <CallList about={outage.id} failed={outage.messages.failed} />
          </Part>
        </Stack>
      </SimpleGrid>
      <PendingStep pending={pending} />
    </Stack>
  )
}

const stateOf = (outage: Shown) => {
  const started = outage.state === 'started'
  return { started, late: started && new Date(outage.back_at) < new Date() }
}

/** The programme's next step as one button. */
function NextStep({ outage, onTap }: { outage: Shown; onTap: ReturnType<typeof usePendingStep>['tap'] }) {
  const { say } = useWords()
  const done = Math.max(1, ...outage.story.map((f) => Number(f.detail.programme_step ?? 0)))
  const next = outage.programme[done]
  if (!next) return null
  const devices = [...next.close, ...next.open].join(', ')
  return (
    <Group justify="space-between" className="panel" gap="sm">
      <div>
        <Text size="sm" c="dimmed">
          {say('console.step.programme', { n: done + 1, of: outage.programme.length })}
        </Text>
        <Text fw={700}>{stepText(say, next)}</Text>
      </div>
      <Button onClick={() => onTap({ text: stepText(say, next), body: {} })}>
        {say('console.step.do', { devices })}
      </Button>
    </Group>
  )
}

export const stepText = (
  say: (key: string, params?: Record<string, unknown>) => string,
  step: { open: readonly string[]; close: readonly string[] },
): string =>
  [
    step.close.length > 0 && say('console.step.close', { device: step.close.join(', ') }),
    step.open.length > 0 && say('console.step.open', { device: step.open.join(', ') }),
  ]
    .filter(Boolean)
    .join('; ')

function Verbs({ outage }: { outage: Shown }) {
  const { say, when } = useWords()
  const path = `/planned-outages/${outage.id}`
  const { state, customers } = outage
  const possible = (verb: string) => (outage.verbs as string[]).includes(verb)
  const [late, setLate] = useState('')
  const [reason, setReason] = useState('')
  const [from, setFrom] = useState(civilOf(outage.out_from))
  const [to, setTo] = useState(civilOf(outage.back_at))
  const [at, setAt] = useState('')
  const [back, setBack] = useState('')
  const rules = useQuery({
    queryKey: ['planned-outage-rules'],
    queryFn: () => get<Rules>('/planned-outage-rules'),
    enabled: state === 'approved',
    staleTime: 600_000,
  })
  // The set in force on the day of the cut, the corporation's own before the one for all.
  const rule = rules.data
    ?.filter(
      (r) => r.in_force_from <= civilOf(outage.out_from).slice(0, 10) && r.in_force_to > civilOf(outage.out_from),
    )
    .sort((a, b) => Number(a.corporation_id === null) - Number(b.corporation_id === null))[0]
  const tellBy = rule && new Date(Date.parse(outage.out_from) - rule.notice_days * 86_400_000)
  const tooLate = !outage.urgent && tellBy !== undefined && tellBy < new Date()
  const label = (verb: string) => say(`planned-outages.verb.${verb}`)
  return (
    <Group gap="xs" className="no-print" role="group" aria-label={say('console.verb.all')}>
      <Verb
        label={label('approve')}
        may="planned-outages.approve"
        possible={possible('approve')}
        path={`${path}/approval`}
        primary={state === 'planned'}
        confirm={say('console.outage.confirm-approve', { customers })}
      />
      <Verb
        label={state === 'approved' ? say('console.outage.tell', { customers }) : label('announce')}
        may="planned-outages.announce"
        possible={possible('announce')}
        path={`${path}/announcement`}
        body={() => (late.trim() ? { late_reason: late.trim() } : {})}
        primary={state === 'approved'}
        ready={!tooLate || late.trim() !== ''}
        confirm={say('console.outage.confirm-announce', { customers })}
      >
        {tooLate && rule && (
          <Textarea
            label={say('console.outage.late-reason')}
            description={say('console.outage.late-why', { rule: rule.name, when: when(tellBy) })}
            required
            value={late}
            onChange={(e) => setLate(e.currentTarget.value)}
            autosize
            minRows={2}
          />
        )}
      </Verb>
      <Verb
        label={label('start')}
        may="planned-outages.operate"
        possible={possible('start')}
        path={`${path}/start`}
        body={() => (at ? { at: instantOf(at) } : {})}
        primary={state === 'announced'}
        confirm={say('console.outage.confirm-start', { customers })}
      >
        <Moment
          label={say('console.verb.at')}
          description={say('console.verb.at-now')}
          value={at}
          onChange={setAt}
          max={civilOf(new Date())}
        />
      </Verb>
      <Verb
        label={label('restore')}
        may="planned-outages.operate"
        possible={possible('restore')}
        path={`${path}/restoration`}
        body={() => (back ? { at: instantOf(back) } : {})}
        primary={state === 'started'}
        confirm={say('console.outage.confirm-restore')}
      >
        <Moment
          label={say('console.verb.at')}
          description={say('console.verb.at-now')}
          value={back}
          onChange={setBack}
          max={civilOf(new Date())}
        />
      </Verb>
      <Verb
        label={label('postpone')}
        may="planned-outages.postpone"
        possible={possible('postpone')}
        path={`${path}/postponement`}
        body={() => ({ out_from: instantOf(from), back_at: instantOf(to), reason })}
        ready={reason.trim() !== '' && from !== '' && to > from}
        confirm={
          state === 'announced'
            ? say('console.outage.confirm-postpone', { customers })
            : say('console.outage.confirm-postpone-untold')
        }
      >
        <Moment label={say('console.outage.from')} value={from} onChange={setFrom} required />
        <Moment label={say('console.outage.to')} value={to} onChange={setTo} required />
        <Reason value={reason} onChange={setReason} />
      </Verb>
      <Verb
        label={label('cancel')}
        may="planned-outages.cancel"
        possible={possible('cancel')}
        path={`${path}/cancellation`}
        body={() => ({ reason })}
        ready={reason.trim() !== ''}
        confirm={
          state === 'announced'
            ? say('console.outage.confirm-cancel', { customers })
            : say('console.outage.confirm-cancel-untold')
        }
      >
        <Reason value={reason} onChange={setReason} />
      </Verb>
    </Group>
  )
}

function Reason({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { say } = useWords()
  return (
    <Textarea
      label={say('console.col.reason')}
      required
      value={value}
      onChange={(e) => onChange(e.currentTarget.value)}
      autosize
      minRows={2}
    />
  )
}
