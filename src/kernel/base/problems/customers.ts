import type { Entry } from './entry.ts'

export const customers = {
  'customers/unknown': { status: 404, vi: 'Không có khách hàng mã {code}', en: 'There is no customer {code}' },
} as const satisfies Record<string, Entry>
