import { Button, Group, NumberInput, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Answered, get, post } from '../api.ts'
import { Answer, Failed } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress, withQuery } from '../parts/address.ts'
import { Facts, GoButton, PageHead, Part, Wide } from '../parts/page.tsx'
import { type Responses, type Survey, useCorporations, useStratum } from '../parts/survey.tsx'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'

type Proof = Answered<'/api/v1/surveys/sample/proof', 'get'>
type Invited = Answered<'/api/v1/surveys/invitations', 'post'>
interface Which {
  corporation: string
  year: number
}

/** The sample of a corporation's survey: planned, drawn from a recorded seed, proved, invited, and who has answered. */
export function SurveyPage() {
  const { say } = useWords()
  const { year: given } = useParams({ strict: false }) as { year: string }
  const year = Number(given)
  const corporations = useCorporations()
  const [search, change] = useAddress<'corporation'>()
  const corporation = search.corporation ?? corporations[0] ?? ''
  const query = useQuery({
    queryKey: ['surveys', 'list', year],
    queryFn: () => get<Survey[]>(withQuery('/surveys', { year })),
  })
  return (
    <Stack gap="lg">
      <PageHead
        title={say('console.surveys.sample', { year: given })}
        actions={<GoButton to={withQuery('/surveys', { year })}>{say('console.surveys.figures')}</GoButton>}
      >
        <Text c="dimmed">{say('console.surveys.sample-text')}</Text>
      </PageHead>
      {corporations.length > 1 && (
        <Select
          label={say('console.filter.corporation')}
          value={corporation}
          onChange={(v) => change({ corporation: v })}
          data={corporations}
          allowDeselect={false}
          maw={220}
        />
      )}
      {corporation && (
        <Answer query={query}>
          {(all) => (
            <One
              key={`${corporation} ${year}`}
              which={{ corporation, year }}
              survey={all.find((s) => s.corporation === corporation)}
            />
          )}
        </Answer>
      )}
    </Stack>
  )
}

function One({ which, survey }: { which: Which; survey: Survey | undefined }) {
  const { say, number, when, day } = useWords()
  const me = useMe()
  const [invited, setInvited] = useState<Invited>()
  const drawn = survey?.drawn_at != null
  return (
    <>
      {survey ? (
        <Facts
          items={[
            [say('console.surveys.size'), number(survey.sample_size)],
            [say('console.surveys.allocation'), say(`console.surveys.allocation-${survey.allocation}`)],
            [say('console.surveys.seed'), survey.seed],
            [say('console.surveys.frame'), day(`${survey.frame_day}T12:00:00+07:00`)],
            [say('console.surveys.closes'), when(survey.closes_at)],
            [say('console.surveys.drawn'), survey.drawn_at ? when(survey.drawn_at) : say('console.surveys.not-drawn')],
          ]}
        />
      ) : (
        <Text>{say('console.surveys.no-plan', { corporation: which.corporation, year: String(which.year) })}</Text>
      )}
      <Group gap="xs" className="no-print">
        <Plan which={which} again={survey !== undefined} possible={!drawn} />
        {survey && (
          <>
            <Verb
              label={say('console.surveys.draw', { n: survey.sample_size })}
              may="surveys.manage"
              possible={!drawn}
              refused={drawn ? say('console.surveys.drawn-already') : null}
              path="/surveys/sample"
              body={() => which}
              confirm={say('console.surveys.draw-confirm', { n: survey.sample_size, seed: survey.seed })}
              primary={!drawn}
            />
            <Verb
              label={say('console.surveys.invite')}
              may="surveys.manage"
              possible={drawn}
              refused={drawn ? null : say('console.surveys.draw-first')}
              path="/surveys/invitations"
              body={() => which}
              send={async (path, body) => setInvited(await post<Invited>(path, body))}
              confirm={say('console.surveys.invite-confirm')}
              primary={drawn}
            />
          </>
        )}
        {drawn && me.data?.permissions.includes('surveys.interview') && (
          <GoButton to={withQuery('/interview', { ...which })}>{say('console.surveys.interview')}</GoButton>
        )}
      </Group>
      {invited && <Text role="status">{say('console.surveys.invited', { ...invited })}</Text>}
      {survey && (drawn ? <Progress which={which} /> : <Strata survey={survey} />)}
      {drawn && <Proved which={which} />}
    </>
  )
}

function Plan({ which, again, possible }: { which: Which; again: boolean; possible: boolean }) {
  const { say } = useWords()
  const [size, setSize] = useState<number | string>(400)
  const [allocation, setAllocation] = useState('proportional')
  const [seed, setSeed] = useState('')
  const [until, setUntil] = useState('')
  return (
    <Verb
      label={say(again ? 'console.surveys.plan-again' : 'console.surveys.plan')}
      may="surveys.manage"
      possible={possible}
      refused={possible ? null : say('console.surveys.drawn-already')}
      path="/surveys"
      body={() => ({
        ...which,
        sample_size: Number(size),
        allocation,
        seed: seed || undefined,
        until: until || undefined,
      })}
      ready={Number(size) >= 2}
      primary={!again}
    >
      <NumberInput
        label={say('console.surveys.size')}
        value={size}
        onChange={setSize}
        min={2}
        max={200_000}
        required
        data-autofocus
      />
      <Select
        label={say('console.surveys.allocation')}
        value={allocation}
        onChange={(v) => v && setAllocation(v)}
        data={['proportional', 'neyman'].map((value) => ({ value, label: say(`console.surveys.allocation-${value}`) }))}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
      />
      <TextInput
        label={say('console.surveys.seed')}
        description={say('console.surveys.seed-how')}
        value={seed}
        onChange={(e) => setSeed(e.currentTarget.value)}
        maxLength={64}
      />
      <TextInput
        type="date"
        label={say('console.surveys.closes')}
        description={say('console.surveys.closes-how')}
        value={until}
        onChange={(e) => setUntil(e.currentTarget.value)}
      />
    </Verb>
  )
}

function Strata({ survey }: { survey: Survey }) {
  const { say, number } = useWords()
  const stratum = useStratum()
  return (
    <Part title={say('console.surveys.strata')}>
      <Wide label={say('console.surveys.strata')}>
        <Table className="first-stays">
          <Table.Thead>
            <Table.Tr>
              {(['stratum', 'population', 'to-draw', 'deviation'] as const).map((h, i) => (
                <Table.Th key={h} scope="col" ta={i > 0 ? 'right' : undefined}>
                  {say(`console.surveys.col-${h}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {survey.strata.map((s) => (
              <Table.Tr key={s.stratum}>
                <Table.Th scope="row" fw={400}>
                  {stratum(s.stratum)}
                </Table.Th>
                {[number(s.population), number(s.sample_size), number(s.deviation, 2)].map((cell, i) => (
                  <Table.Td key={String(i)} ta="right" className="figure">
                    {cell}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  )
}

function Progress({ which }: { which: Which }) {
  const { say, number } = useWords()
  const stratum = useStratum()
  const query = useQuery({
    queryKey: ['surveys', 'responses', which],
    queryFn: () => get<Responses>(withQuery('/survey-responses', { ...which })),
  })
  const columns = [
    'drawn',
    'invited',
    'answered',
    'web',
    'phone',
    'visit',
    'refused',
    'not_reached',
    'moved',
    'silent',
  ] as const
  return (
    <Part title={say('console.surveys.progress')}>
      <Answer query={query}>
        {([all]) =>
          all && (
            <Wide label={say('console.surveys.progress')}>
              <Table className="first-stays">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{say('console.surveys.col-stratum')}</Table.Th>
                    {columns.map((c) => (
                      <Table.Th key={c} scope="col" ta="right">
                        {say(`console.surveys.count-${c}`)}
                      </Table.Th>
                    ))}
                    <Table.Th scope="col" ta="right">
                      {say('console.surveys.col-rate')}
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {[
                    ...all.strata.map((s) => ({ name: stratum(s.stratum), ...s })),
                    { name: say('console.surveys.all'), ...all },
                  ].map((s) => (
                    <Table.Tr key={s.name}>
                      <Table.Th scope="row" fw={400}>
                        {s.name}
                      </Table.Th>
                      {columns.map((c) => (
                        <Table.Td key={c} ta="right" className="figure">
                          {number(s[c])}
                        </Table.Td>
                      ))}
                      <Table.Td ta="right" className="figure" style={{ whiteSpace: 'nowrap' }}>
                        {number(100 * s.rate, 1)} %
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Wide>
          )
        }
      </Answer>
    </Part>
  )
}

function Proved({ which }: { which: Which }) {
  const { say, day } = useWords()
  const proof = useQuery({
    queryKey: ['surveys', 'proof', which],
    queryFn: () => get<Proof>(withQuery('/surveys/sample/proof', { ...which })),
    enabled: false,
  })
  const data = proof.data
  return (
    <Part
      title={say('console.surveys.proof')}
      aside={
        <Button variant="default" onClick={() => void proof.refetch()} loading={proof.isFetching} className="no-print">
          {say('console.surveys.prove')}
        </Button>
      }
    >
      <Text c="dimmed">{say('console.surveys.proof-text')}</Text>
      <div role="status">
        {data && (
          <Text fw={700} style={{ color: data.only_written + data.only_again === 0 ? 'var(--kept)' : 'var(--broken)' }}>
            {data.only_written + data.only_again === 0 ? '✓ ' : '✗ '}
            {say('console.surveys.proved', { ...data, frame_day: day(`${data.frame_day}T12:00:00+07:00`) })}
          </Text>
        )}
      </div>
      {proof.error && <Failed error={proof.error} />}
    </Part>
  )
}
