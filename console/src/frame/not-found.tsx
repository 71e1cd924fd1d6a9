import { Anchor, Stack, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useWords } from '../words.tsx'

export function NotFound() {
  const { say } = useWords()
  return (
    <Stack gap="xs">
      <Title order={1}>{say('console.not-found.title')}</Title>
      <Text>{say('console.not-found.text')}</Text>
      <Anchor renderRoot={(props) => <Link to="/" {...props} />}>{say('console.menu.home')}</Anchor>
    </Stack>
  )
}
