import type { Entry } from './entry.ts'

export const organisation = {
  'organisation/outside-calendar': {
    status: 422,
    vi: '{what}: ngoài lịch làm việc, lịch có từ năm {first, number, ::group-off} đến năm {last, number, ::group-off}',
    en: '{what}: outside the working calendar, which runs from {first, number, ::group-off} to {last, number, ::group-off}',
  },
  'organisation/not-a-day': {
    status: 400,
    vi: '«{value}» không phải là ngày (ví dụ 2026-11-24)',
    en: '"{value}" is not a day (for example 2026-11-24)',
  },
  'organisation/not-a-count': {
    status: 400,
    vi: 'Số ngày làm việc phải là số nguyên, không phải «{value}»',
    en: 'Working days are counted whole, not "{value}"',
  },
  'organisation/unknown-corporation': {
    status: 404,
    vi: 'Không có tổng công ty {code}',
    en: 'There is no corporation {code}',
  },
  'organisation/unknown-unit': {
    status: 404,
    vi: 'Tổng công ty {corporation} không có đơn vị {code}',
    en: '{corporation} has no unit {code}',
  },
  'organisation/notice-missing': {
    status: 422,
    vi: 'Hãy nêu văn bản quy định ngày này (số hiệu, cơ quan ban hành)',
    en: 'Name the notice that says so (its number and who gave it)',
  },
  'organisation/day-told-late': {
    status: 422,
    vi: 'Ngày {day} đã qua; hãy nêu lý do khai báo muộn',
    en: '{day} is past; say why it is declared late',
  },
  'organisation/swap-same-day': {
    status: 422,
    vi: 'Không thể hoán đổi ngày {day} với chính nó',
    en: '{day} cannot be swapped with itself',
  },
  'organisation/bad-hours': {
    status: 422,
    vi: 'Giờ làm việc không hợp lệ: {reason}',
    en: 'These office hours do not work: {reason}',
  },
} as const satisfies Record<string, Entry>
