import { Alert, Button, Center, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { post } from '../api.ts'
import { useWords } from '../words.tsx'

/** One thing on the page: name and password. What is wrong is said above the button, and the focus goes back. */
export function SignIn() {
  const { say, language, setLanguage } = useWords()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const search = useSearch({ strict: false }) as { next?: string }
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setWrong('')
    try {
      await post('/sign-in', { login, password })
      await queries.invalidateQueries()
      const next = search.next?.replace(/^\/console/, '')
      void navigate({ to: next?.startsWith('/') && !next.startsWith('//') ? next : '/' })
    } catch (error) {
      setWrong((error as Error).message)
      setPassword('')
      document.getElementById('password')?.focus()
    } finally {
      setBusy(false)
    }
  }
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w="100%" maw={400} gap="lg">
        <div>
          <svg width="40" height="40" viewBox="0 0 24 24" aria-hidden="true">
            <circle cx="12" cy="12" r="9" fill="var(--lamp)" />
          </svg>
          <Title order={1}>{say('console.sign-in.title')}</Title>
          <Text c="dimmed">{say('console.sign-in.text')}</Text>
        </div>
        <form onSubmit={submit}>
          <Stack gap="sm">
            <TextInput
              label={say('console.sign-in.login')}
              autoComplete="username"
              autoFocus
              required
              value={login}
              onChange={(e) => setLogin(e.currentTarget.value)}
              size="md"
            />
            <PasswordInput
              id="password"
              label={say('console.sign-in.password')}
              autoComplete="current-password"
              required
              value={password}
              onChange={(e) => setPassword(e.currentTarget.value)}
              size="md"
              visibilityToggleButtonProps={{ 'aria-label': say('console.sign-in.show') }}
            />
            {wrong && (
              <Alert color="red" role="alert">
                {wrong}
              </Alert>
            )}
            <Button type="submit" size="md" loading={busy}>
              {say('console.sign-in.do')}
            </Button>
          </Stack>
        </form>
        <Button variant="subtle" size="xs" onClick={() => setLanguage(language === 'vi' ? 'en' : 'vi')}>
          {language === 'vi' ? 'English' : 'Tiếng Việt'}
        </Button>
      </Stack>
    </Center>
  )
}
