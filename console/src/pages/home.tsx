import { Title } from '@mantine/core'
import { useWords } from '../words.tsx'

export function Home() {
  const { say } = useWords()
  return <Title order={1}>{say('console.home.title')}</Title>
}
