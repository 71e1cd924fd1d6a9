import { Alert, Button, Center, Divider, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { type Answered, get, post } from '../api.ts'
import { withQuery } from '../parts/address.ts'
import { useWords } from '../words.tsx'

type Ways = Answered<'/api/v1/sign-in', 'get'>

/**
 * The company's account where there is one, else or beside it name and password. What is wrong is said above the button,
 * and the focus goes back.
 */
export function SignIn() {
  const { say, language, setLanguage } = useWords()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const search = useSearch({ strict: false }) as { next?: string }
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)
  const { data: ways, isPending } = useQuery({
    queryKey: ['sign-in', language],
    queryFn: () => get<Ways>('/sign-in'),
    placeholderData: keepPreviousData,
  })
  const company = ways?.company
  const byPassword = !isPending && !(company && !company.fault)
  // with the company's account its button comes first; else one can type at once
  useEffect(() => {
    if (byPassword && document.activeElement === document.body) document.getElementById('login')?.focus()
  }, [byPassword])
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
        {ways?.refused && (
          <Alert color="red" role="alert">
            {ways.refused.title}
          </Alert>
        )}
        {company && <Company company={company} local={ways?.local !== false} next={search.next} />}
        {ways?.local !== false && (
          <form onSubmit={submit}>
            <Stack gap="sm">
              <TextInput
                id="login"
                label={say('console.sign-in.login')}
                autoComplete="username"
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
              <Button type="submit" size="md" loading={busy} variant={byPassword ? 'filled' : 'default'}>
                {say('console.sign-in.do')}
              </Button>
            </Stack>
          </form>
        )}
        <Button variant="subtle" size="xs" onClick={() => setLanguage(language === 'vi' ? 'en' : 'vi')}>
          {language === 'vi' ? 'English' : 'Tiếng Việt'}
        </Button>
      </Stack>
    </Center>
  )
}

/** The button that leads to the company's sign-in; when that does not answer, why, and that the password below still works. */
function Company({ company, local, next }: { company: NonNullable<Ways['company']>; local: boolean; next?: string }) {
  const { say, language } = useWords()
  const address = withQuery('/api/v1/sign-in/company', { next, lang: language })
  return (
    <Stack gap="sm">
      {company.fault ? (
        <Alert color="yellow" role="status">
          {company.fault.title}
          {local && `. ${say('console.sign-in.company-down')}`}
        </Alert>
      ) : (
        <Button component="a" href={address} size="md">
          {say('console.sign-in.company')}
        </Button>
      )}
      {local && <Divider label={say('console.sign-in.or')} />}
    </Stack>
  )
}
