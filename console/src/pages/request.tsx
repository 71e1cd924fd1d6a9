import { Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { Bar } from '../parts/bar.tsx'
import { CallList } from '../parts/calls.tsx'
import { Messages } from '../parts/messages.tsx'
import { Facts, Go, PageHead, Part } from '../parts/page.tsx'
import { Countdown, PromiseLine } from '../parts/promises.tsx'
import { requestPage, type Shown, useLimit, useServices } from '../parts/request.tsx'
import { Attachments } from '../parts/request-attachments.tsx'
import { ClaimRow } from '../parts/request-claims.tsx'
import { fieldsOf } from '../parts/request-form.tsx'
import { requestKey } from '../parts/request-verb.tsx'
import { RequestVerbs } from '../parts/request-verbs.tsx'
import { State } from '../parts/state.tsx'
import { Story } from '../parts/story.tsx'
import { useWords } from '../words.tsx'

/** A request: its clock in sight, what is done and what is next, what lacks, its story, every verb. Live. */
export function Request() {
  const { id } = useParams({ strict: false } as never) as { id: string }
  const query = useQuery({
    queryKey: requestKey(id),
    queryFn: () => get<Shown>(`/requests/${encodeURIComponent(id)}`),
    refetchInterval: 60_000,
  })
  return (
    <Answer page query={query}>
      {(request) => <Page key={request.id} request={request} />}
    </Answer>
  )
}

function Page({ request: r }: { request: Shown }) {
  const { say, when, has, language } = useWords()
  const services = useServices(r.corporation)
  const late = r.state !== 'closed' && r.clock.due_at !== null && Date.parse(r.clock.due_at) < Date.now()
  const pauseName = (code: string) =>
    services.of(r.service.code)?.pauses.find((p) => p.reason === code)?.[language] ?? code
  const field = (name: string) => (has(`console.request.field.${name}`) ? say(`console.request.field.${name}`) : name)
  const form = fieldsOf(services.of(r.service.code)?.form ?? {}).map(([name]) => name)
  return (
    <Stack gap="lg">
      <PageHead
        name={r.code}
        title={
          <Group component="span" gap="sm" display="inline-flex">
            <span className="figure">{r.code}</span>
            <State room="requests" state={late ? 'late' : r.state} />
            {r.clock.ticks && r.clock.due_at && <Countdown due={r.clock.due_at} />}
          </Group>
        }
      >
        <Text fw={700} size="lg">
          {r.service.name}
        </Text>
        <Text>
          {r.customer ? (
            <Go to={`/customers/${encodeURIComponent(r.customer.code)}`}>
              {r.customer.name} · {r.customer.code}
            </Go>
          ) : (
            (r.contact.name ?? say('console.request.nobody'))
          )}
        </Text>
        {r.merged_into && (
          <Text>
            {say('console.request.merged')} <Go to={requestPage(r.merged_into)}>{r.merged_into}</Go>
          </Text>
        )}
      </PageHead>

      <RequestVerbs request={r} />
      <Steps request={r} />

      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
        <Stack gap="lg" style={{ minWidth: 0 }}>
          <Clock request={r} />
          {r.answer && (
            <Part title={say('console.request.answered')}>
              <div className="panel">
                {r.accepted !== null && (
                  <Text fw={700}>
                    {say(r.accepted ? 'console.request.accepted-yes' : 'console.request.accepted-no')}
                  </Text>
                )}
                <Text style={{ whiteSpace: 'pre-line' }}>{r.answer}</Text>
              </div>
            </Part>
          )}
          <Part title={say('console.outage.story')}>
            <Story facts={r.story} />
          </Part>
        </Stack>
        <Stack gap="lg" style={{ minWidth: 0 }}>
          {r.documents.length > 0 && <Documents request={r} />}
          <div className="panel">
            <Facts
              items={[
                ...[...new Set([...form, ...Object.keys(r.details)])]
                  .filter((name) => r.details[name] !== undefined)
                  .map((name) => [field(name), String(r.details[name])] as const),
                [say('console.request.received'), when(r.received_at)],
                [
                  say('console.request.by-channel'),
                  has(`requests.channel.${r.channel}`) ? say(`requests.channel.${r.channel}`) : r.channel,
                ],
                [say('console.request.in-hand'), r.assigned_to ?? say('console.request.nobodys')],
                [
                  say('console.request.unit'),
                  [r.unit && `${r.unit.name} (${r.unit.code})`, r.crew].filter(Boolean).join(' · ') || '–',
                ],
                r.office !== '' && [say('console.request.office'), r.office],
                (r.customer?.address ?? r.contact.address) !== undefined && [
                  say('console.customer.place'),
                  r.customer?.address ?? r.contact.address ?? '–',
                ],
                (r.contact.phone ?? r.contact.email) !== undefined && [
                  say('console.customer.contacts'),
                  [r.contact.name, r.contact.phone, r.contact.email].filter(Boolean).join(', '),
                ],
                r.voices > 1 && [say('console.request.voices'), say('console.customers', { n: r.voices })],
                [say('console.request.rule'), r.service.rule],
              ]}
            />
          </div>
          <Attachments request={r} />
          <Part title={say('console.outage.messages')}>
            <Messages messages={r.messages} />
            <CallList about={r.id} failed={r.messages.failed} />
          </Part>
          {r.promises.length > 0 && (
            <Part title={say('console.outage.promises')}>
              {r.promises.map((p) => (
                <div className="panel" key={p.id}>
                  <PromiseLine promise={{ ...p, customers: p.kept + p.broken + p.released + p.open }} />
                </div>
              ))}
            </Part>
          )}
          {r.claims.length > 0 && (
            <Part title={say('console.claims.title')}>
              <ul className="rows">
                {r.claims.map((c) => (
                  <ClaimRow
                    key={c.seq}
                    claim={c}
                    request_id={r.id}
                    reason={c.kind === 'pause' ? pauseName(c.reason) : c.reason}
                  />
                ))}
              </ul>
            </Part>
          )}
        </Stack>
      </SimpleGrid>
    </Stack>
  )
}

/** What is left of the working time, and every time that the clock stood still, with why and for how long at most. */
function Clock({ request: r }: { request: Shown }) {
  const { say, number, when } = useWords()
  const limit = useLimit()
  const { clock } = r
  const used = clock.used === null ? null : Math.round(clock.used * 100)
  const left = clock.used === null || clock.limit_value === null ? null : clock.limit_value * (1 - clock.used)
  return (
    <Part title={say('console.request.clock')}>
      <div className="panel">
        <Text fw={700} size="lg" className="figure">
          {r.closed_at
            ? say('console.request.closed-at', { time: when(r.closed_at) })
            : clock.due_at
              ? say(clock.ticks ? 'console.request.due' : 'console.request.due-paused', { time: when(clock.due_at) })
              : clock.limit_value === null
                ? say('console.request.at-once')
                : say('console.request.not-begun')}
        </Text>
        {used !== null && (
          <Bar
            label={say('console.request.used', { n: used })}
            parts={[
              {
                n: Math.min(used, 100),
                role: used > 100 ? 'broken' : used >= 80 ? 'late' : 'kept',
                sign: used > 100 ? '✗' : '●',
                text: say('console.request.used', { n: used }),
              },
              {
                n: Math.max(0, 100 - used),
                role: 'line',
                sign: '…',
                text:
                  left === null
                    ? ''
                    : say(`console.request.left.${clock.limit_unit}`, { n: number(Math.max(0, left), 1) }),
              },
            ]}
          />
        )}
        <Text size="sm" c="dimmed">
          {[
            say('console.request.limit-is', { limit: limit(clock) }),
            r.working_days !== null && say('console.request.took', { n: r.working_days }),
            r.in_limit !== null && say(r.in_limit ? 'console.request.in-limit' : 'console.request.over-limit'),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        {clock.step_due_at && r.state !== 'closed' && (
          <Text size="sm" className="figure">
            {say('console.request.step-due', { time: when(clock.step_due_at) })}{' '}
            {clock.ticks && <Countdown due={clock.step_due_at} />}
          </Text>
        )}
      </div>
      {r.pauses.length > 0 && (
        <ul className="rows">
          {r.pauses.map((p) => (
            <li key={p.seq}>
              <div>
                <Text fw={700}>
                  <span aria-hidden="true">‖ </span>
                  {p.name}
                </Text>
                <Text size="sm">{p.evidence}</Text>
              </div>
              <div className="end">
                <Text size="sm" className="figure">
                  {when(p.paused_at)} –{' '}
                  {p.resumed_at ? when(p.resumed_at) : say('console.request.at-most', { time: when(p.ends_by) })}
                </Text>
                {!p.counts && (
                  <Text size="sm" fw={700}>
                    {say('console.request.pause-off')}
                  </Text>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}

/** The line of what is done, what is next, what comes after. */
function Steps({ request: r }: { request: Shown }) {
  const { say, when, has } = useWords()
  if (r.steps.length === 0) return null
  const next = r.state === 'closed' ? undefined : r.steps.find((s) => s.done_at === null)
  const first = r.documents.some((d) => d.required) && {
    code: 'file',
    name: say('console.request.file'),
    who: '',
    done_at: r.clock.from,
  }
  const all = [...(first ? [first] : []), ...r.steps]
  return (
    <ol className="step-line" aria-label={say('console.request.steps')}>
      {all.map((s) => {
        const is = s.done_at ? 'done' : (first && !r.clock.from ? s === first : s === next) ? 'next' : 'later'
        const who = `console.request.who.${s.who}`
        return (
          <li key={s.code} data-is={is} aria-current={is === 'next' ? 'step' : undefined}>
            <Text fw={is === 'later' ? 400 : 700} size="sm">
              <span aria-hidden="true">{is === 'done' ? '✓ ' : is === 'next' ? '▶ ' : ''}</span>
              {s.name}
            </Text>
            <Text size="xs" c="dimmed" className="figure">
              {s.done_at ? when(s.done_at) : s.who && has(who) ? say(who) : s.who}
            </Text>
          </li>
        )
      })}
    </ol>
  )
}

/** Which papers are there, which lack. */
function Documents({ request: r }: { request: Shown }) {
  const { say } = useWords()
  return (
    <Part title={say('console.request.documents')}>
      <ul className="rows">
        {r.documents.map((d) => (
          <li key={d.code}>
            <Text>{d.name}</Text>
            <Text
              size="sm"
              fw={700}
              style={{ color: d.handed_in ? 'var(--kept)' : d.required ? 'var(--broken)' : 'var(--ink-soft)' }}
            >
              <span aria-hidden="true">{d.handed_in ? '✓ ' : d.required ? '✗ ' : '– '}</span>
              {say(
                d.handed_in
                  ? 'console.request.is-there'
                  : d.required
                    ? 'console.request.lacks'
                    : 'console.request.optional',
              )}
            </Text>
          </li>
        ))}
      </ul>
    </Part>
  )
}
