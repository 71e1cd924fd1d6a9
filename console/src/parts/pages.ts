import { useInfiniteQuery } from '@tanstack/react-query'
import { get } from '../api.ts'
import { withQuery } from './address.ts'

/** A list that comes page by page, by cursor. */
export function usePages<T>(
  key: readonly string[],
  path: string,
  filters: Record<string, string | number | boolean | null | undefined>,
) {
  const query = useInfiniteQuery({
    queryKey: [...key, path, filters],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      get<{ items: T[]; next: string | null }>(withQuery(path, { limit: 50, ...filters, cursor: pageParam })),
    getNextPageParam: (last) => last.next ?? undefined,
  })
  return { ...query, data: query.data?.pages.flatMap((p) => p.items) }
}
