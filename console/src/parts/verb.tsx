import { Alert, Button, Group, Modal, Stack, Text, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { post, Refused } from '../api.ts'
import { useMe } from '../me.ts'
import { useWords } from '../words.tsx'

/**
 * A verb as a button. One that cannot be used is shown, disabled, with its reason. A dangerous one says what it will do
 * and to how many before it does it.
 */
export function Verb({
  label,
  may,
  possible,
  path,
  send = post,
  body,
  confirm,
  children,
  done,
  primary,
  ready = true,
  small,
  refused,
  begun = false,
  onOpen,
  again,
}: {
  label: string
  may: string
  possible: boolean
  path: string
  send?: (path: string, body?: unknown) => Promise<unknown>
  body?: () => unknown
  confirm?: string
  children?: ReactNode
  done?: string
  primary?: boolean
  ready?: boolean
  small?: boolean
  /** Why it cannot be done, in the server's words. */
  refused?: string | null
  /** Its form stands open from the start. */
  begun?: boolean
  onOpen?: () => void
  /** Reads anew what somebody else changed meanwhile; what was typed stays. */
  again?: () => Promise<unknown>
}) {
  const { say } = useWords()
  const me = useMe()
  const queries = useQueryClient()
  const [opened, { open, close }] = useDisclosure(begun, { onOpen })
  const allowed = me.data?.permissions.includes(may) ?? false
  const act = useMutation({
    mutationFn: () => send(path, body?.() ?? {}),
    onSuccess: () => {
      close()
      notifications.show({ message: done ?? say('console.verb.done', { verb: label }) })
      void queries.invalidateQueries()
    },
  })
  const why = !allowed ? say('console.verb.not-you') : !possible ? (refused ?? say('console.verb.not-now')) : undefined
  const form = confirm !== undefined || children !== undefined
  return (
    <>
      <Tooltip label={why} disabled={!why} events={{ hover: true, focus: true, touch: true }}>
        <Button
          variant={primary && !why ? 'filled' : 'default'}
          size={small ? 'xs' : 'sm'}
          onClick={why ? undefined : form ? open : () => act.mutate()}
          loading={act.isPending && !form}
          aria-disabled={why ? true : undefined}
          data-disabled={why ? true : undefined}
          aria-description={why}
        >
          {label}
        </Button>
      </Tooltip>
      {!form && act.error && (
        <Alert color="red" role="alert" withCloseButton onClose={act.reset}>
          {act.error.message}
        </Alert>
      )}
      <Modal
        opened={opened}
        onClose={close}
        title={label}
        closeButtonProps={{ 'aria-label': say('console.verb.close') }}
      >
        <form
          onSubmit={(e) => {
            e.preventDefault()
            act.mutate()
          }}
        >
          <Stack gap="sm">
            {confirm && <Text>{confirm}</Text>}
            {children}
            {act.error && (
              <Alert color="red" role="alert">
                {act.error.message}
                {again && act.error instanceof Refused && act.error.status === 409 && (
                  <Button variant="default" size="xs" mt="xs" onClick={() => void again().then(act.reset)}>
                    {say('console.request.read-again')}
                  </Button>
                )}
              </Alert>
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {say('console.verb.close')}
              </Button>
              <Button
                type="submit"
                loading={act.isPending}
                disabled={!ready}
                data-autofocus={children === undefined ? true : undefined}
              >
                {label}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
