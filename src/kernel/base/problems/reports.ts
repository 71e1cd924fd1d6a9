import type { Entry } from './entry.ts'

export const reports = {
  'reports/not-begun': {
    status: 422,
    vi: 'Kỳ báo cáo {period} chưa bắt đầu',
    en: 'The period {period} has not begun',
  },
  'reports/province-needed': {
    status: 400,
    vi: 'Báo cáo của tỉnh cần tên tỉnh, thành phố',
    en: 'The report of a province needs its name',
  },
  'reports/unknown-province': {
    status: 404,
    vi: 'Không có khách hàng nào ở tỉnh, thành phố «{province}»; có: {known}',
    en: 'No customer lives in the province "{province}"; there are: {known}',
  },
  'reports/later-than-now': {
    status: 422,
    vi: 'Không thể nêu số liệu biết được vào {at}: thời điểm này chưa tới',
    en: 'What will be known on {at} cannot be told yet',
  },
  'reports/cannot-write': {
    status: 422,
    vi: 'Không ghi được tệp {file}: {reason}',
    en: 'Cannot write {file}: {reason}',
  },
  'reports/bad-address': {
    status: 400,
    vi: 'email: «{value}» không phải là một địa chỉ thư',
    en: 'email: "{value}" is not a mail address',
  },
  'reports/unknown-order': {
    status: 404,
    vi: 'Không có lịch gửi báo cáo {id}',
    en: 'There is no standing order {id} for a report',
  },
} as const satisfies Record<string, Entry>
