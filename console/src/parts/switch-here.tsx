import { Button, Group, Text } from '@mantine/core'
import { useWords } from '../words.tsx'
import type { Picture } from './one-line.tsx'
import type { Step } from './pending-step.tsx'

/** The device chosen in the picture, and the one thing that can be done to it: close it where it is open, and the reverse. */
export function SwitchHere({
  picture,
  chosen,
  onTap,
}: {
  picture: Picture | undefined
  chosen: string | undefined
  onTap: (step: Step) => void
}) {
  const { say } = useWords()
  const device = picture?.devices.find((d) => d.mrid === chosen)
  if (!device) return <Text c="dimmed">{say('console.step.choose')}</Text>
  const verb = device.open ? 'close' : 'open'
  const text = say(`console.step.${verb}`, { device: device.mrid })
  return (
    <Group justify="space-between" className="panel" gap="sm">
      <div>
        <Text fw={700}>{device.mrid}</Text>
        <Text size="sm" c="dimmed">
          {say(`console.kind.${device.kind}`)} · {device.name} ·{' '}
          {say(device.open ? 'console.picture.open' : 'console.picture.closed')}
        </Text>
      </div>
      <Button
        variant={device.open ? 'filled' : 'default'}
        onClick={() => onTap({ text, body: { [verb]: [device.mrid] } })}
      >
        {text}
      </Button>
    </Group>
  )
}
