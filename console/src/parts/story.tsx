import { Text } from '@mantine/core'
import { useWords } from '../words.tsx'

export interface Fact {
  seq: number
  kind: string
  text: string
  at: string
  recorded_at: string
  actor: string
  reason: string | null
}

/** What happened, in order: when, what it did, who, and why where a reason was given. What was learnt later says so. */
export function Story({ facts }: { facts: readonly Fact[] }) {
  const { when, say } = useWords()
  return (
    <ol className="story">
      {facts.map((fact) => {
        const learnt_s = (Date.parse(fact.recorded_at) - Date.parse(fact.at)) / 1000
        return (
          <li key={fact.seq}>
            <Text size="sm" c="dimmed" className="figure">
              <time dateTime={fact.at}>{when(fact.at)}</time> · {fact.actor}
            </Text>
            <Text fw={700}>{fact.text}</Text>
            {fact.reason && <Text size="sm">{fact.reason}</Text>}
            {learnt_s > 300 && (
              <Text size="sm" c="dimmed">
                {say('console.story.recorded', { when: when(fact.recorded_at) })}
              </Text>
            )}
          </li>
        )
      })}
    </ol>
  )
}
