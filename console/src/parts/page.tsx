import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useId } from 'react'
import { useWords } from '../words.tsx'

/** The head of a page: its name (also in the browser's tab), what is said below it, what can be done at its right. */
export function PageHead({
  title,
  name,
  children,
  actions,
}: {
  title: ReactNode
  /** For the tab, where `title` is more than text. */
  name?: string
  children?: ReactNode
  actions?: ReactNode
}) {
  const text = name ?? (typeof title === 'string' ? title : '')
  useEffect(() => {
    document.title = `${text} · Sáng Đèn`
  }, [text])
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <div style={{ minWidth: 0 }}>
        <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Title>
        {children}
      </div>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  )
}

/** A part of a page with its heading, so that a screen reader can jump to it. */
export function Part({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <Stack component="section" aria-labelledby={id} gap="xs" style={{ minWidth: 0 }}>
      <Group justify="space-between" gap="xs">
        <Title order={2} id={id} size="h4">
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </Stack>
  )
}

/** Names and values, one below the other on a telephone. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode] | undefined | false)[] }) {
  return (
    <dl className="facts">
      {items.map(
        (item) =>
          item && (
            <div key={item[0]}>
              <dt>{item[0]}</dt>
              <dd className="figure">{item[1]}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

/** A link inside the console: the address may carry its search. */
export function Go({
  to,
  children,
  strong,
  row,
}: {
  to: string
  children: ReactNode
  strong?: boolean
  /** The whole row of a list answers to the pointer. */
  row?: boolean
}) {
  return (
    <Anchor
      className={row ? 'row' : undefined}
      fw={strong || row ? 700 : undefined}
      inherit
      underline="hover"
      renderRoot={(props) => <Link {...parted(to)} {...props} />}
    >
      {children}
    </Anchor>
  )
}

/** The router wants path and search apart. */
function parted(to: string) {
  const [path, query] = to.split('?')
  return { to: path as never, search: (query ? Object.fromEntries(new URLSearchParams(query)) : {}) as never }
}

/** A button that is a link. */
export function GoButton({ to, children, primary }: { to: string; children: ReactNode; primary?: boolean }) {
  return (
    <Button variant={primary ? 'filled' : 'default'} renderRoot={(props) => <Link {...parted(to)} {...props} />}>
      {children}
    </Button>
  )
}

/** The next page of a list, below it. */
export function More({
  query,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}) {
  const { say } = useWords()
  if (!query.hasNextPage) return null
  return (
    <Group justify="center">
      <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {say('console.more')}
      </Button>
    </Group>
  )
}

/** What stands against something, in plain words. */
export function Warnings({ title, texts }: { title: string; texts: readonly string[] }) {
  if (texts.length === 0) return null
  return (
    <div className="warning" role="note">
      <Text fw={700} size="sm">
        <span aria-hidden="true">! </span>
        {title}
      </Text>
      <ul>
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  )
}

/** A table that may be wider than the page: it scrolls by itself, by keyboard too. */
export function Wide({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a group, no landmark: it often bears the name of the part it stands in
    <div className="wide" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  )
}
