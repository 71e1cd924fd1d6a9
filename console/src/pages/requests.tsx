import { Button, Group, Kbd, Select, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type Answered, get, post } from '../api.ts'
import { Answer, Empty } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress, withQuery } from '../parts/address.ts'
import { CorporationFilter, Filter } from '../parts/filters.tsx'
import { Go, GoButton, More, PageHead, Part, Wide } from '../parts/page.tsx'
import { usePages } from '../parts/pages.ts'
import { type Listed, nextVerb, requestPage, Standing, useServices } from '../parts/request.tsx'
import { useWords } from '../words.tsx'

type Load = Answered<'/api/v1/request-load', 'get'>
type Forecast = Answered<'/api/v1/request-forecast', 'get'>
type Filtered = 'corporation' | 'unit' | 'who' | 'due' | 'state' | 'service'

const states = ['received', 'complete', 'paused', 'closed'] as const

const useLoad = (by: 'office' | 'person', corporation: string | undefined) =>
  useQuery({
    queryKey: ['requests', 'load', by, corporation],
    queryFn: () => get<Load>(withQuery('/request-load', { by, corporation })),
    refetchInterval: 60_000,
  })

/**
 * The office desk: what breaks first on top, its next action one button. J and K (or the arrows) go from one to the next,
 * Enter opens it, A does its next action.
 */
export function Requests() {
  const { say } = useWords()
  const me = useMe()
  const [search, change] = useAddress<Filtered>()
  const corporations = me.data?.corporations ?? []
  const corporation = search.corporation ?? (corporations.length === 1 ? corporations[0]!.code : undefined)
  const services = useServices(corporation)
  const load = useLoad('office', search.corporation)
  const query = usePages<Listed>(['requests'], '/requests', {
    corporation: search.corporation,
    unit: corporation && search.unit,
    assigned_to: search.who,
    due: search.due,
    state: search.state,
    service: search.service,
  })
  const go = (by: number) => {
    const rows = [...document.querySelectorAll<HTMLElement>('#queue a.row')]
    const at = rows.findIndex((row) => row.closest('li')?.contains(document.activeElement))
    rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))]?.focus()
  }
  useHotkeys([
    ['j', () => go(1)],
    ['ArrowDown', () => go(1)],
    ['k', () => go(-1)],
    ['ArrowUp', () => go(-1)],
    ['a', () => document.activeElement?.closest('li')?.querySelector<HTMLElement>('[data-next]')?.click()],
  ])
  return (
    <Stack gap="md">
      <PageHead
        title={say('console.requests.title')}
        actions={
          <>
            <GoButton to={withQuery('/requests/load', { corporation: search.corporation })}>
              {say('console.requests.load')}
            </GoButton>
            {me.data?.permissions.includes('requests.receive') && (
              <GoButton primary to="/requests/new">
                {say('console.requests.new')}
              </GoButton>
            )}
          </>
        }
      />
      {load.data && <Head load={load.data} corporation={search.corporation} />}
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm" component="search">
        <CorporationFilter value={search.corporation} onChange={(code) => change({ corporation: code, unit: null })} />
        <Filter
          label={say('console.requests.who')}
          value={search.who}
          onChange={(who) => change({ who })}
          data={['me', 'none'].map((w) => ({ value: w, label: say(`console.requests.who.${w}`) }))}
        />
        <Filter
          label={say('console.requests.due')}
          value={search.due}
          onChange={(due) => change({ due })}
          data={['late', 'soon'].map((d) => ({ value: d, label: say(`console.requests.due.${d}`) }))}
        />
        <Select
          label={say('console.filter.state')}
          placeholder={say('console.requests.open')}
          clearable
          value={search.state ?? null}
          onChange={(state) => change({ state })}
          data={states.map((s) => ({ value: s, label: say(`requests.state.${s}`) }))}
        />
        <Select
          label={say('console.request.service')}
          placeholder={say('console.filter.all')}
          clearable
          searchable
          value={search.service ?? null}
          onChange={(service) => change({ service })}
          data={services.all.map((s) => ({ value: s.code, label: services.nameOf(s) }))}
        />
        {corporation && (
          <Select
            label={say('console.request.unit')}
            placeholder={say('console.filter.all')}
            clearable
            searchable
            value={search.unit ?? null}
            onChange={(unit) => change({ unit })}
            data={[
              ...new Set([...(search.unit ? [search.unit] : []), ...(load.data ?? []).flatMap((l) => l.who ?? [])]),
            ]}
          />
        )}
      </SimpleGrid>
      <Answer query={query}>
        {(list) =>
          list.length === 0 ? (
            <Empty text={say(search.due || search.who ? 'console.requests.none-such' : 'console.requests.none')} />
          ) : (
            <ul className="rows" id="queue" aria-label={say('console.requests.title')}>
              {list.map((r) => (
                <Row key={r.id} request={r} services={services} />
              ))}
            </ul>
          )
        }
      </Answer>
      <More query={query} />
      <Text size="sm" c="dimmed" className="no-print">
        <Kbd>J</Kbd> <Kbd>K</Kbd> {say('console.requests.keys-move')} · <Kbd>Enter</Kbd>{' '}
        {say('console.requests.keys-open')} · <Kbd>A</Kbd> {say('console.requests.keys-act')}
      </Text>
    </Stack>
  )
}

/** How much there is, how much of it is late, and tomorrow's list; each number opens its list. */
function Head({ load, corporation }: { load: Load; corporation: string | undefined }) {
  const { say, number } = useWords()
  const sum = (of: (l: Load[number]) => number) => load.reduce((all, l) => all + of(l), 0)
  const heads = [
    ['open', sum((l) => l.open), {}],
    ['late', sum((l) => l.late), { due: 'late' }],
    ['soon', sum((l) => l.due_soon), { due: 'soon' }],
    ['paused', sum((l) => l.paused), { state: 'paused' }],
  ] as const
  return (
    <nav className="coming" aria-label={say('console.requests.head')}>
      {heads.map(([key, n, filter]) => (
        <Go key={key} to={withQuery('/requests', { corporation, ...filter })}>
          <b className="figure">{number(n)}</b> {say(`console.requests.head.${key}`)}
        </Go>
      ))}
    </nav>
  )
}

function Row({ request: r, services }: { request: Listed; services: ReturnType<typeof useServices> }) {
  const { say, when } = useWords()
  return (
    <li>
      <div>
        <Text>
          <Go row to={requestPage(r.code)}>
            {services.name(r.service)}
          </Go>{' '}
          {r.customer_name && `· ${r.customer_name}`}
        </Text>
        <Text size="sm" className="figure">
          {r.code} · {when(r.received_at)}
          {r.voices > 1 && ` · ${say('console.customers', { n: r.voices })}`}
        </Text>
        <Text size="sm" c="dimmed">
          {[r.assigned_to ?? say('console.request.nobodys'), r.crew].filter(Boolean).join(' · ')}
        </Text>
      </div>
      <Group gap="sm" className="end" justify="flex-end">
        <div>
          <Standing request={r} />
        </div>
        <Next request={r} services={services} />
      </Group>
    </li>
  )
}

/** The next action as one button: what needs no words is done here, the rest opens with its form. */
function Next({ request: r, services }: { request: Listed; services: ReturnType<typeof useServices> }) {
  const { say, language } = useWords()
  const me = useMe()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const steps = services.of(r.service)?.steps ?? []
  const step = steps[steps.findIndex((s) => s.code === r.step) + 1]
  const verb = nextVerb({ ...r, step_left: step !== undefined })
  const label = !verb
    ? ''
    : verb === 'step'
      ? say('console.request.step', { step: step![language] })
      : verb === 'close'
        ? say('console.request.close')
        : say(`requests.verb.${verb}`)
  const act = useMutation({
    mutationFn: () =>
      verb === 'claim'
        ? post(`/requests/${r.id}/claiming`, { version: r.version })
        : post(`/requests/${r.id}/steps`, { step: step!.code, version: r.version }),
    onSuccess: () => notifications.show({ message: say('console.verb.done', { verb: `${r.code}: ${label}` }) }),
    onError: (error) => notifications.show({ color: 'red', message: error.message, autoClose: false }),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['requests'] }),
  })
  if (!verb || !me.data?.permissions.includes('requests.work')) return null
  return (
    <Button
      data-next
      size="xs"
      variant={verb === 'claim' ? 'default' : 'light'}
      style={{ position: 'relative', zIndex: 1 }}
      loading={act.isPending}
      aria-label={`${label}: ${r.code}`}
      onClick={() =>
        verb === 'claim' || verb === 'step'
          ? act.mutate()
          : void navigate({ to: requestPage(r.code) as never, search: { do: 'next' } as never })
      }
    >
      {label}
    </Button>
  )
}

/** Who has how much, what each closes, and what will be late if it goes on so. */
export function RequestLoad() {
  const { say, number, when } = useWords()
  const [search] = useAddress<'corporation'>()
  const offices = useLoad('office', search.corporation)
  const persons = useLoad('person', search.corporation)
  const forecast = useQuery({
    queryKey: ['requests', 'forecast', search.corporation],
    queryFn: () => get<Forecast>(withQuery('/request-forecast', { corporation: search.corporation })),
  })
  const codeOf = useCorporationCode()
  return (
    <Stack gap="lg">
      <PageHead
        title={say('console.requests.load')}
        actions={
          <>
            <GoButton to="/claims">{say('console.claims.title')}</GoButton>
            <GoButton to={withQuery('/requests', search)}>{say('console.requests.title')}</GoButton>
          </>
        }
      />
      <Part title={say('console.requests.forecast')}>
        <Text size="sm" c="dimmed" maw="70ch">
          {say('console.requests.forecast-assumes')}
        </Text>
        <Answer query={forecast} empty={(rows) => (rows.length === 0 ? say('console.requests.none') : undefined)}>
          {(rows) => (
            <Figures
              label={say('console.requests.forecast')}
              columns={[
                say('console.request.unit'),
                say('console.requests.head.open'),
                say('console.requests.pace'),
                say('console.requests.late-now'),
                say('console.requests.expected-late'),
                say('console.requests.days-to-clear'),
              ]}
              rows={[...rows]
                .sort((a, b) => b.expected_late - a.expected_late || b.open - a.open)
                .map((f) => [
                  f.unit ? (
                    <Go key="unit" to={withQuery('/requests', { corporation: codeOf(f.corporation_id), unit: f.unit })}>
                      {f.unit}
                    </Go>
                  ) : (
                    say('console.requests.no-unit')
                  ),
                  number(f.open),
                  number(f.pace_per_day, 1),
                  number(f.late_now),
                  number(f.expected_late),
                  f.days_to_clear === null ? say('console.requests.never') : number(f.days_to_clear, 1),
                ])}
            />
          )}
        </Answer>
      </Part>
      {(
        [
          ['office', offices],
          ['person', persons],
        ] as const
      ).map(([by, query]) => (
        <Part key={by} title={say(`console.requests.by-${by}`)}>
          <Answer query={query} empty={(rows) => (rows.length === 0 ? say('console.requests.none') : undefined)}>
            {(rows) => (
              <Figures
                label={say(`console.requests.by-${by}`)}
                columns={[
                  say(by === 'office' ? 'console.request.unit' : 'console.request.person'),
                  ...['open', 'waiting', 'paused', 'late', 'soon'].map((c) => say(`console.requests.head.${c}`)),
                  say('console.requests.closed-20'),
                  say('console.requests.oldest'),
                ]}
                rows={rows.map((l) => [
                  <Go
                    key="who"
                    to={withQuery('/requests', {
                      corporation: codeOf(l.corporation_id),
                      ...(by === 'office' ? { unit: l.who } : { who: l.who ?? 'none' }),
                    })}
                  >
                    {l.who ?? say(by === 'office' ? 'console.requests.no-unit' : 'console.request.nobodys')}
                  </Go>,
                  number(l.open),
                  number(l.waiting),
                  number(l.paused),
                  number(l.late),
                  number(l.due_soon),
                  number(l.closed),
                  when(l.oldest),
                ])}
              />
            )}
          </Answer>
        </Part>
      ))}
    </Stack>
  )
}

function useCorporationCode() {
  const me = useMe()
  return (id: number) => me.data?.corporations.find((c) => c.id === id)?.code
}

/** A table of figures whose first column names the row. */
export function Figures({
  label,
  columns,
  rows,
}: {
  label: string
  columns: readonly string[]
  rows: readonly (readonly React.ReactNode[])[]
}) {
  return (
    <Wide label={label}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {columns.map((c, i) => (
              <Table.Th key={c} scope="col" ta={i === 0 ? 'left' : 'right'}>
                {c}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((cells, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own and do not move
            <Table.Tr key={n}>
              {cells.map((cell, i) =>
                i === 0 ? (
                  <Table.Th key={columns[i]} scope="row" fw={400}>
                    {cell}
                  </Table.Th>
                ) : (
                  <Table.Td key={columns[i]} ta="right" className="figure">
                    {cell}
                  </Table.Td>
                ),
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  )
}
