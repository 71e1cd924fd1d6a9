import { Alert, Button, Center, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { post } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useWords } from '../words.tsx'

/** An invitation, or a lost password: the token stands behind '#', so that no server writes it down. */
export function OneTimeLink() {
  const { say } = useWords()
  const token = window.location.hash.slice(1)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [password, setPassword] = useState('')
  const look = useQuery({
    queryKey: ['one-time-link', token],
    queryFn: () => post<{ login: string; name: string }>('/one-time-link/look', { token }),
  })
  const use = useMutation({
    mutationFn: () => post('/one-time-link', { token, password }),
    onSuccess: async () => {
      await queries.invalidateQueries()
      void navigate({ to: '/' })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    use.mutate()
  }
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w="100%" maw={420}>
        <Title order={1}>{say('console.link.title')}</Title>
        <Answer query={look}>
          {(who) => (
            <form onSubmit={submit}>
              <Stack gap="sm">
                <Text>{say('console.link.text', { name: who.name, login: who.login })}</Text>
                <input type="text" name="username" autoComplete="username" value={who.login} readOnly hidden />
                <PasswordInput
                  label={say('console.link.password')}
                  description={say('console.link.rule')}
                  autoComplete="new-password"
                  autoFocus
                  required
                  value={password}
                  onChange={(e) => setPassword(e.currentTarget.value)}
                  size="md"
                  visibilityToggleButtonProps={{ 'aria-label': say('console.sign-in.show') }}
                />
                {use.error && (
                  <Alert color="red" role="alert">
                    {use.error.message}
                  </Alert>
                )}
                <Button type="submit" size="md" loading={use.isPending}>
                  {say('console.link.do')}
                </Button>
              </Stack>
            </form>
          )}
        </Answer>
      </Stack>
    </Center>
  )
}
