import type { Entry } from './entry.ts'

export const promises = {
  'promises/unknown': { status: 404, vi: 'Không có lời hứa {id}', en: 'There is no promise {id}' },
  'promises/unknown-outcome': {
    status: 404,
    vi: 'Lời hứa không có kết quả số {seq} nào còn hiệu lực để đính chính',
    en: 'The promise has no outcome {seq} that still holds and could be corrected',
  },
  'promises/more-than-promised': {
    status: 422,
    vi: 'Không thể ghi kết quả cho {customers} khách hàng: lời hứa {id} chỉ còn {open}',
    en: 'Cannot settle {customers} customers: promise {id} has only {open} left',
  },
  'promises/no-transformers': {
    status: 422,
    vi: 'Lời hứa loại {kind} không gắn với trạm biến áp nào',
    en: 'A promise of kind {kind} is not bound to transformers',
  },
  'promises/reason-needed': { status: 422, vi: 'Đính chính phải nêu lý do', en: 'A correction needs a reason' },
} as const satisfies Record<string, Entry>
