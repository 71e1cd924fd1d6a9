import { Autocomplete, Checkbox, Group, Radio, Select, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Answered, del, get } from '../api.ts'
import { useWords } from '../words.tsx'
import { useAddress, withQuery } from './address.ts'
import { civilOf, instantOf, Moment } from './moment.tsx'
import { nextVerb, type Shown, useServices } from './request.tsx'
import { filled, RequestForm } from './request-form.tsx'
import { RequestVerb } from './request-verb.tsx'

type Load = Answered<'/api/v1/request-load', 'get'>
type Duplicates = Answered<'/api/v1/requests/{id}/duplicates', 'get'>

const channels = ['phone', 'office', 'web', 'app', 'sms', 'email', 'letter'] as const

/** Every verb of a request, each with its form; the next thing to do stands out. One that is refused says why. */
export function RequestVerbs({ request: r }: { request: Shown }) {
  const { say, language } = useWords()
  const [{ do: wanted }] = useAddress<'do'>()
  const services = useServices(r.corporation)
  const service = services.of(r.service.code)
  const step = r.steps.find((s) => s.done_at === null)
  const next = nextVerb({
    ...r,
    step_left: step !== undefined,
    waits_for: r.pauses.find((p) => p.resumed_at === null)?.reason,
  })
  const [papers, setPapers] = useState<string[]>([])
  const [reason, setReason] = useState('')
  const [evidence, setEvidence] = useState('')
  const [text, setText] = useState('')
  const [why, setWhy] = useState<string | null>(null)
  const [until, setUntil] = useState('')
  const [channel, setChannel] = useState('phone')
  const [to, setTo] = useState('')
  const [crew, setCrew] = useState('')
  const [outcome, setOutcome] = useState<string>(r.undone ? 'refused' : 'done')
  const [accepted, setAccepted] = useState<string>('')
  const [other, setOther] = useState<string | null>(null)
  const [details, setDetails] = useState<Record<string, unknown>>(r.details)
  const complaint = r.service.code === 'complaint'
  const lacking = r.documents.filter((d) => !d.handed_in)
  const looks = (verb: string) => ({
    primary: next === verb,
    begun: wanted === verb || (wanted === 'next' && next === verb),
  })
  const reasonField = (
    <Textarea
      label={say('console.col.reason')}
      value={reason}
      onChange={(e) => setReason(e.currentTarget.value)}
      required
    />
  )
  const evidenceField = (
    <Textarea
      label={say('console.col.evidence')}
      description={say('console.request.evidence-why')}
      value={evidence}
      onChange={(e) => setEvidence(e.currentTarget.value)}
      required
    />
  )
  const papersField = lacking.length > 0 && (
    <Checkbox.Group label={say('console.request.handed-in')} value={papers} onChange={setPapers}>
      {lacking.map((d) => (
        <Checkbox
          key={d.code}
          mt="xs"
          value={d.code}
          label={`${d.name}${d.required ? '' : ` (${say('console.request.optional')})`}`}
        />
      ))}
    </Checkbox.Group>
  )
  const fits = r.documents.filter((d) => d.required && !d.handed_in).every((d) => papers.includes(d.code))
  const there = (value: string) => value.trim() !== ''
  return (
    <Group gap="xs" className="no-print" role="group" aria-label={say('console.verb.all')}>
      <RequestVerb request={r} verb="claim" path="claiming" {...looks('claim')} />
      <RequestVerb
        request={r}
        verb="complete"
        path="completion"
        may="requests.receive"
        body={() => ({ documents: papers })}
        ready={fits}
        {...looks('complete')}
      >
        {papersField || <Text>{say('console.request.all-there')}</Text>}
      </RequestVerb>
      <RequestVerb
        request={r}
        verb="step"
        label={step ? say('console.request.step', { step: step.name }) : say('requests.verb.step')}
        path="steps"
        body={() => ({ step: step?.code ?? '' })}
        {...looks('step')}
      />
      <RequestVerb
        request={r}
        verb="answer"
        path="answers"
        may="requests.receive"
        body={() => ({ channel, documents: papers, ...(there(text) ? { text } : {}) })}
        ready={there(text) || papers.length > 0}
        {...looks('answer')}
      >
        <Select
          label={say('console.request.by-channel')}
          data={channels.map((c) => ({ value: c, label: say(`requests.channel.${c}`) }))}
          value={channel}
          onChange={(c) => setChannel(c ?? 'phone')}
          allowDeselect={false}
        />
        <Textarea
          label={say('console.request.customer-words')}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
        />
        {papersField}
      </RequestVerb>
      <RequestVerb
        request={r}
        verb="pause"
        path="pauses"
        body={() => ({ reason: why ?? '', evidence, ...(until ? { until: instantOf(until) } : {}) })}
        ready={why !== null && there(evidence)}
        begun={wanted === 'pause'}
      >
        <Select
          label={say('console.col.reason')}
          data={(service?.pauses ?? []).map((p) => ({
            value: p.reason,
            label: say('console.request.pause-reason', { name: p[language], days: p.longest_days }),
          }))}
          value={why}
          onChange={setWhy}
          required
        />
        {evidenceField}
        <Moment
          label={say('console.request.until')}
          description={say('console.request.until-why')}
          value={until}
          onChange={setUntil}
          min={civilOf(new Date())}
        />
      </RequestVerb>
      <RequestVerb
        request={r}
        verb="resume"
        path="resumption"
        body={() => ({ reason })}
        ready={there(reason)}
        {...looks('resume')}
      >
        {reasonField}
      </RequestVerb>
      <RequestVerb
        request={r}
        verb="close"
        label={say('console.request.close')}
        path="closing"
        body={() => ({
          outcome,
          answer: text,
          ...(complaint ? { accepted: accepted === 'yes' } : {}),
          ...(outcome === 'refused' ? { evidence } : {}),
        })}
        ready={there(text) && (!complaint || accepted !== '') && (outcome === 'done' || there(evidence))}
        {...looks('close')}
      >
        <Radio.Group label={say('console.request.outcome')} value={outcome} onChange={setOutcome}>
          <Radio
            mt="xs"
            value="done"
            label={say('requests.outcome.done')}
            disabled={r.undone !== null}
            description={r.undone}
          />
          <Radio mt="xs" value="refused" label={say('requests.outcome.refused')} />
        </Radio.Group>
        {complaint && (
          <Radio.Group label={say('console.request.accepted')} value={accepted} onChange={setAccepted} required>
            <Radio mt="xs" value="yes" label={say('console.request.accepted-yes')} />
            <Radio mt="xs" value="no" label={say('console.request.accepted-no')} />
          </Radio.Group>
        )}
        <Textarea
          label={say(outcome === 'done' ? 'console.request.answer' : 'console.request.answer-refused')}
          description={say('console.request.answer-why')}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
          autosize
          minRows={3}
          required
        />
        {outcome === 'refused' && evidenceField}
      </RequestVerb>
      <RequestVerb request={r} verb="comment" path="comments" body={() => ({ text })} ready={there(text)}>
        <Textarea
          label={say('console.request.comment')}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
          autosize
          minRows={2}
          required
        />
      </RequestVerb>
      <RequestVerb
        request={r}
        verb="obstacle"
        path="obstacles"
        body={() => ({ reason, evidence })}
        ready={there(reason) && there(evidence)}
      >
        {reasonField}
        {evidenceField}
      </RequestVerb>
      <RequestVerb
        request={r}
        verb="move"
        path="moves"
        body={() => ({ reason, ...(there(to) ? { unit: to } : {}), ...(there(crew) ? { crew } : {}) })}
        ready={there(reason) && (there(to) || there(crew))}
      >
        <Who by="office" corporation={r.corporation} label={say('console.request.unit')} value={to} onChange={setTo} />
        <TextInput label={say('console.request.crew')} value={crew} onChange={(e) => setCrew(e.currentTarget.value)} />
        {reasonField}
      </RequestVerb>
      <RequestVerb
        request={r}
        verb="assign"
        path="assignment"
        may="requests.manage"
        body={() => ({ to, ...(there(text) ? { note: text } : {}) })}
        ready={there(to)}
      >
        <Who
          by="person"
          corporation={r.corporation}
          label={say('console.request.person')}
          value={to}
          onChange={setTo}
        />
        <Textarea
          label={say('console.request.comment')}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
        />
      </RequestVerb>
      <RequestVerb request={r} verb="release" path="claiming" send={(path) => del(path)} />
      <RequestVerb
        request={r}
        verb="reclassify"
        path="service"
        body={() => ({ service: other ?? '', details, reason })}
        ready={other !== null && there(reason) && filled(services.of(other)?.form ?? {}, details)}
      >
        <Select
          label={say('console.request.service')}
          searchable
          data={services.all
            .filter((s) => s.code !== r.service.code)
            .map((s) => ({ value: s.code, label: services.nameOf(s) }))}
          value={other}
          onChange={setOther}
          required
        />
        {other && <RequestForm form={services.of(other)?.form ?? {}} details={details} onChange={setDetails} />}
        {reasonField}
      </RequestVerb>
      <RequestVerb
        request={r}
        verb="merge"
        path="merging"
        body={() => ({ into: to, ...(there(reason) ? { reason } : {}) })}
        ready={there(to)}
      >
        <Twins request={r} value={to} onChange={setTo} />
        <TextInput
          label={say('console.request.into')}
          value={to}
          onChange={(e) => setTo(e.currentTarget.value)}
          required
        />
        <Textarea label={say('console.col.reason')} value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
      </RequestVerb>
      <RequestVerb
        request={r}
        verb="withdraw"
        path="withdrawal"
        may="requests.receive"
        body={() => ({ reason })}
        ready={there(reason)}
        confirm={say('console.request.confirm-withdraw')}
      >
        {reasonField}
      </RequestVerb>
      <RequestVerb request={r} verb="reopen" path="reopening" body={() => ({ reason })} ready={there(reason)}>
        {reasonField}
      </RequestVerb>
    </Group>
  )
}

/** An office or a person, among those that have requests now, or as typed. */
function Who({
  by,
  corporation,
  ...field
}: {
  by: 'office' | 'person'
  corporation: string
  label: string
  value: string
  onChange: (value: string) => void
}) {
  const load = useQuery({
    queryKey: ['requests', 'load', by, corporation],
    queryFn: () => get<Load>(withQuery('/request-load', { by, corporation })),
  })
  return <Autocomplete data={(load.data ?? []).flatMap((l) => (l.who === null ? [] : [l.who]))} {...field} />
}

/** Requests of the same customer and service within a week: one tap names the one to merge into. */
function Twins({ request, value, onChange }: { request: Shown; value: string; onChange: (code: string) => void }) {
  const { say, when } = useWords()
  const twins = useQuery({
    queryKey: ['requests', 'duplicates', request.id],
    queryFn: () => get<Duplicates>(`/requests/${request.id}/duplicates`),
  })
  if (!twins.data) return null
  if (twins.data.length === 0) return <Text size="sm">{say('console.request.no-duplicates')}</Text>
  return (
    <Radio.Group label={say('console.request.duplicates')} value={value} onChange={onChange}>
      {twins.data.map((t) => (
        <Radio
          key={t.id}
          mt="xs"
          value={t.code}
          label={`${t.code} · ${when(t.received_at)} · ${say(`requests.state.${t.state}`)}`}
        />
      ))}
    </Radio.Group>
  )
}
