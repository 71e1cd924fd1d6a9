import { Kbd, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue, useHotkeys } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useAddress, withQuery } from '../parts/address.ts'
import { Go, PageHead } from '../parts/page.tsx'
import { useWords } from '../words.tsx'
import { CustomerFacts, CustomerNow, useCustomer } from './customer.tsx'

interface Found {
  kind: string
  id: string
  title: string
  detail: string
}

/**
 * A call: what the caller says goes in (number, code); one match opens at once, several by arrow and Enter. Whether the
 * power is out, why and until when stands on top; Alt+M records that it is out; Escape is the next call. No mouse.
 */
export function Call() {
  const { say } = useWords()
  const [search, change] = useAddress<'code'>()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 150)
  const [chosen, setChosen] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const found = useQuery({
    queryKey: ['call', asked],
    queryFn: () => get<{ items: Found[] }>(withQuery('/search', { q: asked })),
    enabled: asked.length >= 4,
  })
  const customers = (found.data?.items ?? []).filter((i) => i.kind === 'customer')
  const open = (customer: Found | undefined) => {
    if (!customer) return
    setText('')
    change({ code: customer.id })
  }
  // A whole number or code has one owner: nothing to choose.
  const only = customers.length === 1 && asked.length >= 9 ? customers[0] : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: opens once for what was found
  useEffect(() => open(only), [only?.id])
  const next = () => {
    setText('')
    change({ code: null })
    field.current?.focus()
  }
  useHotkeys([['Escape', next]], [])
  useHotkeys([['alt+M', () => document.getElementById('report')?.click()]], [])
  return (
    <Stack gap="lg" maw={880}>
      <PageHead title={say('console.call.title')} />
      <div>
        <TextInput
          ref={field}
          size="lg"
          label={say('console.call.ask')}
          description={say('console.call.how')}
          autoFocus
          autoComplete="off"
          inputMode="search"
          value={text}
          onChange={(e) => {
            setText(e.currentTarget.value)
            setChosen(0)
          }}
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
          {asked.length >= 4 && found.isSuccess && customers.length === 0 && (
            <Text mt="xs">{say('console.call.nobody', { text: asked })}</Text>
          )}
        </div>
      </div>
      {search.code && <Caller code={search.code} />}
      <Text size="sm" c="dimmed" className="no-print">
        <Kbd>Alt</Kbd> + <Kbd>M</Kbd> {say('console.customer.report')} · <Kbd>Esc</Kbd> {say('console.call.next')}
      </Text>
    </Stack>
  )
}

function Caller({ code }: { code: string }) {
  const { say } = useWords()
  const query = useCustomer(code)
  return (
    <Answer query={query}>
      {(customer) => (
        <Stack component="section" gap="md" aria-label={customer.name}>
          <Text fz="xl" fw={700} component="h2" m={0}>
            {customer.name}{' '}
            <Text span fw={400} className="figure">
              {customer.code}
            </Text>
          </Text>
          <CustomerNow customer={customer} />
          <CustomerFacts customer={customer} />
          <Text>
            <Go to={`/customers/${encodeURIComponent(customer.code)}`}>{say('console.call.more')}</Go>
          </Text>
        </Stack>
      )}
    </Answer>
  )
}
