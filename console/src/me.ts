import { useQuery } from '@tanstack/react-query'
import { get, Refused } from './api.ts'

export interface Me {
  id: string
  login: string
  name: string
  language: 'vi' | 'en'
  group: boolean
  roles: {
    role: string
    scope: 'group' | 'corporation' | 'unit'
    corporation_id: number | null
    unit_id: number | null
  }[]
  corporations: { id: number; code: string; name: string; name_en: string; hotline: string | null }[]
  permissions: string[]
}

/** Who is signed in; null when nobody is. */
export function useMe() {
  return useQuery({
    queryKey: ['me'],
    queryFn: async (): Promise<Me | null> => {
      try {
        return await get<Me>('/me')
      } catch (error) {
        if (error instanceof Refused && error.status === 401) return null
        throw error
      }
    },
    staleTime: 60_000,
    retry: (count, error) => !(error instanceof Refused) && count < 3,
  })
}
