import { Alert, Button, Center, Loader, Stack, Text, Title } from '@mantine/core'
import { Refused } from '../api.ts'
import { useWords } from '../words.tsx'

/** Something is being fetched. It appears after a moment only, so that quick answers do not flicker. */
export function Waiting({ page }: { page?: boolean }) {
  const { say } = useWords()
  return (
    <Center mih={160} role="status" className="waiting">
      <Loader size="sm" aria-hidden="true" />
      {page ? (
        <h1 className="visually-hidden">{say('console.state.waiting')}</h1>
      ) : (
        <span className="visually-hidden">{say('console.state.waiting')}</span>
      )}
    </Center>
  )
}

/** Nothing to show, and what to do about it. */
export function Empty({ text, action }: { text: string; action?: React.ReactNode }) {
  return (
    <Center mih={120}>
      <Stack align="center" gap="xs">
        <Text c="dimmed">{text}</Text>
        {action}
      </Stack>
    </Center>
  )
}

/** What went wrong, in the reader's language, and a way to try again. */
export function Failed({ error, again, page }: { error: unknown; again?: () => void; page?: boolean }) {
  const { say } = useWords()
  const denied = error instanceof Refused && error.status === 403
  const offline = !(error instanceof Refused)
  const title = say(denied ? 'console.state.denied' : offline ? 'console.state.offline' : 'console.state.failed')
  return (
    <Alert color="red" title={page ? <h1 className="alert-title">{title}</h1> : title} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{error instanceof Error ? error.message : String(error)}</Text>
        {again && (
          <Button size="xs" variant="default" onClick={again}>
            {say('console.state.again')}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

/** One answer in four states: waiting, failed, empty, there. */
export function Answer<T>({
  query,
  empty,
  page,
  children,
}: {
  query: { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown }
  empty?: (data: T) => string | undefined
  /** It is the whole page: it has the page's heading while there is no other. */
  page?: boolean
  children: (data: T) => React.ReactNode
}) {
  if (query.error && query.data === undefined)
    return <Failed page={page} error={query.error} again={() => void query.refetch()} />
  if (query.data === undefined) return <Waiting page={page} />
  const nothing = empty?.(query.data)
  return nothing ? <Empty text={nothing} /> : children(query.data)
}

/** A page that this person may not see: said before anything is asked of the server. */
export function Denied() {
  const { say } = useWords()
  return (
    <Stack gap="xs">
      <Title order={1} size="h2">
        {say('console.state.denied')}
      </Title>
      <Text>{say('console.state.denied-text')}</Text>
    </Stack>
  )
}
