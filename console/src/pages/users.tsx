import { Alert, Button, CopyButton, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Answered, del, post } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress, withQuery } from '../parts/address.ts'
import { More, PageHead } from '../parts/page.tsx'
import { usePages } from '../parts/pages.ts'
import { Verb } from '../parts/verb.tsx'
import { useWords } from '../words.tsx'

type User = Answered<'/api/v1/users', 'get'>['items'][number]
type Grant = User['grants'][number]
type Link = { link: string; expires_at: string; login?: string }
const roles = ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator'] as const

/** Who may do what, where: accounts, their roles, links by which a password is set. */
export function Users() {
  const { say } = useWords()
  const [search, change] = useAddress<'search'>()
  const query = usePages<User>(['users'], '/users', { search: search.search })
  const [link, setLink] = useState<Link>()
  return (
    <Stack gap="md">
      <PageHead title={say('console.users.title')} actions={<AddUser onMade={setLink} />} />
      {link && <LinkPanel link={link} onClose={() => setLink(undefined)} />}
      <TextInput
        maw={360}
        label={say('console.users.search')}
        defaultValue={search.search ?? ''}
        onChange={(e) => change({ search: e.currentTarget.value }, true)}
      />
      <Answer query={query} empty={(list) => (list.length === 0 ? say('console.users.none') : undefined)}>
        {(list) => (
          <ul className="rows">
            {list.map((user) => (
              <UserRow key={user.id} user={user} onLink={setLink} />
            ))}
          </ul>
        )}
      </Answer>
      <More query={query} />
    </Stack>
  )
}

/** Shown once: it is not kept anywhere. */
function LinkPanel({ link, onClose }: { link: Link; onClose: () => void }) {
  const { say, when } = useWords()
  const address = `${location.origin}${link.link}`
  return (
    <Alert color="blue" role="status" title={say('console.users.link', { login: link.login ?? '' })}>
      <Stack gap="xs" align="flex-start">
        <Text style={{ overflowWrap: 'anywhere' }} ff="monospace" size="sm">
          {address}
        </Text>
        <Text size="sm">{say('console.users.link-once', { when: when(link.expires_at) })}</Text>
        <Group gap="xs">
          <CopyButton value={address}>
            {({ copied, copy }) => (
              <Button size="xs" onClick={copy}>
                {say(copied ? 'console.users.copied' : 'console.users.copy')}
              </Button>
            )}
          </CopyButton>
          <Button size="xs" variant="default" onClick={onClose}>
            {say('console.verb.close')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}

function UserRow({ user, onLink }: { user: User; onLink: (link: Link) => void }) {
  const { say, when } = useWords()
  const me = useMe()
  const queries = useQueryClient()
  const disabled = user.disabled_at !== null
  const makeLink = useMutation({
    mutationFn: () => post<Link>(`/users/${user.id}/one-time-link`),
    onSuccess: (link) => onLink({ ...link, login: user.login }),
  })
  const enable = useMutation({
    mutationFn: () => del(`/users/${user.id}/disabling`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['users'] }),
  })
  return (
    <li>
      <div>
        <Text fw={700}>
          {user.name} <Text span>({user.login})</Text>
          {disabled && <Text span c="dimmed">{` · ${say('console.users.disabled')}`}</Text>}
        </Text>
        <ul className="grants">
          {user.grants.map((grant) => (
            <li key={`${grant.role} ${grant.corporation} ${grant.unit}`}>
              {grantText(say, grant)}
              {grant.claimed ? (
                <Text span size="sm" c="dimmed">
                  {say('console.users.claimed')}
                </Text>
              ) : (
                <TakeAway user={user} grant={grant} />
              )}
            </li>
          ))}
          <li>
            <GiveRole user={user} />
          </li>
        </ul>
        <Text size="sm" c="dimmed" className="figure">
          {user.seen_at ? say('console.users.seen', { when: when(user.seen_at) }) : say('console.users.never')}
          {user.company && ` · ${say('console.users.company')}`}
          {!user.has_password && !user.company && ` · ${say('console.users.no-password')}`}
        </Text>
        {(makeLink.error ?? enable.error) && (
          <Text size="sm" role="alert" style={{ color: 'var(--broken)' }}>
            {(makeLink.error ?? enable.error)!.message}
          </Text>
        )}
      </div>
      <Group gap="xs" justify="flex-end" className="end">
        <Button size="xs" variant="default" onClick={() => makeLink.mutate()} disabled={disabled}>
          {say('console.users.new-link')}
        </Button>
        {disabled ? (
          <Button size="xs" variant="default" onClick={() => enable.mutate()}>
            {say('console.users.enable')}
          </Button>
        ) : (
          <Verb
            small
            label={say('console.users.disable')}
            may="access.users"
            possible={user.id !== me.data?.id}
            path={`/users/${user.id}/disabling`}
            confirm={say('console.users.confirm-disable', { name: user.name })}
          />
        )}
      </Group>
    </li>
  )
}

type Say = (key: string, params?: Record<string, unknown>) => string

const grantText = (say: Say, grant: Grant): string =>
  `${say(`console.role.${grant.role}`)}, ${grant.unit ?? grant.corporation ?? say('console.users.group')}`

function TakeAway({ user, grant }: { user: User; grant: Grant }) {
  const { say } = useWords()
  const queries = useQueryClient()
  const [opened, { open, close }] = useDisclosure(false)
  const take = useMutation({
    mutationFn: () =>
      del(
        withQuery(`/users/${user.id}/grants`, {
          role: grant.role,
          corporation: grant.corporation,
          unit: grant.unit,
        }),
      ),
    onSuccess: () => {
      close()
      void queries.invalidateQueries({ queryKey: ['users'] })
    },
  })
  const text = say('console.users.take', { grant: grantText(say, grant), name: user.name })
  return (
    <>
      <button type="button" className="take" onClick={open} aria-label={text}>
        ×
      </button>
      <Modal
        opened={opened}
        onClose={close}
        title={text}
        closeButtonProps={{ 'aria-label': say('console.verb.close') }}
      >
        <Stack gap="sm">
          {take.error && (
            <Alert color="red" role="alert">
              {take.error.message}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {say('console.verb.close')}
            </Button>
            <Button data-autofocus onClick={() => take.mutate()} loading={take.isPending}>
              {say('console.users.take-do')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

interface NewGrant {
  role: string
  corporation: string
  unit: string
}
const noGrant: NewGrant = { role: 'operator', corporation: '', unit: '' }
const grantBody = ({ role, corporation, unit }: NewGrant) => ({
  role,
  ...(corporation ? { corporation } : {}),
  ...(unit.trim() ? { unit: unit.trim() } : {}),
})

function GrantFields({ value, onChange }: { value: NewGrant; onChange: (value: NewGrant) => void }) {
  const { say } = useWords()
  const me = useMe()
  return (
    <>
      <Select
        label={say('console.users.role')}
        value={value.role}
        onChange={(role) => onChange({ ...value, role: role ?? 'operator' })}
        data={roles.map((r) => ({ value: r, label: say(`console.role.${r}`) }))}
        allowDeselect={false}
      />
      <Select
        label={say('console.filter.corporation')}
        placeholder={say('console.users.group')}
        clearable
        value={value.corporation || null}
        onChange={(corporation) => onChange({ ...value, corporation: corporation ?? '', unit: '' })}
        data={(me.data?.corporations ?? []).map((c) => c.code)}
      />
      {value.corporation && (
        <TextInput
          label={say('console.users.unit')}
          description={say('console.users.unit-why')}
          value={value.unit}
          onChange={(e) => onChange({ ...value, unit: e.currentTarget.value })}
        />
      )}
    </>
  )
}

function GiveRole({ user }: { user: User }) {
  const { say } = useWords()
  const [grant, setGrant] = useState(noGrant)
  return (
    <Verb
      small
      label={say('console.users.give')}
      may="access.users"
      possible={user.disabled_at === null}
      path={`/users/${user.id}/grants`}
      body={() => grantBody(grant)}
      confirm={user.name}
    >
      <GrantFields value={grant} onChange={setGrant} />
    </Verb>
  )
}

function AddUser({ onMade }: { onMade: (link: Link) => void }) {
  const { say } = useWords()
  const queries = useQueryClient()
  const [opened, { open, close }] = useDisclosure(false)
  const [login, setLogin] = useState('')
  const [name, setName] = useState('')
  const [grant, setGrant] = useState(noGrant)
  const add = useMutation({
    mutationFn: () => post<Link>('/users', { login, name, grants: [grantBody(grant)] }),
    onSuccess: (link) => {
      close()
      setLogin('')
      setName('')
      onMade(link)
      void queries.invalidateQueries({ queryKey: ['users'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <>
      <Button onClick={open}>{say('console.users.add')}</Button>
      <Modal
        opened={opened}
        onClose={close}
        title={say('console.users.add')}
        closeButtonProps={{ 'aria-label': say('console.verb.close') }}
      >
        <form onSubmit={submit}>
          <Stack gap="sm">
            <TextInput
              data-autofocus
              label={say('console.users.name')}
              required
              value={name}
              onChange={(e) => setName(e.currentTarget.value)}
            />
            <TextInput
              label={say('console.sign-in.login')}
              required
              autoCapitalize="none"
              value={login}
              onChange={(e) => setLogin(e.currentTarget.value)}
            />
            <GrantFields value={grant} onChange={setGrant} />
            {add.error && (
              <Alert color="red" role="alert">
                {add.error.message}
              </Alert>
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {say('console.verb.close')}
              </Button>
              <Button type="submit" loading={add.isPending}>
                {say('console.users.add-do')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
