import { Button, Kbd, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedValue, useDisclosure, useHotkeys } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { get } from '../api.ts'
import { useWords } from '../words.tsx'

interface Found {
  kind: string
  id: string
  title: string
  detail: string
  to: string
}

/** Ctrl-K: an outage, a fault, a customer, a device, by code, phone, address or name. Arrows and Enter, no mouse. */
export function Search() {
  const { say } = useWords()
  const [opened, { open, close }] = useDisclosure(false)
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 120)
  const [chosen, setChosen] = useState(0)
  const navigate = useNavigate()
  useHotkeys([['mod+K', open]], [])
  const found = useQuery({
    queryKey: ['search', asked],
    queryFn: () => get<{ items: Found[] }>(`/search?q=${encodeURIComponent(asked)}`),
    enabled: opened && asked.length >= 2,
  })
  // A tracking code names its request by itself; whether there is one, its page says.
  const request = /^[0-9a-z]{5}[\s-]?[0-9a-z]{5}$/i.test(asked) && /\d/.test(asked) ? asked.toUpperCase() : undefined
  const items = [
    ...(request ? [{ kind: 'request', id: request, title: request, detail: '', to: `/requests/${request}` }] : []),
    ...(found.data?.items ?? []),
  ]
  const go = (item: Found | undefined) => {
    if (!item) return
    close()
    setText('')
    void navigate({ to: item.to as never })
  }
  return (
    <>
      <Button
        variant="default"
        onClick={open}
        aria-keyshortcuts="Control+K"
        style={{
          flex: '0 1 22rem',
          background: 'transparent',
          color: 'var(--night-soft)',
          borderColor: 'var(--night-line)',
        }}
        justify="space-between"
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
      >
        {say('console.search.ask')}
      </Button>
      <Modal opened={opened} onClose={close} title={say('console.search.title')} size="lg">
        <Stack gap="xs">
          <TextInput
            data-autofocus
            label={say('console.search.label')}
            value={text}
            onChange={(e) => {
              setText(e.currentTarget.value)
              setChosen(0)
            }}
            onKeyDown={(e) => {
              if (e.key === 'ArrowDown') setChosen((c) => Math.min(items.length - 1, c + 1))
              else if (e.key === 'ArrowUp') setChosen((c) => Math.max(0, c - 1))
              else if (e.key === 'Enter') go(items[chosen])
              else return
              e.preventDefault()
            }}
            role="combobox"
            aria-expanded={items.length > 0}
            aria-controls="found"
            aria-activedescendant={items[chosen] ? `found-${chosen}` : undefined}
          />
          <div id="found" role="listbox" aria-label={say('console.search.title')}>
            {items.map((item, i) => (
              <UnstyledButton
                key={`${item.kind} ${item.id}`}
                id={`found-${i}`}
                role="option"
                aria-selected={i === chosen}
                onClick={() => go(item)}
                onMouseEnter={() => setChosen(i)}
                w="100%"
                p="xs"
                style={{ borderRadius: 'var(--radius-s)', background: i === chosen ? 'var(--action-tint)' : undefined }}
              >
                <Text fw={700} size="sm">
                  {item.title}
                </Text>
                <Text size="sm" c="dimmed">
                  {say(`console.search.${item.kind}`)} · {item.detail}
                </Text>
              </UnstyledButton>
            ))}
          </div>
          {asked.length >= 2 && found.isSuccess && items.length === 0 && (
            <Text c="dimmed">{say('console.search.nothing')}</Text>
          )}
        </Stack>
      </Modal>
    </>
  )
}
