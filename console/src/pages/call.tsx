import { Kbd, Stack, Text } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress, withQuery } from '../parts/address.ts'
import { Go, PageHead, Part } from '../parts/page.tsx'
import { type Listed, RequestRows } from '../parts/request.tsx'
import { FindCustomer } from '../parts/request-customer.tsx'
import { Scripts, type Topic } from '../parts/request-script.tsx'
import { useWords } from '../words.tsx'
import { CustomerFacts, CustomerNow, useCustomer } from './customer.tsx'

/**
 * A call: what the caller says goes in (number, code, name); a whole number opens at once, several by arrow and Enter.
 * Whether the power is out, why and until when stands on top; Alt+M records that it is out, Alt and a letter opens the
 * script of what else is asked. Escape closes the script, then is the next call. No mouse.
 */
export function Call() {
  const { say } = useWords()
  const me = useMe()
  const [search, change] = useAddress<'code'>()
  const [typed, setTyped] = useState('')
  const [topic, setTopic] = useState<Topic>()
  const [calls, setCalls] = useState(0)
  const may = (permission: string) => me.data?.permissions.includes(permission) ?? false
  const caller = useCustomer(search.code)
  const next = () => {
    if (topic) return setTopic(undefined)
    setTyped('')
    setCalls((n) => n + 1)
    change({ code: null })
  }
  useHotkeys([['Escape', next]], [])
  useHotkeys([['alt+M', () => document.getElementById('report')?.click()]], [])
  return (
    <Stack gap="lg" maw={880}>
      <PageHead title={say('console.call.title')} />
      <FindCustomer
        key={calls}
        large
        label={say('console.call.ask')}
        description={say('console.call.how')}
        onFound={(code) => {
          setTopic(undefined)
          change({ code })
        }}
        onText={setTyped}
      />
      {search.code && <Caller code={search.code} requests={may('requests.read')} />}
      {may('requests.receive') && (search.code === undefined || caller.data !== undefined) && (
        <Scripts
          key={`${calls} ${search.code}`}
          customer={search.code === undefined ? undefined : caller.data}
          typed={typed}
          topic={topic}
          setTopic={setTopic}
        />
      )}
      <Text size="sm" c="dimmed" className="no-print">
        <Kbd>Alt</Kbd> + <Kbd>M</Kbd> {say('console.customer.report')} · <Kbd>Esc</Kbd> {say('console.call.next')}
      </Text>
    </Stack>
  )
}

function Caller({ code, requests }: { code: string; requests: boolean }) {
  const { say } = useWords()
  const query = useCustomer(code)
  const open = useQuery({
    queryKey: ['requests', 'customer', code],
    queryFn: () => get<{ items: Listed[] }>(withQuery('/requests', { customer: code, limit: 20 })),
    enabled: requests,
  })
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
          {open.data && open.data.items.length > 0 && (
            <Part title={say('console.call.requests')}>
              <RequestRows requests={open.data.items} />
            </Part>
          )}
          <CustomerFacts customer={customer} />
          <Text>
            <Go to={`/customers/${encodeURIComponent(customer.code)}`}>{say('console.call.more')}</Go>
          </Text>
        </Stack>
      )}
    </Answer>
  )
}
