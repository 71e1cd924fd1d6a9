import { Alert, Button, Checkbox, FileInput, Group, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Refused, upload } from '../api.ts'
import { useWords } from '../words.tsx'

interface Report {
  kind: string
  read: number
  accepted: number
  refused: { file?: string; line?: number; field?: string; reason: string }[]
  refused_count: number
  created: Record<string, number>
  ignored: Record<string, number>
  warnings: string[]
}
const kinds = [
  'network',
  'customers',
  'offices',
  'interruptions',
  'customers_served',
  'requests',
  'energy',
  'satisfaction',
]

/** A file goes in whole or not at all; every refused row says file, line, field and reason. */
export function Imports() {
  const { say, number } = useWords()
  const [kind, setKind] = useState('customers')
  const [file, setFile] = useState<File | null>(null)
  const [corporation, setCorporation] = useState('')
  const [dry, setDry] = useState(true)
  const [skip, setSkip] = useState(false)
  const [loads, setLoads] = useState(false)
  const run = useMutation({
    mutationFn: () => {
      const q = new URLSearchParams()
      if (dry) q.set('dry_run', 'true')
      if (skip) q.set('skip_bad', 'true')
      if (loads) q.set('customers_from_loads', 'true')
      if (corporation) q.set('corporation', corporation)
      return upload<Report>(`/imports/${kind}?${q}`, file!)
    },
  })
  const refused = run.data?.refused ?? (run.error instanceof Refused ? run.error.refused : [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    run.mutate()
  }
  const download = () => {
    const text = [
      'file,line,field,reason',
      ...refused.map((r) =>
        [r.file ?? '', r.line ?? '', r.field ?? '', `"${r.reason.replaceAll('"', '""')}"`].join(','),
      ),
    ].join('\n')
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv' }))
    link.download = 'refused.csv'
    link.click()
  }
  return (
    <Stack maw={900}>
      <Title order={1}>{say('console.imports.title')}</Title>
      <form onSubmit={submit}>
        <Stack gap="sm" maw={520}>
          <Select
            label={say('console.filter.kind')}
            value={kind}
            onChange={(v) => setKind(v ?? 'customers')}
            data={kinds.map((k) => ({ value: k, label: say(`console.imports.${k}`) }))}
            allowDeselect={false}
          />
          <FileInput label={say('console.imports.file')} value={file} onChange={setFile} required clearable />
          <TextInput
            label={say('console.imports.corporation')}
            value={corporation}
            onChange={(e) => setCorporation(e.currentTarget.value)}
          />
          <Checkbox
            label={say('console.imports.dry')}
            checked={dry}
            onChange={(e) => setDry(e.currentTarget.checked)}
          />
          <Checkbox
            label={say('console.imports.skip')}
            checked={skip}
            onChange={(e) => setSkip(e.currentTarget.checked)}
          />
          {kind === 'network' && (
            <Checkbox
              label={say('console.imports.loads')}
              checked={loads}
              onChange={(e) => setLoads(e.currentTarget.checked)}
            />
          )}
          <Group>
            <Button type="submit" loading={run.isPending} disabled={!file}>
              {say(dry ? 'console.imports.check' : 'console.imports.do')}
            </Button>
          </Group>
        </Stack>
      </form>
      <div aria-live="polite">
        {run.error && (
          <Alert color="red" role="alert">
            {run.error.message}
          </Alert>
        )}
        {run.data && (
          <Stack gap={4} className="panel">
            <Text fw={700}>
              {say('console.imports.report', {
                read: run.data.read,
                accepted: run.data.accepted,
                refused: run.data.refused_count,
              })}
            </Text>
            {Object.entries(run.data.created).map(([k, n]) => (
              <Text key={k} size="sm" className="figure">
                {k}: {number(n)}
              </Text>
            ))}
            {run.data.warnings.map((w) => (
              <Text key={w} size="sm">
                ! {w}
              </Text>
            ))}
          </Stack>
        )}
        {refused.length > 0 && (
          <Stack gap="xs">
            <Group justify="space-between">
              <Title order={2} size="h3">
                {say('console.imports.refused')}
              </Title>
              <Button variant="default" onClick={download}>
                {say('console.imports.csv')}
              </Button>
            </Group>
            <Table.ScrollContainer minWidth={520}>
              <Table>
                <Table.Tbody>
                  {refused.slice(0, 200).map((r, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: two refusals can be alike in all they say
                    <Table.Tr key={i}>
                      <Table.Td className="figure">
                        {r.file}:{r.line}
                      </Table.Td>
                      <Table.Td>{r.field}</Table.Td>
                      <Table.Td>{r.reason}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Stack>
        )}
      </div>
    </Stack>
  )
}
