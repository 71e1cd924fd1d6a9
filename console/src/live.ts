import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

/** Hears committed events (server-sent) and marks stale what rests on them: the first word of the event names it. */
export function useLive(signedIn: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!signedIn) return
    const source = new EventSource('/api/v1/live')
    const refresh = (name: string) => {
      if (name === 'resync') return void queries.invalidateQueries()
      const subject = name.split('.')[0]
      void queries.invalidateQueries({ predicate: (q) => q.queryKey.includes(subject) || q.queryKey.includes('live') })
    }
    source.onmessage = (message) => {
      try {
        refresh(String(JSON.parse(message.data).name ?? ''))
      } catch {
        void queries.invalidateQueries()
      }
    }
    return () => source.close()
  }, [signedIn, queries])
}
