import { Text } from '@mantine/core'
import { useWords } from '../words.tsx'
import { withQuery } from './address.ts'
import type { Row } from './figures.ts'
import { Go } from './page.tsx'

/**
 * Whether a row may still move: of a closed month by whom and with which hash, of several how many; and apart, how far
 * what is known now lies from it.
 */
export function Standing({ row: { state, closings, adjustments } }: { row: Row }) {
  const { say, number } = useWords()
  const [one] = closings
  const moved = adjustments?.saidi_min ?? null
  return (
    <>
      <Text size="sm">{say(`console.figures.state-${state}`)}</Text>
      {one && closings.length === 1 && (
        <Text size="xs" c="dimmed">
          {one.closed_by} ·{' '}
          <Go to={withQuery('/month', { corporation: one.corporation, month: one.month })}>
            <code>{one.sha256.slice(0, 12)}</code>
          </Go>
        </Text>
      )}
      {closings.length > 1 && (
        <Text size="xs" c="dimmed">
          {say('console.figures.closed-n', { n: closings.length })}
        </Text>
      )}
      {adjustments && (
        <Text size="xs" className="figure">
          {moved === null
            ? say('console.figures.moved-since')
            : say('console.figures.moved-since-by', { by: `${moved > 0 ? '+' : ''}${number(moved, 2)}` })}
        </Text>
      )}
    </>
  )
}
