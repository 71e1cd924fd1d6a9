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
  'organisation/not-yours': {
    status: 403,
    vi: 'Bạn không được thay đổi dữ liệu của {code}',
    en: 'You may not change what belongs to {code}',
  },
  'organisation/not-for-all': {
    status: 403,
    vi: 'Chỉ người quản trị toàn tập đoàn mới được khai báo cho mọi tổng công ty',
    en: 'Only an administrator of the whole group may declare this for all corporations',
  },
  'organisation/swap-not-working': {
    status: 422,
    vi: '{day} vốn đã là ngày nghỉ, không thể hoán đổi',
    en: '{day} is a day off already and cannot be given off in exchange',
  },
  'organisation/swap-already-working': {
    status: 422,
    vi: '{day} vốn đã là ngày làm việc, không thể làm bù vào ngày này',
    en: '{day} is a working day already and cannot be worked in exchange',
  },
  'organisation/bad-hours': {
    status: 422,
    vi: 'Giờ làm việc không hợp lệ: {reason}',
    en: 'These office hours do not work: {reason}',
  },
} as const satisfies Record<string, Entry>
