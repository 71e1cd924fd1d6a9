import { Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type Answered, get } from '../api.ts'
import { useWords } from '../words.tsx'
import { withQuery } from './address.ts'
import { Go } from './page.tsx'
import { Countdown } from './promises.tsx'
import { State } from './state.tsx'

export type Listed = Answered<'/api/v1/requests', 'get'>['items'][number]
export type Shown = Answered<'/api/v1/requests/{id}', 'get'>
export type Received = Answered<'/api/v1/requests', 'post'>
export type Service = Answered<'/api/v1/services', 'get'>[number]

export const requestPage = (code: string): string => `/requests/${encodeURIComponent(code)}`

/** The services on offer, one a code (a corporation's own before the one for all), and how each is called. */
export function useServices(corporation?: string) {
  const { language } = useWords()
  const query = useQuery({
    queryKey: ['services', corporation],
    queryFn: () => get<Service[]>(withQuery('/services', { corporation })),
    staleTime: 300_000,
  })
  const of = new Map<string, Service>()
  for (const s of query.data ?? []) if (!of.has(s.code) || s.corporation !== null) of.set(s.code, s)
  const nameOf = (service: { name: string; name_en: string }) => (language === 'vi' ? service.name : service.name_en)
  return {
    all: [...of.values()],
    of: (code: string) => of.get(code),
    nameOf,
    name: (code: string) => (of.has(code) ? nameOf(of.get(code)!) : code),
  }
}

/**
 * The one thing to do next: take it, complete its file, do its next step, hear the customer for whom it waits (or let it
 * go on), answer it.
 */
export function nextVerb(r: {
  state: string
  assigned_to: string | null
  step_left: boolean
  waits_for?: string
}): 'claim' | 'complete' | 'step' | 'answer' | 'resume' | 'close' | undefined {
  if (r.state === 'closed') return undefined
  if (r.state === 'paused') return (r.waits_for ?? 'customer').startsWith('customer') ? 'answer' : 'resume'
  if (r.assigned_to === null) return 'claim'
  if (r.state === 'received') return 'complete'
  return r.step_left ? 'step' : 'close'
}

/** How long a service may take: "5 ngày làm việc", "trả lời ngay". */
export function useLimit() {
  const { say } = useWords()
  return ({ limit_value, limit_unit }: { limit_value: number | null; limit_unit: string | null }) =>
    limit_value === null
      ? say('console.request.at-once')
      : say(`console.request.limit.${limit_unit}`, { n: limit_value })
}

/** Where a request stands and what is left of its time: a clock that stands still shows no count-down. */
export function Standing({ request: r }: { request: Pick<Listed, 'state' | 'due_at' | 'closed_at' | 'outcome'> }) {
  const { say, when, has } = useWords()
  const late = r.state !== 'closed' && r.due_at !== null && Date.parse(r.due_at) < Date.now()
  const outcome = `requests.outcome.${r.outcome}`
  return (
    <>
      <Group gap="xs" justify="flex-end">
        {r.state !== 'closed' && r.state !== 'paused' && r.due_at && <Countdown due={r.due_at} />}
        <State room="requests" state={late ? 'late' : r.state} />
      </Group>
      <Text size="sm" c="dimmed" className="figure">
        {r.state === 'closed'
          ? [r.outcome && has(outcome) ? say(outcome) : r.outcome, when(r.closed_at)].filter(Boolean).join(' · ')
          : r.due_at &&
            (r.state === 'paused' ? say('console.request.at-most', { time: when(r.due_at) }) : when(r.due_at))}
      </Text>
    </>
  )
}

/** A short list of requests, as beside a customer. */
export function RequestRows({ requests }: { requests: readonly Listed[] }) {
  const services = useServices()
  const { when } = useWords()
  return (
    <ul className="rows">
      {requests.map((r) => (
        <li key={r.id}>
          <div>
            <Text>
              <Go row to={requestPage(r.code)}>
                {services.name(r.service)}
              </Go>
            </Text>
            <Text size="sm" c="dimmed" className="figure">
              {r.code} · {when(r.received_at)}
            </Text>
          </div>
          <div className="end">
            <Standing request={r} />
          </div>
        </li>
      ))}
    </ul>
  )
}
