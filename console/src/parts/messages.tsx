import { Text } from '@mantine/core'
import { useWords } from '../words.tsx'
import { Bar } from './bar.tsx'

/** Sent, delivered, not reached: as counts and as one bar. */
export function Messages({
  messages,
}: {
  messages: { queued: number; sent: number; delivered: number; failed: number }
}) {
  const { say } = useWords()
  const { queued, sent, delivered, failed } = messages
  if (queued + sent + delivered + failed === 0) return <Text c="dimmed">{say('console.messages.none')}</Text>
  return (
    <Bar
      label={say('console.messages.title')}
      parts={[
        { n: delivered, role: 'kept', sign: '✓', text: say('console.messages.delivered', { n: delivered }) },
        { n: sent, role: 'planned', sign: '→', text: say('console.messages.sent', { n: sent }) },
        { n: queued, role: 'line', sign: '…', text: say('console.messages.queued', { n: queued }) },
        { n: failed, role: 'broken', sign: '✗', text: say('console.messages.failed', { n: failed }) },
      ]}
    />
  )
}
