import { Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type Ref, useEffect, useState } from 'react'
import { get } from '../api.ts'
import { useWords } from '../words.tsx'
import { withQuery } from './address.ts'

interface Found {
  kind: string
  id: string
  title: string
  detail: string
}

/**
 * Finds a customer by what is said or typed: number, code, name, address. A whole number or code has one owner, who opens
 * at once; a name may be being typed still, so a sole match waits for Enter.
 */
export function FindCustomer({
  label,
  description,
  onFound,
  onText,
  field,
  large,
}: {
  label: string
  description?: string
  onFound: (code: string) => void
  /** What stands in the field, when nobody was found by it too. */
  onText?: (text: string) => void
  field?: Ref<HTMLInputElement>
  large?: boolean
}) {
  const { say } = useWords()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 150)
  const [chosen, setChosen] = useState(0)
  const found = useQuery({
    queryKey: ['call', asked],
    queryFn: () => get<{ items: Found[] }>(withQuery('/search', { q: asked })),
    enabled: asked.length >= 4,
  })
  const customers = text.trim() === '' ? [] : (found.data?.items ?? []).filter((i) => i.kind === 'customer')
  const type = (value: string) => {
    setText(value)
    setChosen(0)
    onText?.(value)
  }
  const open = (customer: Found | undefined) => {
    if (!customer) return
    type('')
    onFound(customer.id)
  }
  const only = customers.length === 1 && asked.length >= 9 && /\d/.test(asked) ? customers[0] : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: opens once for what was found
  useEffect(() => open(only), [only?.id])
  return (
    <div>
      <TextInput
        ref={field}
        size={large ? 'lg' : 'sm'}
        label={label}
        description={description}
        autoFocus={large}
        autoComplete="off"
        inputMode="search"
        value={text}
        onChange={(e) => type(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown') setChosen((c) => Math.min(customers.length - 1, c + 1))
          else if (e.key === 'ArrowUp') setChosen((c) => Math.max(0, c - 1))
          else if (e.key === 'Enter') open(customers[chosen])
          else return
          e.preventDefault()
        }}
        role="combobox"
        aria-expanded={customers.length > 0}
        aria-controls="callers"
        aria-activedescendant={customers[chosen] ? `caller-${chosen}` : undefined}
      />
      <div id="callers" role="listbox" aria-label={say('console.search.customer')} className="choices">
        {customers.map((c, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above moves the choice by arrows and Enter
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus, as in every combobox
          <div key={c.id} id={`caller-${i}`} role="option" aria-selected={i === chosen} onClick={() => open(c)}>
            <Text fw={700}>{c.title}</Text>
            <Text size="sm" c="dimmed">
              {c.detail}
            </Text>
          </div>
        ))}
      </div>
      <div aria-live="polite">
        {asked.length >= 4 && text !== '' && found.isSuccess && customers.length === 0 && (
          <Text mt="xs">{say('console.call.nobody', { text: asked })}</Text>
        )}
      </div>
    </div>
  )
}
