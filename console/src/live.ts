import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

// What comes in a burst (an import, a storm) is one look at the server, and still within the second.
const gather_ms = 300

/** Hears committed events (server-sent) and marks stale what rests on them: the first word of the event names it. */
export function useLive(signedIn: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!signedIn) return
    const source = new EventSource('/api/v1/live')
    const heard = new Set<unknown>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      timer = undefined
      const subjects = new Set(heard)
      heard.clear()
      if (subjects.has('resync')) return void queries.invalidateQueries()
      void queries.invalidateQueries({
        predicate: (q) => q.queryKey.some((part) => part === 'live' || subjects.has(part)),
      })
    }
    const refresh = (name: string) => {
      heard.add(name.split('.')[0])
      timer ??= setTimeout(look, gather_ms)
    }
    source.onmessage = (message) => {
      try {
        refresh(String(JSON.parse(message.data).name ?? ''))
      } catch {
        refresh('resync')
      }
    }
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [signedIn, queries])
}
