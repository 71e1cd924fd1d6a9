import { useNavigate, useSearch } from '@tanstack/react-router'

/** What the address bar holds, and a way to change some of it; null or '' removes. Going back undoes a filter. */
export function useAddress<K extends string>(): [
  Partial<Record<K, string>>,
  (change: Partial<Record<K, string | null | undefined>>, replace?: boolean) => void,
] {
  const search = useSearch({ strict: false } as never) as Partial<Record<K, string>>
  const navigate = useNavigate()
  return [
    search,
    (change, replace = false) => {
      const next = Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, v]) => v != null && v !== ''))
      void navigate({ to: '.', search: next as never, replace })
    },
  ]
}

/** The address of a list with its filters: '/faults?limit=50&state=open'. */
export function withQuery(path: string, query: Record<string, string | number | boolean | null | undefined>): string {
  const q = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value != null && value !== '') q.set(key, String(value))
  const text = q.toString()
  return text ? `${path}?${text}` : path
}

/** Where a planned outage, a fault or a request is shown. */
export const pageOf = (kind: string, code: string): string =>
  kind === 'request'
    ? `/requests/${encodeURIComponent(code)}`
    : kind === 'fault'
      ? `/faults/${encodeURIComponent(code)}`
      : `/outages/${encodeURIComponent(code)}`
