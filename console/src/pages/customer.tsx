import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type Answered, get, post } from '../api.ts'
import { Answer, Failed } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { pageOf, withQuery } from '../parts/address.ts'
import { Facts, Go, PageHead, Part } from '../parts/page.tsx'
import { State } from '../parts/state.tsx'
import { useWords } from '../words.tsx'

export type Customer = Answered<'/api/v1/customers/{code}', 'get'>
type Known = Answered<'/api/v1/outage-reports', 'post'>

export const useCustomer = (code: string | undefined) =>
  useQuery({
    queryKey: ['customer', 'outage', 'fault', 'promise', code],
    queryFn: () => get<Customer>(`/customers/${encodeURIComponent(code!)}`),
    enabled: code !== undefined,
  })

/** One customer: where, fed by what, what touches them now, which promises to them were kept. */
export function CustomerPage() {
  const { code } = useParams({ strict: false } as never) as { code: string }
  const query = useCustomer(code)
  return (
    <Answer page query={query}>
      {(customer) => (
        <Stack gap="lg">
          <PageHead title={customer.name}>
            <Text className="figure">{customer.code}</Text>
          </PageHead>
          <CustomerNow customer={customer} />
          <CustomerFacts customer={customer} />
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
            <PromisesTo customer={customer} />
            <Interruptions customer={customer} />
          </SimpleGrid>
        </Stack>
      )}
    </Answer>
  )
}

/** Is their power out, why, until when; and the button that records what they say. */
export function CustomerNow({ customer, onReported }: { customer: Customer; onReported?: (known: Known) => void }) {
  const { say, when, span } = useWords()
  const me = useMe()
  const queries = useQueryClient()
  const [now, ...rest] = customer.cuts
  const out = now?.out_now ? now : undefined
  const coming = out ? rest : customer.cuts
  const report = useMutation({
    mutationFn: () => post<Known>('/outage-reports', { customer: customer.code, channel: 'phone' }),
    onSuccess: (known) => {
      void queries.invalidateQueries()
      onReported?.(known)
    },
  })
  const may = me.data?.permissions.includes('faults.report') ?? false
  return (
    <Stack gap="sm">
      {out ? (
        <div className="night" role="status">
          <Text fz="xl" fw={700}>
            {out.back_at
              ? say('console.customer.back', { time: when(out.back_at) })
              : say('console.customer.no-estimate')}
          </Text>
          <Text>
            {say('console.customer.out-since', { time: when(out.out_from) })}:{' '}
            {out.reason ?? say('console.fault.no-cause')} (<Go to={pageOf(out.kind, out.code)}>{out.code}</Go>)
          </Text>
        </div>
      ) : (
        <div className="calm" role="status">
          <svg width="28" height="28" viewBox="0 0 24 24" aria-hidden="true">
            <circle cx="12" cy="12" r="9" fill="var(--lamp)" />
          </svg>
          <Text fw={700}>{say('console.customer.on')}</Text>
        </div>
      )}
      {coming.length > 0 && (
        <ul className="rows">
          {coming.map((cut) => (
            <li key={cut.id}>
              <div>
                <Text className="figure">
                  <Go row to={pageOf(cut.kind, cut.code)}>
                    {cut.code}
                  </Go>{' '}
                  · {cut.back_at ? span(cut.out_from, cut.back_at) : when(cut.out_from)}
                </Text>
                <Text size="sm" c="dimmed">
                  {cut.reason}
                </Text>
              </div>
              <div className="end">
                <State room={cut.kind === 'fault' ? 'faults' : 'planned-outages'} state={cut.state} />
              </div>
            </li>
          ))}
        </ul>
      )}
      {may && (
        <Group>
          <Button
            id="report"
            onClick={() => report.mutate()}
            loading={report.isPending}
            disabled={report.isSuccess}
            variant={out ? 'default' : 'filled'}
            aria-keyshortcuts="Alt+M"
          >
            {say(out ? 'console.customer.report-still' : 'console.customer.report')}
          </Button>
        </Group>
      )}
      <div aria-live="polite">
        {report.error && <Failed error={report.error} />}
        {report.data && (
          <Text fw={700} style={{ color: 'var(--kept)' }}>
            <span aria-hidden="true">✓ </span>
            {report.data.known
              ? say('console.customer.reported-known', { code: report.data.known.code })
              : say('console.customer.reported')}
          </Text>
        )}
      </div>
    </Stack>
  )
}

export function CustomerFacts({ customer: c }: { customer: Customer }) {
  const { say, has } = useWords()
  const priority = c.priority && `console.priority.${c.priority}`
  return (
    <div className="panel">
      <Facts
        items={[
          [say('console.customer.place'), [c.address, c.commune, c.province].filter(Boolean).join(', ') || '–'],
          [
            say('console.customer.supply'),
            c.supply.map((s, i) => (
              <span key={s.metering_point}>
                {i > 0 && ', '}
                {s.transformer}
                {s.feeder && (
                  <>
                    {' · '}
                    <Go to={withQuery('/network', { corporation_id: c.corporation_id, feeder: s.feeder })}>
                      {say('console.customer.feeder', { feeder: s.feeder })}
                    </Go>
                  </>
                )}
              </span>
            )),
          ],
          [say('console.customer.contacts'), c.contacts.map((k) => k.address).join(', ') || '–'],
          [
            say('console.customer.class'),
            `${say(`console.customer.${c.class}`)}, ${say(`console.customer.${c.area}`)}`,
          ],
          priority ? [say('console.customer.priority-word'), has(priority) ? say(priority) : c.priority] : undefined,
        ]}
      />
    </div>
  )
}

/** Each promise to them: kept, or broken by how much. */
function PromisesTo({ customer }: { customer: Customer }) {
  const { say, when, duration, has } = useWords()
  return (
    <Part title={say('console.customer.promises')}>
      {customer.promises.length === 0 && <Text c="dimmed">{say('console.customer.no-promises')}</Text>}
      {customer.promises.length > 0 && (
        <ul className="rows">
          {customer.promises.map((p) => (
            <li key={p.id}>
              <div>
                <Text>
                  <Go row to={`/promises/${p.id}`}>
                    {has(`console.promise.${p.kind}`) ? say(`console.promise.${p.kind}`) : p.kind}
                  </Go>
                  {p.code && <span className="figure"> · {p.code}</span>}
                </Text>
                <Text size="sm" c="dimmed" className="figure">
                  {say('console.promises.due', { time: when(p.due) })}
                </Text>
              </div>
              <div className="end">
                <State room="console" state={p.outcome ?? 'unknown'} />
                <Text size="sm" className="figure">
                  {p.late_s !== null && p.late_s > 0 && say('console.outage.late', { time: duration(p.late_s) })}
                  {p.outcome === 'kept' && p.at && when(p.at)}
                </Text>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}

function Interruptions({ customer }: { customer: Customer }) {
  const { say, when, duration } = useWords()
  return (
    <Part title={say('console.customer.interruptions')}>
      {customer.interruptions.length === 0 && <Text c="dimmed">{say('console.customer.no-interruptions')}</Text>}
      {customer.interruptions.length > 0 && (
        <ul className="rows">
          {customer.interruptions.map((i) => (
            <li key={`${i.code} ${i.out_at}`}>
              <div>
                <Text className="figure">
                  {i.source_kind === 'import' ? (
                    <b>{i.code}</b>
                  ) : (
                    <Go row to={pageOf(i.source_kind, i.code)}>
                      {i.code}
                    </Go>
                  )}{' '}
                  · {when(i.out_at)}
                </Text>
                <Text size="sm" c="dimmed">
                  {[say(`console.origin.${i.origin}`), i.cause].filter(Boolean).join(' · ')}
                </Text>
              </div>
              <div className="end">
                <Text className="figure">
                  {i.duration_s === null ? say('console.customer.still') : duration(i.duration_s)}
                </Text>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}
