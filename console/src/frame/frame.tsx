import {
  AppShell,
  Box,
  Burger,
  Button,
  Group,
  Menu,
  NavLink,
  SegmentedControl,
  Text,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { type CSSProperties, useEffect } from 'react'
import { post } from '../api.ts'
import { useLive } from '../live.ts'
import { useMe } from '../me.ts'
import { type Language, useWords } from '../words.tsx'
import { menu } from './pages.ts'
import { Search } from './search.tsx'
import { Denied, Waiting } from './states.tsx'

const open = ['/sign-in', '/one-time-link']

/** What stands around every page: the menu, the search, who is signed in. Somebody who is not is taken to sign in. */
export function Frame() {
  const { say } = useWords()
  const path = useRouterState({ select: (s) => s.location.pathname.replace(/^\/console/, '') || '/' })
  const href = useRouterState({ select: (s) => s.location.href })
  const navigate = useNavigate()
  const me = useMe()
  const [opened, { toggle, close }] = useDisclosure(false)
  const outside = open.includes(path)
  useLive(me.data != null)
  useEffect(() => {
    if (!outside && me.data === null) void navigate({ to: '/sign-in' as never, search: { next: href } as never })
  }, [outside, me.data, navigate, href])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes whenever the page changes
  useEffect(() => close(), [path])

  if (outside) return <Outlet />
  if (!me.data) return <Waiting />
  const may = (permission?: string) => permission === undefined || me.data!.permissions.includes(permission)
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 216, breakpoint: 'md', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a className="skip" href="#page">
        {say('console.frame.skip')}
      </a>
      <AppShell.Header
        px="md"
        style={{ background: 'var(--night)', color: 'var(--night-ink)', borderColor: 'var(--night-line)' }}
      >
        <Group h="100%" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              color="var(--night-ink)"
              aria-label={say('console.frame.menu')}
            />
            <Link
              to="/"
              aria-label="Sáng Đèn"
              style={{
                color: 'inherit',
                textDecoration: 'none',
                display: 'flex',
                alignItems: 'center',
                gap: 8,
                whiteSpace: 'nowrap',
              }}
            >
              <svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true">
                <circle cx="12" cy="12" r="9" fill="var(--lamp)" />
              </svg>
              <Text fw={700} visibleFrom="xs">
                Sáng Đèn
              </Text>
            </Link>
          </Group>
          <Search />
          <Person name={me.data.name} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={say('console.frame.menu')}>
        {menu
          .filter((p) => may(p.may))
          .map((p) => (
            <NavLink
              key={p.to}
              label={say(p.key)}
              renderRoot={(props) => <Link to={p.to} {...props} />}
              active={isAt(p.to, path)}
              aria-current={path === p.to ? 'page' : undefined}
            />
          ))}
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1}>
        {may(menu.find((p) => isAt(p.to, path))?.may) ? <Outlet /> : <Denied />}
      </AppShell.Main>
    </AppShell>
  )
}

// The head is night in both schemes.
const onNight = {
  color: 'var(--night-ink)',
  '--button-hover': 'var(--night-line)',
} as CSSProperties

/** '/figure' belongs to '/figures': what is behind a number is a page of the same part. */
const isAt = (to: string, path: string): boolean =>
  to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`) || (to === '/figures' && path === '/figure')

function Person({ name }: { name: string }) {
  const { say, language, setLanguage } = useWords()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const signOut = async () => {
    const ended = await post<{ continue_at: string } | undefined>('/sign-out').catch(() => undefined)
    queries.clear()
    if (ended?.continue_at) window.location.assign(ended.continue_at)
    else void navigate({ to: '/sign-in' as never })
  }
  return (
    <Group gap="xs" wrap="nowrap">
      <SegmentedControl
        size="xs"
        visibleFrom="sm"
        aria-label={say('console.frame.language')}
        value={language}
        onChange={(v) => setLanguage(v as Language)}
        data={[
          { value: 'vi', label: 'VI' },
          { value: 'en', label: 'EN' },
        ]}
      />
      <Menu position="bottom-end" width={240}>
        {/* one target: of two, the menu hangs on the last, and where that is hidden the menu is too */}
        <Menu.Target>
          <Button
            variant="subtle"
            className="on-night"
            style={onNight}
            px={{ base: 'xs', sm: 'md' }}
            aria-label={say('console.frame.account', { name })}
          >
            <Box component="span" visibleFrom="sm">
              {name}
            </Box>
            <Box component="span" hiddenFrom="sm">
              ☰
            </Box>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{name}</Menu.Label>
          <Menu.Item onClick={() => setLanguage(language === 'vi' ? 'en' : 'vi')}>
            {language === 'vi' ? 'English' : 'Tiếng Việt'}
          </Menu.Item>
          <Menu.Item onClick={() => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark')}>
            {say(colorScheme === 'dark' ? 'console.frame.light' : 'console.frame.dark')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={signOut}>{say('console.frame.sign-out')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  )
}
