import { Button, FileButton, Group, Modal, Progress, Select, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { upload } from '../api.ts'
import { Failed, Waiting } from '../frame/states.tsx'
import { useMe } from '../me.ts'
import { useWords } from '../words.tsx'
import { withQuery } from './address.ts'
import { Part } from './page.tsx'
import type { Shown } from './request.tsx'

type File_ = Shown['attachments'][number]

const shown = ['image/jpeg', 'image/png', 'image/webp']
const address = (a: File_) => `/api/v1/requests/${encodeURIComponent(a.code)}/attachments/${a.seq}`

/**
 * Pictures and PDFs of a request: a picture opens here, a PDF in the browser's own viewer beside the page, HEIC (which
 * browsers do not show) is downloaded; a new one may be one of the documents.
 */
export function Attachments({ request: r }: { request: Shown }) {
  const { say, when, number } = useWords()
  const me = useMe()
  const queries = useQueryClient()
  const [document, setDocument] = useState<string | null>(null)
  const [share, setShare] = useState(0)
  const [opened, setOpened] = useState<File_>()
  const send = useMutation({
    mutationFn: (file: File) =>
      upload(withQuery(`/requests/${r.id}/attachments`, { channel: 'office', document }), file, setShare),
    onSettled: () => {
      setShare(0)
      setDocument(null)
      void queries.invalidateQueries({ queryKey: ['requests'] })
    },
  })
  const may = me.data?.permissions.includes('requests.work') ?? false
  return (
    <Part title={say('console.request.attachments')}>
      {r.attachments.length > 0 && (
        <ul className="rows">
          {r.attachments.map((a) => (
            <li key={`${a.code} ${a.seq}`}>
              <div>
                <Text fw={700} style={{ overflowWrap: 'anywhere' }}>
                  {a.name}
                </Text>
                <Text size="sm" c="dimmed" className="figure">
                  {[
                    r.documents.find((d) => d.code === a.document)?.name,
                    `${number(Math.max(1, Math.round(a.bytes / 1024)))} KB`,
                    when(a.recorded_at),
                    a.actor,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
                {a.media === 'image/heic' && <Text size="sm">{say('console.request.heic')}</Text>}
              </div>
              <Group gap="xs" className="end">
                {shown.includes(a.media) && (
                  <Button size="xs" variant="default" onClick={() => setOpened(a)}>
                    {say('console.request.look')}
                  </Button>
                )}
                {a.media === 'application/pdf' && (
                  <Button
                    size="xs"
                    variant="default"
                    component="a"
                    href={`${address(a)}?inline=true`}
                    target="_blank"
                    rel="noopener"
                  >
                    {say('console.request.open-file')}
                  </Button>
                )}
                <Button size="xs" variant="default" component="a" href={address(a)} download={a.name}>
                  {say('console.request.download')}
                </Button>
              </Group>
            </li>
          ))}
        </ul>
      )}
      {may && (
        <Group gap="sm" align="flex-end" className="no-print">
          {r.documents.length > 0 && (
            <Select
              label={say('console.request.is-document')}
              placeholder={say('console.request.no-document')}
              clearable
              data={r.documents.map((d) => ({ value: d.code, label: d.name }))}
              value={document}
              onChange={setDocument}
            />
          )}
          <FileButton
            onChange={(file) => file && send.mutate(file)}
            accept="image/jpeg,image/png,image/webp,image/heic,application/pdf"
          >
            {(props) => (
              <Button variant="default" loading={send.isPending} {...props}>
                {say('console.request.attach')}
              </Button>
            )}
          </FileButton>
        </Group>
      )}
      {share > 0 && share < 1 && <Progress value={share * 100} aria-label={say('console.request.attach')} />}
      {send.error && <Failed error={send.error} />}
      <Modal
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        title={opened?.name}
        size="xl"
        closeButtonProps={{ 'aria-label': say('console.verb.close') }}
      >
        {opened && <Picture file={opened} />}
      </Modal>
    </Part>
  )
}

/** The server sends every file as a download; here it is shown only as the picture that its first bytes say it is. */
function Picture({ file }: { file: File_ }) {
  const blob = useQuery({
    queryKey: ['attachment', file.sha256],
    queryFn: async () => {
      const reply = await fetch(address(file), { credentials: 'same-origin' })
      if (!reply.ok) throw new Error(`HTTP ${reply.status}`)
      return new Blob([await reply.arrayBuffer()], { type: file.media })
    },
  })
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (!blob.data) return
    const made = URL.createObjectURL(blob.data)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [blob.data])
  if (blob.error) return <Failed error={blob.error} again={() => void blob.refetch()} />
  if (!url) return <Waiting />
  return (
    <Stack>
      <img src={url} alt={file.name} style={{ maxWidth: '100%' }} />
    </Stack>
  )
}
