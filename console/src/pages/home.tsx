import { Alert, SimpleGrid, Stack, Text } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { pageOf, withQuery } from '../parts/address.ts'
import { type Features, MapView } from '../parts/map.tsx'
import { featuresOf } from '../parts/network-view.tsx'
import type { Picture } from '../parts/one-line.tsx'
import { Go, GoButton, PageHead, Part } from '../parts/page.tsx'
import { Countdown } from '../parts/promises.tsx'
import { State } from '../parts/state.tsx'
import { useWords } from '../words.tsx'

type Today = Answered<'/api/v1/today', 'get'>
type Happening = Today['happening'][number]

/** Not a dashboard: on the left what needs me, the soonest to break first; on the right what is happening. */
export function Home() {
  const { say, day } = useWords()
  const today = useQuery({
    queryKey: ['today', 'live'],
    queryFn: () => get<Today>('/today'),
    refetchInterval: 60_000,
  })
  return (
    <Stack gap="lg">
      <PageHead title={say('console.home.title')}>
        <Text c="dimmed">{day(today.data?.now ?? new Date())}</Text>
      </PageHead>
      <Answer query={today}>
        {(data) => (
          <>
            <Alarms alarms={data.alarms} />
            <Coming coming={data.coming} />
            <RequestsDue />
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
              <Part title={say('console.home.needs')}>
                {data.needs.length === 0 ? (
                  <Calm text={say('console.home.nothing-needs')} detail={say('console.home.nothing-needs-detail')} />
                ) : (
                  <ul className="rows">
                    {data.needs.map((need) => (
                      <Need key={need.id} need={need} />
                    ))}
                  </ul>
                )}
              </Part>
              <Part title={say('console.home.happening')}>
                {data.happening.length === 0 ? (
                  <Nothing />
                ) : (
                  <>
                    <HappeningMap happening={data.happening} />
                    <ul className="rows">
                      {data.happening.map((one) => (
                        <Row key={one.id} one={one} />
                      ))}
                    </ul>
                  </>
                )}
              </Part>
            </SimpleGrid>
          </>
        )}
      </Answer>
    </Stack>
  )
}

/** What of the installation needs an administrator: others who are no longer told. */
function Alarms({ alarms }: { alarms: Today['alarms'] }) {
  const { say } = useWords()
  if (alarms.length === 0) return null
  return (
    <Alert color="red" title={say('console.home.alarms')}>
      <ul className="rows">
        {alarms.map(({ id, what, corporation, reason, given_up }) => (
          <li key={id}>
            {say(`console.home.webhook-${reason ?? 'failing'}`, { what, corporation, deliveries: given_up })}
          </li>
        ))}
      </ul>
    </Alert>
  )
}

/** How much is coming, by where it stands: each number opens its list. */
function Coming({ coming }: { coming: Today['coming'] }) {
  const { say, number } = useWords()
  return (
    <nav className="coming" aria-label={say('console.home.coming')}>
      {(['planned', 'approved', 'announced'] as const).map((state) => (
        <Go key={state} to={withQuery('/outages', { state })}>
          <b className="figure">{number(coming[state])}</b> {say(`console.home.${state}`)}
        </Go>
      ))}
    </nav>
  )
}

/** The desk in one line: what is late, what will be by tomorrow; each number opens its list. */
function RequestsDue() {
  const { say, number } = useWords()
  const me = useMe()
  const load = useQuery({
    queryKey: ['requests', 'load', 'office', undefined],
    queryFn: () => get<Answered<'/api/v1/request-load', 'get'>>('/request-load?by=office'),
    enabled: me.data?.permissions.includes('requests.read') ?? false,
    refetchInterval: 60_000,
  })
  if (!load.data) return null
  const sum = (of: 'late' | 'due_soon') => load.data.reduce((all, l) => all + l[of], 0)
  return (
    <nav className="coming" aria-label={say('console.requests.title')}>
      <Go to={withQuery('/requests', { due: 'late' })}>
        <b className="figure">{number(sum('late'))}</b> {say('console.home.requests')}
      </Go>
      <Go to={withQuery('/requests', { due: 'soon' })}>
        <b className="figure">{number(sum('due_soon'))}</b> {say('console.home.requests-soon')}
      </Go>
    </nav>
  )
}

function Calm({ text, detail }: { text: string; detail: string }) {
  return (
    <div className="calm">
      <svg width="28" height="28" viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="9" fill="var(--lamp)" />
      </svg>
      <div>
        <Text fw={700}>{text}</Text>
        <Text size="sm" c="dimmed">
          {detail}
        </Text>
      </div>
    </div>
  )
}

function Nothing() {
  const { say } = useWords()
  const me = useMe()
  const may = (permission: string) => me.data?.permissions.includes(permission) ?? false
  return (
    <>
      <Calm text={say('console.home.nothing-happening')} detail={say('console.home.nothing-happening-detail')} />
      <div className="coming">
        {may('planned-outages.plan') && <GoButton to="/outages/new">{say('console.outages.new')}</GoButton>}
        {may('faults.operate') && <GoButton to="/faults/new">{say('console.faults.new')}</GoButton>}
      </div>
    </>
  )
}

function Need({ need }: { need: Today['needs'][number] }) {
  const { say, when, has } = useWords()
  const kind = `console.promise.${need.kind}`
  return (
    <li>
      <div>
        <Text>
          <Go row to={pageOf(need.about_kind, need.code)}>
            {has(kind) ? say(kind) : need.kind}
          </Go>
          <span className="figure"> · {need.code}</span>
        </Text>
        <Text size="sm" className="figure">
          {say('console.home.open-of', { open: need.open, customers: need.customers })}
        </Text>
        <Text size="sm" c="dimmed" lineClamp={1}>
          {[need.reason, need.corporation].filter(Boolean).join(' · ')}
        </Text>
      </div>
      <div className="end">
        <Countdown due={need.due} />
        <Text size="sm" c="dimmed" className="figure">
          {when(need.due)}
        </Text>
      </div>
    </li>
  )
}

function Row({ one }: { one: Happening }) {
  const { say, when } = useWords()
  const late = one.back_at !== null && new Date(one.back_at) < new Date()
  return (
    <li>
      <div>
        <Text>
          <Go row to={pageOf(one.kind, one.code)}>
            {one.code}
          </Go>{' '}
          · {[one.feeder, one.corporation].filter(Boolean).join(' · ')}
        </Text>
        <Text size="sm" className="figure">
          {say('console.home.still-out', { still: one.still_out, customers: one.customers })}
        </Text>
        <Text size="sm" c="dimmed" lineClamp={1}>
          {one.reason ?? say('console.fault.no-cause')}
        </Text>
      </div>
      <div className="end">
        <State room={one.kind === 'fault' ? 'faults' : 'planned-outages'} state={late ? 'late' : one.state} />
        <Text size="sm" c="dimmed" className="figure">
          {one.back_at ? say('console.home.back', { time: when(one.back_at) }) : say('console.home.no-estimate')}
        </Text>
      </div>
    </li>
  )
}

/** So many feeders at most are drawn around the places. */
const drawn_max = 8

/** Where it is: a point for each, over the feeders that it happens on. The list below says the same in words. */
function HappeningMap({ happening }: { happening: Happening[] }) {
  const { say } = useWords()
  const navigate = useNavigate()
  const placed = useMemo(() => happening.filter((h) => h.lon !== null && h.lat !== null), [happening])
  const feeders = [...new Map(placed.map((h) => [`${h.corporation} ${h.feeder}`, h])).values()].slice(0, drawn_max)
  const pictures = useQueries({
    queries: feeders.map((h) => ({
      queryKey: ['network', 'outage', 'fault', h.corporation, h.feeder],
      queryFn: () => get<Picture>(withQuery('/network/picture', { corporation: h.corporation, feeder: h.feeder })),
    })),
    combine: (all) => all.flatMap((p) => (p.data?.system === 'lonlat' ? [p.data] : [])),
  })
  const features = useMemo<Features>(
    () => ({
      type: 'FeatureCollection',
      features: [
        ...pictures.flatMap((p) => featuresOf(p, undefined).features.filter((f) => f.geometry.type === 'LineString')),
        ...placed.map((h) => ({
          type: 'Feature' as const,
          properties: {
            id: pageOf(h.kind, h.code),
            title: `${h.code} · ${h.reason ?? ''}`,
            look: 'dark' as const,
            weight: 4 + Math.min(10, Math.sqrt(h.still_out) / 5),
          },
          geometry: { type: 'Point' as const, coordinates: [h.lon!, h.lat!] },
        })),
      ],
    }),
    [pictures, placed],
  )
  if (placed.length === 0) return null
  return (
    <MapView
      features={features}
      label={say('console.home.map')}
      height={300}
      onPick={(to) => void navigate({ to: to as never })}
    />
  )
}
