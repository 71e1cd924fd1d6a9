import {
  Alert,
  Button,
  Checkbox,
  FileInput,
  Group,
  Progress,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Answered, Refused, upload } from '../api.ts'
import { useAddress, withQuery } from '../parts/address.ts'
import { csvOf, download } from '../parts/csv.ts'
import { PageHead, Part, Warnings, Wide } from '../parts/page.tsx'
import { useWords } from '../words.tsx'

type Report = Answered<'/api/v1/imports/{kind}', 'post'>
type Refusal = Report['refused'][number]
const kinds = [
  'network',
  'customers',
  'offices',
  'interruptions',
  'customers_served',
  'requests',
  'energy',
  'satisfaction',
  'calls',
] as const
const shown_max = 200

/** A file goes in whole or not at all; every refused row says file, line, field and reason. */
export function Imports() {
  const { say } = useWords()
  const queries = useQueryClient()
  const [search, change] = useAddress<'kind'>()
  const kind = search.kind ?? 'network'
  const [file, setFile] = useState<File | null>(null)
  const [corporation, setCorporation] = useState('')
  const [skip, setSkip] = useState(false)
  const [loads, setLoads] = useState(false)
  const [sent, setSent] = useState(0)
  const run = useMutation({
    mutationFn: (dry_run: boolean) =>
      upload<Report>(
        withQuery(`/imports/${kind}`, {
          ...(dry_run ? { dry_run } : {}),
          ...(skip ? { skip_bad: true } : {}),
          ...(loads && kind === 'network' ? { customers_from_loads: true } : {}),
          corporation: corporation.trim(),
        }),
        file!,
        setSent,
      ),
    onMutate: () => setSent(0),
    onSuccess: (_, dry) => {
      if (!dry) void queries.invalidateQueries()
    },
  })
  const refused = run.data?.refused ?? (run.error instanceof Refused ? run.error.refused : [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    run.mutate(true)
  }
  // Checked, and something would go in: the next thing is to import it. One bad row keeps all out, unless they are skipped.
  const checked = run.isSuccess && run.variables && run.data.accepted > 0 && (run.data.refused_count === 0 || skip)
  return (
    <Stack gap="lg" maw={960}>
      <PageHead title={say('console.imports.title')}>
        <Text c="dimmed">{say('console.imports.text')}</Text>
      </PageHead>
      <form onSubmit={submit}>
        <Stack gap="sm" maw={560}>
          <Select
            label={say('console.filter.kind')}
            value={kind}
            onChange={(v) => {
              change({ kind: v })
              run.reset()
            }}
            data={kinds.map((k) => ({ value: k, label: say(`console.imports.${k}`) }))}
            allowDeselect={false}
          />
          <FileInput
            label={say('console.imports.file')}
            description={say(kind === 'network' ? 'console.imports.file-network' : 'console.imports.file-csv')}
            placeholder={say('console.imports.choose')}
            value={file}
            onChange={(f) => {
              setFile(f)
              run.reset()
            }}
            required
            clearable
            clearButtonProps={{ 'aria-label': say('console.imports.clear') }}
          />
          <TextInput
            label={say('console.imports.corporation')}
            value={corporation}
            onChange={(e) => setCorporation(e.currentTarget.value)}
          />
          <Checkbox
            label={say('console.imports.skip')}
            description={say('console.imports.skip-why')}
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
            <Button
              type="submit"
              disabled={!file}
              loading={run.isPending && run.variables}
              variant={checked ? 'default' : 'filled'}
            >
              {say('console.imports.check')}
            </Button>
            <Button
              disabled={!file}
              loading={run.isPending && !run.variables}
              variant={checked ? 'filled' : 'default'}
              onClick={() => run.mutate(false)}
            >
              {checked ? say('console.imports.do-n', { n: run.data.accepted }) : say('console.imports.do')}
            </Button>
          </Group>
        </Stack>
      </form>
      <section aria-live="polite" aria-label={say('console.imports.result')}>
        {run.isPending && (
          <Stack gap="xs">
            <Progress value={sent * 100} animated={sent >= 1} aria-label={say('console.imports.sending')} />
            <Text size="sm">
              {sent < 1 ? say('console.imports.sent', { share: sent }) : say('console.imports.working')}
            </Text>
          </Stack>
        )}
        {run.error && (
          <Alert color="red" role="alert" title={say('console.imports.nothing')}>
            {run.error.message}
          </Alert>
        )}
        {run.data && <ReportPanel report={run.data} dry={run.variables ?? false} />}
      </section>
      {refused.length > 0 && (
        <RefusedRows refused={refused} all={run.data?.refused_count ?? refused.length} name={`${kind}-refused.csv`} />
      )}
    </Stack>
  )
}

function ReportPanel({ report, dry }: { report: Report; dry: boolean }) {
  const { say, number } = useWords()
  const counts = (of: Record<string, number>) => Object.entries(of).filter(([, n]) => n > 0)
  return (
    <Stack gap="sm">
      <div className="panel">
        <Text fw={700} size="lg">
          <span aria-hidden="true">{report.refused_count === 0 ? '✓ ' : '! '}</span>
          {say(dry ? 'console.imports.would' : 'console.imports.done')}
        </Text>
        <Text className="figure">
          {say('console.imports.report', {
            read: report.read,
            accepted: report.accepted,
            refused: report.refused_count,
          })}
        </Text>
        <ul className="counts">
          {counts(report.created).map(([what, n]) => (
            <li key={what} className="figure">
              <b>{number(n)}</b> {what.replaceAll('_', ' ')}
            </li>
          ))}
        </ul>
        {counts(report.ignored).length > 0 && (
          <Text size="sm" c="dimmed" className="figure">
            {say('console.imports.ignored')}:{' '}
            {counts(report.ignored)
              .map(([what, n]) => `${what} ${number(n)}`)
              .join(', ')}
          </Text>
        )}
      </div>
      <Warnings title={say('console.outage.warnings')} texts={report.warnings} />
    </Stack>
  )
}

function RefusedRows({ refused, all, name }: { refused: Refusal[]; all: number; name: string }) {
  const { say, number } = useWords()
  const save = () =>
    download(
      name,
      csvOf(
        ['file', 'line', 'field', 'reason'],
        refused.map((r) => [r.file, r.line, r.field, r.reason]),
      ),
    )
  return (
    <Part
      title={say('console.imports.refused-n', { n: all })}
      aside={
        <Button variant="default" size="xs" onClick={save}>
          {say('console.imports.csv')}
        </Button>
      }
    >
      <Wide label={say('console.imports.refused-n', { n: all })}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('console.imports.where')}</Table.Th>
              <Table.Th>{say('console.imports.field')}</Table.Th>
              <Table.Th>{say('console.col.reason')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {refused.slice(0, shown_max).map((r, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two refusals can be alike in all they say
              <Table.Tr key={i}>
                <Table.Td className="figure">
                  {r.file}
                  {r.line === undefined ? '' : `:${r.line}`}
                </Table.Td>
                <Table.Td>{r.field}</Table.Td>
                <Table.Td>{r.reason}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
      {all > shown_max && (
        <Text size="sm" c="dimmed">
          {say('console.imports.first', { n: shown_max, all: number(all), got: refused.length })}
        </Text>
      )}
    </Part>
  )
}
