import type { Entry } from './entry.ts'

export const notices = {
  'notices/no-such-call': {
    status: 404,
    vi: 'Thông báo {notice, number, ::group-off} không có cuộc gọi nào cho khách hàng này',
    en: 'Notice {notice, number, ::group-off} has no call to this customer',
  },
  'notices/called-already': {
    status: 409,
    vi: 'Khách hàng này đã có người gọi lúc {at, time, short}',
    en: 'Somebody called this customer at {at, time, short}',
  },
} as const satisfies Record<string, Entry>
