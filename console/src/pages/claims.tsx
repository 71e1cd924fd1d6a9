import { Group, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type Answered, get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useAddress, withQuery } from '../parts/address.ts'
import { CorporationFilter, Filter } from '../parts/filters.tsx'
import { monthAfter, monthNow } from '../parts/months.ts'
import { Go, GoButton, More, PageHead, Part } from '../parts/page.tsx'
import { usePages } from '../parts/pages.ts'
import { requestPage, useServices } from '../parts/request.tsx'
import { ClaimRow } from '../parts/request-claims.tsx'
import { useWords } from '../words.tsx'
import { Figures } from './requests.tsx'

type Claim = Answered<'/api/v1/request-claims', 'get'>['items'][number]
type Paused = Answered<'/api/v1/request-pauses', 'get'>

/** What the company claims in its own favour waits here for another pair of eyes; below it, who stops clocks how much. */
export function Claims() {
  const { say } = useWords()
  const [search, change] = useAddress<'corporation' | 'kind' | 'reviewed' | 'denied' | 'from' | 'to'>()
  const services = useServices(search.corporation)
  const query = usePages<Claim>(['requests', 'claims'], '/request-claims', {
    corporation: search.corporation,
    kind: search.kind,
    reviewed: search.reviewed === 'yes',
    denied: search.denied === 'yes' ? true : undefined,
  })
  const { language } = useWords()
  const reasonOf = (c: Claim) =>
    c.kind === 'pause'
      ? (services.of(c.service)?.pauses.find((p) => p.reason === c.reason)?.[language] ?? c.reason)
      : c.reason
  return (
    <Stack gap="lg">
      <PageHead
        title={say('console.claims.title')}
        actions={<GoButton to="/requests">{say('console.requests.title')}</GoButton>}
      >
        <Text c="dimmed" maw="70ch">
          {say('console.claims.text')}
        </Text>
      </PageHead>
      <Group align="flex-end" gap="sm" component="search">
        <CorporationFilter value={search.corporation} onChange={(corporation) => change({ corporation })} />
        <Filter
          label={say('console.filter.kind')}
          value={search.kind}
          onChange={(kind) => change({ kind })}
          data={['pause', 'refusal', 'obstacle'].map((k) => ({ value: k, label: say(`requests.claim.${k}`) }))}
        />
        <Switch
          label={say('console.claims.reviewed')}
          checked={search.reviewed === 'yes'}
          onChange={(e) => change({ reviewed: e.currentTarget.checked ? 'yes' : null })}
        />
        <Switch
          label={say('console.claims.denied')}
          checked={search.denied === 'yes'}
          onChange={(e) => change({ denied: e.currentTarget.checked ? 'yes' : null })}
        />
      </Group>
      <Answer query={query} empty={(list) => (list.length === 0 ? say('console.claims.none') : undefined)}>
        {(list) => (
          <ul className="rows">
            {list.map((c) => (
              <ClaimRow
                key={`${c.request_id} ${c.seq}`}
                claim={c}
                request_id={c.request_id}
                reason={reasonOf(c)}
                contradicted={c.contradicted}
                head={
                  <Text className="figure">
                    <Go strong to={requestPage(c.code)}>
                      {c.code}
                    </Go>{' '}
                    · {services.name(c.service)}
                  </Text>
                }
              />
            ))}
          </ul>
        )}
      </Answer>
      <More query={query} />
      <PausedShare
        corporation={search.corporation}
        from={search.from ?? monthAfter(monthNow(), -2)}
        to={search.to ?? monthNow()}
        change={change}
      />
    </Stack>
  )
}

/** How much of the time the clocks stood still, by unit and reason: a limit is not met by stopping its clock unseen. */
function PausedShare({
  corporation,
  from,
  to,
  change,
}: {
  corporation: string | undefined
  from: string
  to: string
  change: (change: { from?: string; to?: string }) => void
}) {
  const { say, number, language } = useWords()
  const services = useServices(corporation)
  const query = useQuery({
    queryKey: ['requests', 'pauses', corporation, from, to],
    queryFn: () => get<Paused>(withQuery('/request-pauses', { corporation, from, to })),
    enabled: from <= to,
  })
  const nameOf = (reason: string) =>
    services.all.flatMap((s) => s.pauses).find((p) => p.reason === reason)?.[language] ?? reason
  return (
    <Part title={say('console.claims.share')}>
      <Text size="sm" c="dimmed" maw="70ch">
        {say('console.claims.share-text')}
      </Text>
      <Group gap="sm">
        {(['from', 'to'] as const).map((end) => (
          <TextInput
            key={end}
            type="month"
            label={say(`console.claims.${end}`)}
            value={end === 'from' ? from : to}
            onChange={(e) => change({ [end]: e.currentTarget.value })}
          />
        ))}
      </Group>
      <Answer query={query} empty={(rows) => (rows.length === 0 ? say('console.claims.no-pauses') : undefined)}>
        {(rows) => (
          <Figures
            label={say('console.claims.share')}
            columns={[
              say('console.request.unit'),
              say('console.col.reason'),
              say('console.claims.requests'),
              say('console.claims.paused-days'),
              say('console.claims.of-days'),
              say('console.claims.share-col'),
              say('console.claims.upheld'),
              say('console.claims.not-upheld'),
              say('console.claims.confirmed-col'),
              say('console.claims.denied-col'),
            ]}
            rows={[...rows]
              .sort((a, b) => b.share - a.share)
              .map((p) => [
                p.unit ?? say('console.requests.no-unit'),
                nameOf(p.reason),
                number(p.requests),
                number(p.paused_days),
                number(p.days),
                `${number(p.share * 100, 1)} %`,
                number(p.upheld),
                number(p.not_upheld),
                number(p.confirmed),
                number(p.denied),
              ])}
          />
        )}
      </Answer>
    </Part>
  )
}
