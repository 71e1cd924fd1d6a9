import { Alert, Button, Checkbox, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { post, Refused } from '../api.ts'
import { Failed } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useAddress } from '../parts/address.ts'
import { civilOf, instantOf, Moment } from '../parts/moment.tsx'
import { Facts, Go, GoButton, PageHead, Part, Warnings } from '../parts/page.tsx'
import { type Received, requestPage, type Service, useLimit, useServices } from '../parts/request.tsx'
import { FindCustomer } from '../parts/request-customer.tsx'
import { filled, RequestForm } from '../parts/request-form.tsx'
import { useWords } from '../words.tsx'
import { type Customer, useCustomer } from './customer.tsx'

const channels = ['office', 'phone', 'letter', 'email'] as const

/** Takes a request at the counter: who, what, with which papers; what will be promised is said before it is saved. */
export function RequestNew() {
  const { say, language } = useWords()
  const me = useMe()
  const queries = useQueryClient()
  const [given, change] = useAddress<'customer' | 'service'>()
  const corporations = me.data?.corporations ?? []
  const customer = useCustomer(given.customer)
  const [named, setNamed] = useState<string | null>(null)
  const corporation =
    corporations.find((c) => (customer.data ? c.id === customer.data.corporation_id : c.code === named)) ??
    (corporations.length === 1 ? corporations[0] : undefined)
  const services = useServices(corporation?.code)
  const service = given.service ? services.of(given.service) : undefined
  const limit = useLimit()
  const [contact, setContact] = useState<Record<string, string>>({})
  const [details, setDetails] = useState<Record<string, unknown>>({})
  const [documents, setDocuments] = useState<string[]>([])
  const [channel, setChannel] = useState<string>('office')
  const [at, setAt] = useState('')
  const known = service?.documents.map((d) => d.code) ?? []
  const asks = new Set(Object.keys((service?.form.properties ?? {}) as object))
  const body = {
    service: given.service ?? '',
    channel,
    ...(given.customer ? { customer: given.customer } : corporation ? { corporation: corporation.code } : {}),
    contact: Object.fromEntries(Object.entries(contact).filter(([, v]) => v.trim() !== '')),
    details: Object.fromEntries(Object.entries(details).filter(([k]) => asks.has(k))),
    documents: documents.filter((d) => known.includes(d)),
    ...(at ? { received_at: instantOf(at) } : {}),
  }
  const whole =
    service !== undefined &&
    (customer.data !== undefined || (!!contact.name?.trim() && !!(contact.phone?.trim() || contact.email?.trim()))) &&
    filled(service.form, details)
  const [asked] = useDebouncedValue(JSON.stringify(body), 300)
  const would = useQuery({
    queryKey: ['requests', 'would', asked],
    queryFn: () => post<Received>('/requests?dry_run=true', JSON.parse(asked)),
    enabled: whole && asked === JSON.stringify(body),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  })
  const save = useMutation({
    mutationFn: () => post<Received>('/requests', body),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['requests'] }),
  })
  const error = save.error ?? (whole ? would.error : null)
  const refused = error instanceof Refused ? error : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  if (save.data && service)
    return (
      <Receipt
        received={save.data}
        service={service}
        customer={customer.data}
        contact={body.contact}
        hotline={corporation?.hotline ?? null}
        again={() => {
          save.reset()
          setContact({})
          setDetails({})
          setDocuments([])
          setAt('')
          change({ customer: null, service: null })
        }}
      />
    )
  const write = (name: string) => ({
    value: contact[name] ?? '',
    onChange: (e: { currentTarget: { value: string } }) => setContact({ ...contact, [name]: e.currentTarget.value }),
    error: refused?.refused.find((r) => r.field === `contact.${name}`)?.reason,
  })
  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        <PageHead title={say('console.requests.new')} />
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
          <Stack gap="lg">
            <Part title={say('console.request.who-asks')}>
              {customer.data ? (
                <div className="panel">
                  <Text fw={700}>
                    {customer.data.name} <span className="figure">· {customer.data.code}</span>
                  </Text>
                  <Text size="sm">
                    {[customer.data.address, customer.data.commune, customer.data.province].filter(Boolean).join(', ')}
                  </Text>
                  <Button mt="xs" size="xs" variant="default" onClick={() => change({ customer: null })}>
                    {say('console.request.other-customer')}
                  </Button>
                </div>
              ) : (
                <>
                  <FindCustomer
                    large
                    label={say('console.request.find')}
                    description={say('console.request.find-why')}
                    onFound={(code) => change({ customer: code })}
                  />
                  {customer.error && <Failed error={customer.error} />}
                </>
              )}
              <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
                <TextInput label={say('console.request.name')} autoComplete="off" {...write('name')} />
                <TextInput label={say('console.request.phone')} type="tel" autoComplete="off" {...write('phone')} />
                <TextInput label={say('console.request.email')} type="email" autoComplete="off" {...write('email')} />
                <TextInput label={say('console.request.address')} autoComplete="off" {...write('address')} />
              </SimpleGrid>
              {!customer.data && corporations.length > 1 && (
                <Select
                  label={say('console.filter.corporation')}
                  data={corporations.map((c) => c.code)}
                  value={named}
                  onChange={setNamed}
                  required
                />
              )}
            </Part>
            <Part title={say('console.request.what')}>
              <Select
                label={say('console.request.service')}
                searchable
                required
                data={services.all.map((s) => ({ value: s.code, label: services.nameOf(s) }))}
                value={given.service ?? null}
                onChange={(code) => {
                  setDocuments([])
                  change({ service: code }, true)
                }}
                description={service && `${limit(service)} · ${service.rule}`}
              />
              {service && <RequestForm form={service.form} details={details} onChange={setDetails} error={refused} />}
              {service && service.documents.length > 0 && (
                <Checkbox.Group label={say('console.request.handed-in')} value={documents} onChange={setDocuments}>
                  {service.documents.map((d) => (
                    <Checkbox
                      key={d.code}
                      mt="xs"
                      value={d.code}
                      label={`${d[language]}${d.required ? '' : ` (${say('console.request.optional')})`}`}
                    />
                  ))}
                </Checkbox.Group>
              )}
              <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
                <Select
                  label={say('console.request.by-channel')}
                  data={channels.map((c) => ({ value: c, label: say(`requests.channel.${c}`) }))}
                  value={channel}
                  onChange={(c) => setChannel(c ?? 'office')}
                  allowDeselect={false}
                />
                <Moment
                  label={say('console.request.received')}
                  description={say('console.verb.at-now')}
                  value={at}
                  onChange={setAt}
                  max={civilOf(new Date())}
                />
              </SimpleGrid>
            </Part>
          </Stack>
          <Stack gap="md" component="section" aria-live="polite" aria-label={say('console.request.promise')}>
            {whole && would.data && !would.error ? (
              <Would would={would.data} service={service} />
            ) : (
              <div className="panel">
                <Text c="dimmed">{say('console.request.promise-later')}</Text>
              </div>
            )}
            {error && (
              <Alert color="red" role="alert">
                {error.message}
              </Alert>
            )}
            <Group>
              <Button type="submit" size="md" loading={save.isPending} disabled={!whole || would.error !== null}>
                {say('console.request.save')}
              </Button>
            </Group>
          </Stack>
        </SimpleGrid>
      </Stack>
    </form>
  )
}

/** What saving will do: the promise, what lacks, who has asked already, why the power is out. */
function Would({ would, service }: { would: Received; service: Service }) {
  const { say, when, language } = useWords()
  const lacking = service.documents.filter((d) => would.lacking.includes(d.code)).map((d) => d[language])
  return (
    <>
      <div className="panel">
        <Text fz="xl" fw={700} className="figure">
          {would.answer ??
            (would.due_at
              ? say('console.request.will-promise', { time: when(would.due_at) })
              : lacking.length > 0
                ? say('console.request.will-wait')
                : say('console.request.at-once'))}
        </Text>
      </div>
      <Warnings title={say('console.request.lacking')} texts={lacking} />
      {would.duplicates.length > 0 && (
        <div className="warning" role="note">
          <Text fw={700} size="sm">
            <span aria-hidden="true">! </span>
            {say('console.request.duplicates')}
          </Text>
          <ul>
            {would.duplicates.map((d) => (
              <li key={d.id}>
                <Go to={requestPage(d.code)}>{d.code}</Go> · {when(d.received_at)} · {say(`requests.state.${d.state}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}

/** For the customer to take along: the code in large type, what was promised, what is still to be brought. */
function Receipt({
  received: r,
  service,
  customer,
  contact,
  hotline,
  again,
}: {
  received: Received
  service: Service
  customer: Customer | undefined
  contact: Record<string, string>
  hotline: string | null
  again: () => void
}) {
  const { say, when, language } = useWords()
  const code = useRef<HTMLDivElement>(null)
  useEffect(() => code.current?.focus(), [])
  const lacking = service.documents.filter((d) => r.lacking.includes(d.code)).map((d) => d[language])
  return (
    <Stack gap="lg" maw={640}>
      <PageHead title={say('console.request.receipt')} />
      <div className="panel receipt" ref={code} tabIndex={-1}>
        <Text>{say('console.request.code')}</Text>
        <Text className="figure receipt-code">{r.code}</Text>
        <Text fw={700} size="lg" className="figure">
          {r.answer ??
            (r.due_at
              ? say('console.request.will-promise', { time: when(r.due_at) })
              : lacking.length > 0
                ? say('console.request.will-wait')
                : say('console.request.at-once'))}
        </Text>
        <Facts
          items={[
            [say('console.request.service'), language === 'vi' ? service.name : service.name_en],
            [
              say('console.request.who-asks'),
              customer
                ? `${customer.name} · ${customer.code}`
                : [contact.name, contact.phone, contact.email].filter(Boolean).join(' · '),
            ],
            [say('console.request.received'), when(new Date())],
            hotline !== null && [say('console.request.hotline'), hotline],
          ]}
        />
        {lacking.length > 0 && (
          <>
            <Text fw={700} mt="sm">
              {say('console.request.bring')}
            </Text>
            <ul>
              {lacking.map((d) => (
                <li key={d}>{d}</li>
              ))}
            </ul>
          </>
        )}
        <Text size="sm" mt="sm">
          {say('console.request.track')}
        </Text>
      </div>
      {r.joined && r.joined !== r.code && (
        <Text>
          {say('console.request.merged')} <Go to={requestPage(r.joined)}>{r.joined}</Go>
        </Text>
      )}
      <Group className="no-print">
        <Button onClick={() => window.print()}>{say('console.request.print')}</Button>
        <GoButton to={requestPage(r.code)}>{say('console.request.open')}</GoButton>
        <Button variant="default" onClick={again}>
          {say('console.request.another')}
        </Button>
      </Group>
    </Stack>
  )
}
