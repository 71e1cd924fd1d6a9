import { Checkbox, Group, NumberInput, Select, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { pageOf } from '../parts/address.ts'
import { civilOf, instantOf, Moment } from '../parts/moment.tsx'
import { GoButton, PageHead, Part } from '../parts/page.tsx'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'
import { StepsOf } from './figure.tsx'

type Interruption = Answered<'/api/v1/interruptions/{corporation}/{id}', 'get'>

/** An interruption with its steps, as it is known now; what was imported wrongly is corrected by adding. */
export function InterruptionPage() {
  const { say } = useWords()
  const { corporation, id } = useParams({ strict: false }) as { corporation: string; id: string }
  const query = useQuery({
    queryKey: ['interruption', corporation, id],
    queryFn: () => get<Interruption>(`/interruptions/${corporation}/${id}`),
  })
  return (
    <Answer query={query} page>
      {(found) => (
        <Stack gap="lg">
          <PageHead
            title={found.code}
            actions={
              found.source_kind === 'import' ? (
                <CorrectImported corporation={corporation} id={id} steps={found.steps} />
              ) : (
                <GoButton to={pageOf(found.source_kind, found.code)}>{say('console.figures.open-source')}</GoButton>
              )
            }
          >
            <Text c="dimmed">
              {[
                found.corporation,
                ...new Set(found.steps.map((s) => say(`console.origin.${s.origin}`))),
                ...new Set(found.steps.map((s) => s.cause)),
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </PageHead>
          <Part title={say('console.figures.steps-title')}>
            <StepsOf corporation={corporation} id={id} />
          </Part>
        </Stack>
      )}
    </Answer>
  )
}

/** One more version of a step with its reason; the figures follow, closed months by an adjustment. */
function CorrectImported({
  corporation,
  id,
  steps,
}: {
  corporation: string
  id: string
  steps: Interruption['steps']
}) {
  const { say } = useWords()
  const [no, setNo] = useState(steps[0]?.step_no ?? 1)
  const step = steps.find((s) => s.step_no === no) ?? steps[0]!
  const [out, setOut] = useState<string>()
  const [back, setBack] = useState<string>()
  const [customers, setCustomers] = useState<number | string>()
  const [withdrawn, setWithdrawn] = useState(false)
  const [reason, setReason] = useState('')
  const forget = () => {
    setOut(undefined)
    setBack(undefined)
    setCustomers(undefined)
  }
  const changed = out !== undefined || back !== undefined || typeof customers === 'number' || withdrawn
  return (
    <Group>
      <Verb
        label={say('console.figures.correct')}
        may="interruptions.correct"
        possible
        path={`/interruptions/${corporation}/${id}/corrections`}
        body={() => ({
          step_no: no,
          reason,
          ...(withdrawn
            ? { withdrawn: true }
            : {
                ...(out ? { out_at: instantOf(out) } : {}),
                ...(back ? { restored_at: instantOf(back) } : {}),
                ...(typeof customers === 'number' ? { customers } : {}),
              }),
        })}
        ready={reason.trim() !== '' && changed}
        confirm={say('console.figures.correct-text')}
      >
        <Select
          label={say('console.figures.step')}
          value={String(no)}
          onChange={(v) => {
            setNo(Number(v))
            forget()
          }}
          data={steps.map((s) => String(s.step_no))}
          allowDeselect={false}
        />
        <Moment label={say('console.col.out')} value={out ?? civilOf(step.out_at)} onChange={setOut} />
        <Moment
          label={say('console.col.back')}
          value={back ?? (step.restored_at ? civilOf(step.restored_at) : '')}
          onChange={setBack}
        />
        <NumberInput
          label={say('console.col.customers')}
          value={customers ?? step.customers}
          onChange={setCustomers}
          min={0}
          allowDecimal={false}
        />
        <Checkbox
          label={say('console.figures.withdraw')}
          checked={withdrawn}
          onChange={(e) => setWithdrawn(e.currentTarget.checked)}
        />
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
