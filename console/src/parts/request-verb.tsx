import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useRef } from 'react'
import { get, post } from '../api.ts'
import { useWords } from '../words.tsx'
import type { Shown } from './request.tsx'
import { Verb } from './verb.tsx'

export const requestKey = (id: string) => ['requests', 'promise', id]

/** May it be done now, and why not. */
const can = (request: Shown, verb: string) => request.can.find((c) => c.verb === verb)

/**
 * A verb of a request. It carries the version that the clerk saw when the form opened, however the page refreshes behind
 * it: whoever comes second is told what the other did, reads it anew, and sends what they had typed.
 */
export function RequestVerb({
  request,
  verb,
  name = verb,
  path,
  may = 'requests.work',
  body,
  hinder,
  children,
  ...rest
}: {
  request: Shown
  /** As the rules call it. */
  verb: string
  /** Of its text. */
  name?: string
  path: string
  may?: string
  body?: () => Record<string, unknown>
  /** Why it cannot be done, where the rules know no reason of their own. */
  hinder?: string | null
  children?: ReactNode
  confirm?: string
  primary?: boolean
  ready?: boolean
  label?: string
  begun?: boolean
  send?: (path: string, body?: unknown) => Promise<unknown>
}) {
  const { say } = useWords()
  const queries = useQueryClient()
  const seen = useRef(request.version)
  const form = children !== undefined || rest.confirm !== undefined
  const known = can(request, verb)
  return (
    <Verb
      label={say(`requests.verb.${name}`)}
      may={may}
      possible={(known?.can ?? false) && !hinder}
      refused={hinder ?? known?.why}
      path={`/requests/${request.id}/${path}`}
      body={() => ({ ...body?.(), version: form ? seen.current : request.version })}
      onOpen={() => {
        seen.current = request.version
      }}
      again={async () => {
        const now = await get<Shown>(`/requests/${request.id}`)
        seen.current = now.version
        await queries.invalidateQueries({ queryKey: ['requests', 'promise'] })
      }}
      {...rest}
      send={rest.send ?? post}
    >
      {children}
    </Verb>
  )
}
