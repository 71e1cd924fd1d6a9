import { Alert, Anchor, Button, Group, Kbd, SegmentedControl, Select, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type Answered, get, post } from '../api.ts'
import { Answer, Empty } from '../frame/states.tsx'
import { useAddress, withQuery } from '../parts/address.ts'
import { Go, PageHead, Part } from '../parts/page.tsx'
import { Scale, type Survey, useStratum } from '../parts/survey.tsx'
import { useWords } from '../words.tsx'

type Next = Answered<'/api/v1/surveys/interview', 'get'>
type Person = NonNullable<Next['person']>
const reasons = ['refused', 'not_reached', 'moved'] as const

/** An interviewer's screen: whom of the sample to call, the questions as keys, and what came of it; then the next. */
export function Interview() {
  const { say } = useWords()
  const [search, change] = useAddress<'corporation' | 'year' | 'customer'>()
  const query = useQuery({ queryKey: ['surveys', 'list'], queryFn: () => get<Survey[]>('/surveys') })
  return (
    <Stack gap="lg" maw={880}>
      <PageHead title={say('console.surveys.interview')}>
        <Text c="dimmed" className="no-print">
          <Kbd>0</Kbd>–<Kbd>9</Kbd>, <Kbd>X</Kbd> {say('console.surveys.keys')} · <Kbd>Ctrl</Kbd> + <Kbd>Enter</Kbd>{' '}
          {say('console.surveys.save')}
        </Text>
      </PageHead>
      <Answer
        query={query}
        empty={(all) => (all.some((s) => s.drawn_at) ? undefined : say('console.surveys.no-sample'))}
      >
        {(all) => {
          const drawn = all.filter((s) => s.drawn_at)
          const nameOf = (s: { corporation: string; year: number | string }) => `${s.corporation} ${s.year}`
          const survey =
            drawn.find((s) => s.corporation === search.corporation && String(s.year) === search.year) ?? drawn[0]!
          return (
            <>
              {drawn.length > 1 && (
                <Select
                  label={say('console.surveys.which')}
                  value={nameOf(survey)}
                  onChange={(v) => {
                    const [corporation, year] = (v ?? '').split(' ')
                    change({ corporation, year, customer: null })
                  }}
                  data={drawn.map(nameOf)}
                  allowDeselect={false}
                  maw={260}
                />
              )}
              <Turn
                key={nameOf(survey)}
                survey={survey}
                customer={search.customer}
                onDone={() => change({ customer: null }, true)}
              />
            </>
          )
        }}
      </Answer>
    </Stack>
  )
}

function Turn({ survey, customer, onDone }: { survey: Survey; customer: string | undefined; onDone: () => void }) {
  const { say, when } = useWords()
  const { corporation, year } = survey
  const queries = useQueryClient()
  const [saved, setSaved] = useState('')
  // no event may change who is on the screen while they are on the phone: it is asked for again when they are done
  const key = ['interview', corporation, year, customer]
  const query = useQuery({
    queryKey: key,
    queryFn: () => get<Next>(withQuery('/surveys/interview', { corporation, year, customer })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const done = async (said: string) => {
    setSaved(said)
    void queries.invalidateQueries({ queryKey: ['surveys'] })
    if (customer) onDone()
    else await query.refetch()
  }
  return (
    <>
      <div role="status">{saved && <Text style={{ color: 'var(--kept)' }}>✓ {saved}</Text>}</div>
      <Answer query={query}>
        {({ person, left, later }) => (
          <>
            <Text c="dimmed">{say('console.surveys.left', { left, later })}</Text>
            {!customer && Date.parse(survey.closes_at) <= Date.now() ? (
              <Empty text={say('console.surveys.field-closed', { at: when(survey.closes_at) })} />
            ) : !person ? (
              <Empty text={say('console.surveys.nobody', { later })} />
            ) : person.answered_at ? (
              <Alert role="note">
                {say('console.surveys.answered-already', { name: person.name, at: when(person.answered_at) })}
              </Alert>
            ) : (
              <Sheet key={person.code} survey={survey} person={person} onDone={done} />
            )}
          </>
        )}
      </Answer>
    </>
  )
}

function Sheet({
  survey,
  person,
  onDone,
}: {
  survey: Survey
  person: Person
  onDone: (said: string) => Promise<void>
}) {
  const { say, language } = useWords()
  const stratum = useStratum()
  const form = useRef<HTMLFormElement>(null)
  const [answers, setAnswers] = useState<(number | null)[]>(() => survey.factors.map(() => null))
  const [overall, setOverall] = useState<number | null>(null)
  const [words, setWords] = useState('')
  const [via, setVia] = useState<'phone' | 'visit'>(person.phone ? 'phone' : 'visit')
  const [missing, setMissing] = useState(false)
  const which = { corporation: survey.corporation, year: survey.year, customer: person.code }
  // the first key stands ready for the person on the phone
  useEffect(() => form.current?.querySelector<HTMLElement>('input[type=radio][name=q1]')?.focus(), [])
  const answer = useMutation({
    mutationFn: () => post('/surveys/answers', { ...which, via, overall, answers, words: words.trim() || undefined }),
    onSuccess: () => onDone(say('console.surveys.saved', { name: person.name })),
  })
  const refuse = useMutation({
    mutationFn: (reason: (typeof reasons)[number]) => post('/surveys/refusals', { ...which, reason }),
    onSuccess: (_, reason) =>
      onDone(
        say('console.surveys.saved-reason', { name: person.name, reason: say(`console.surveys.reason-${reason}`) }),
      ),
  })
  const busy = answer.isPending || refuse.isPending
  const save = () => {
    if (busy) return
    setMissing(overall === null)
    if (overall === null) form.current?.querySelector<HTMLElement>('input[name=overall]')?.focus()
    else answer.mutate()
  }
  const error = answer.error ?? refuse.error
  return (
    <form
      ref={form}
      onSubmit={(e) => {
        e.preventDefault()
        save()
      }}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
          e.preventDefault()
          save()
        }
      }}
    >
      <Stack gap="lg">
        <Part title={person.name}>
          <Text fz="xl" fw={700} className="figure">
            {person.phone ? (
              <Anchor inherit underline="always" href={`tel:${person.phone}`}>
                {person.phone}
              </Anchor>
            ) : (
              say('console.calls.no-phone')
            )}
          </Text>
          <Text>
            <Go to={`/customers/${encodeURIComponent(person.code)}`}>{person.code}</Go>
          </Text>
          <Text>{[person.address, stratum(`${person.class}/${person.area}`)].filter(Boolean).join(' · ')}</Text>
          {person.reason && (
            <Text size="sm">
              {say('console.surveys.before', { reason: say(`console.surveys.reason-${person.reason}`) })}
            </Text>
          )}
          <SegmentedControl
            aria-label={say('console.surveys.via')}
            value={via}
            onChange={(v) => setVia(v as 'phone' | 'visit')}
            data={(['phone', 'visit'] as const).map((value) => ({ value, label: say(`console.surveys.via-${value}`) }))}
            style={{ alignSelf: 'flex-start' }}
          />
        </Part>
        <Text size="sm" c="dimmed">
          {say('surveys.page.scale')}
        </Text>
        {survey.factors.map((f, i) => (
          <Scale
            key={f.code}
            name={`q${i + 1}`}
            question={`${i + 1}. ${f[language]}`}
            value={answers[i] ?? null}
            onChange={(v) => setAnswers((all) => all.map((a, n) => (n === i ? v : a)))}
          />
        ))}
        <Scale
          name="overall"
          question={`${survey.factors.length + 1}. ${say('surveys.page.overall')}`}
          value={overall}
          onChange={setOverall}
        />
        <Textarea
          label={say('surveys.page.words')}
          value={words}
          onChange={(e) => setWords(e.currentTarget.value)}
          maxLength={1000}
          autosize
          minRows={2}
        />
        {missing && overall === null && (
          <Alert color="red" role="alert">
            {say('console.surveys.missing')}
          </Alert>
        )}
        {error && (
          <Alert color="red" role="alert">
            {error.message}
            {answer.error && (
              <Button variant="default" size="xs" mt="xs" onClick={() => void onDone('')}>
                {say('console.surveys.next')}
              </Button>
            )}
          </Alert>
        )}
        <Group>
          <Button type="submit" loading={answer.isPending} disabled={refuse.isPending}>
            {say('console.surveys.save')}
          </Button>
        </Group>
        <Part title={say('console.surveys.no-interview')}>
          <Group gap="xs">
            {reasons.map((reason) => (
              <Button
                key={reason}
                variant="default"
                loading={refuse.isPending && refuse.variables === reason}
                disabled={busy}
                onClick={() => refuse.mutate(reason)}
              >
                {say(`console.surveys.reason-${reason}`)}
              </Button>
            ))}
          </Group>
        </Part>
      </Stack>
    </form>
  )
}
