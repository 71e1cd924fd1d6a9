import { Badge } from '@mantine/core'
import { useWords } from '../words.tsx'

const look: Record<string, { ink: string; tint: string; sign: string }> = {
  planned: { ink: 'var(--planned)', tint: 'var(--planned-tint)', sign: '○' },
  approved: { ink: 'var(--planned)', tint: 'var(--planned-tint)', sign: '◐' },
  announced: { ink: 'var(--planned)', tint: 'var(--planned-tint)', sign: '●' },
  started: { ink: 'var(--power-off)', tint: 'var(--power-off-tint)', sign: '▼' },
  open: { ink: 'var(--power-off)', tint: 'var(--power-off-tint)', sign: '▼' },
  restored: { ink: 'var(--power-on)', tint: 'var(--power-on-tint)', sign: '▲' },
  closed: { ink: 'var(--ink-soft)', tint: 'var(--sunken)', sign: '■' },
  cancelled: { ink: 'var(--ink-soft)', tint: 'var(--sunken)', sign: '×' },
  late: { ink: 'var(--late)', tint: 'var(--late-tint)', sign: '!' },
  kept: { ink: 'var(--kept)', tint: 'var(--kept-tint)', sign: '✓' },
  broken: { ink: 'var(--broken)', tint: 'var(--broken-tint)', sign: '✗' },
  received: { ink: 'var(--planned)', tint: 'var(--planned-tint)', sign: '○' },
  complete: { ink: 'var(--planned)', tint: 'var(--planned-tint)', sign: '●' },
  paused: { ink: 'var(--ink-soft)', tint: 'var(--sunken)', sign: '‖' },
  unknown: { ink: 'var(--ink-soft)', tint: 'var(--sunken)', sign: '?' },
  released: { ink: 'var(--ink-soft)', tint: 'var(--sunken)', sign: '–' },
}

/** A state as sign and word, never as colour alone. */
export function State({ room, state }: { room: 'planned-outages' | 'faults' | 'requests' | 'console'; state: string }) {
  const { say } = useWords()
  // An open promise waits; an open fault is dark.
  const style = (room === 'console' && state === 'open' ? look.planned : look[state]) ?? look.closed!
  return (
    <Badge
      variant="filled"
      styles={{ root: { background: style.tint, color: style.ink, textTransform: 'none', fontWeight: 700 } }}
      leftSection={<span aria-hidden="true">{style.sign}</span>}
    >
      {say(
        state !== 'late'
          ? `${room}.state.${state}`
          : room === 'requests'
            ? 'console.requests.due.late'
            : 'console.state.late',
      )}
    </Badge>
  )
}
