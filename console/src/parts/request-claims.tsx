import { Group, Radio, Text, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useWords } from '../words.tsx'
import type { Shown } from './request.tsx'
import { Verb } from './verb.tsx'

type Claim = Omit<Shown['claims'][number], 'kind'> & { kind: string }

/** What the company claims in its own favour, what the customer says of it, what a review made of it. */
export function ClaimRow({
  claim: c,
  request_id,
  reason,
  head,
  contradicted,
}: {
  claim: Claim
  request_id: string
  /** In words, where the claim names it by its code. */
  reason: string
  head?: ReactNode
  contradicted?: boolean
}) {
  const { say, when } = useWords()
  const [upheld, setUpheld] = useState('')
  const [note, setNote] = useState('')
  const [says, setSays] = useState('')
  const [words, setWords] = useState('')
  const path = `/requests/${request_id}`
  return (
    <li>
      <div>
        {head}
        <Text fw={700}>
          {say(`requests.claim.${c.kind}`)}: {reason}
        </Text>
        <Text size="sm">
          {say('console.col.evidence')}: {c.evidence}
        </Text>
        <Text size="sm" c="dimmed" className="figure">
          {when(c.claimed_at)} · {c.actor}
        </Text>
        <Text size="sm">
          {c.customer_says === null
            ? say('console.claims.customer-silent')
            : say(`console.claims.customer-${c.customer_says}`)}
          {c.customer_words && `: “${c.customer_words}”`}
        </Text>
        {c.reviewed_by !== null && (
          <Text size="sm">
            <b>
              <span aria-hidden="true">{c.upheld ? '✓ ' : '✗ '}</span>
              {say(c.upheld ? 'console.claims.upheld' : 'console.claims.not-upheld')}
            </b>{' '}
            ({c.reviewed_by}): {c.review}
          </Text>
        )}
        {contradicted && (
          <Text size="sm" fw={700} style={{ color: 'var(--broken)' }}>
            <span aria-hidden="true">! </span>
            {say('console.claims.contradicted')}
          </Text>
        )}
      </div>
      <Group gap="xs" className="end">
        {c.reviewed_by === null && (
          <Verb
            small
            primary
            label={say('console.claims.review')}
            may="requests.manage"
            possible
            path={`${path}/claims/${c.seq}/review`}
            body={() => ({ upheld: upheld === 'yes', note })}
            ready={upheld !== '' && note.trim() !== ''}
          >
            <Radio.Group label={say('console.claims.verdict')} value={upheld} onChange={setUpheld} required>
              <Radio mt="xs" value="yes" label={say('console.claims.upheld')} />
              <Radio
                mt="xs"
                value="no"
                label={say('console.claims.not-upheld')}
                description={c.kind === 'pause' ? say('console.claims.not-upheld-pause') : undefined}
              />
            </Radio.Group>
            <Textarea
              label={say('console.claims.why')}
              value={note}
              onChange={(e) => setNote(e.currentTarget.value)}
              required
            />
          </Verb>
        )}
        {c.customer_says === null && (
          <Verb
            small
            label={say('console.claims.customer')}
            may="requests.receive"
            possible
            path={`${path}/customer-words`}
            body={() => ({ says, seq: c.seq, ...(words.trim() ? { words } : {}) })}
            ready={says !== ''}
          >
            <Radio.Group label={say('console.claims.ask')} value={says} onChange={setSays} required>
              <Radio mt="xs" value="confirmed" label={say('console.claims.customer-confirmed')} />
              <Radio mt="xs" value="denied" label={say('console.claims.customer-denied')} />
            </Radio.Group>
            <Textarea
              label={say('console.request.customer-words')}
              value={words}
              onChange={(e) => setWords(e.currentTarget.value)}
            />
          </Verb>
        )}
      </Group>
    </li>
  )
}
