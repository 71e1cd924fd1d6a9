import type { Entry } from './entry.ts'

export const reliability = {
  'reliability/bad-month': {
    status: 400,
    vi: '{field}: «{value}» không phải là tháng (ví dụ 2017-03)',
    en: '{field}: "{value}" is not a month (for example 2017-03)',
  },
  'reliability/bad-period': {
    status: 400,
    vi: 'Kỳ tính kết thúc ({to}) trước khi bắt đầu ({from})',
    en: 'The period ends ({to}) before it begins ({from})',
  },
  'reliability/too-long': {
    status: 400,
    vi: 'Kỳ tính dài quá {most, number} tháng',
    en: 'The period is longer than {most, number} months',
  },
  'reliability/unknown-dimension': {
    status: 400,
    vi: 'Không chia được theo «{name}»; có thể chia theo: {known}',
    en: 'Cannot divide by "{name}"; choose from: {known}',
  },
  'reliability/unknown-rules': {
    status: 400,
    vi: 'Không có bộ quy tắc «{name}»; có: {known}',
    en: 'There is no rule book "{name}"; choose from: {known}',
  },
  'reliability/bad-year': {
    status: 400,
    vi: '«{value}» không phải là năm (ví dụ 2017)',
    en: '"{value}" is not a year (for example 2017)',
  },
  'reliability/month-not-over': {
    status: 409,
    vi: 'Tháng {month} chưa hết nên chưa chốt được',
    en: 'The month {month} is not over and cannot be closed yet',
  },
  'reliability/already-closed': {
    status: 409,
    vi: 'Tháng {month} của {corporation} đã được chốt lúc {closed_at} bởi {actor}; muốn chốt lại phải mở lại trước',
    en: '{month} of {corporation} was closed at {closed_at} by {actor}; it must be reopened before it is closed again',
  },
  'reliability/not-closed': {
    status: 409,
    vi: 'Tháng {month} của {corporation} chưa được chốt',
    en: '{month} of {corporation} is not closed',
  },
  'reliability/nobody-served': {
    status: 409,
    vi: 'Tháng {month} của {corporation} có mất điện nhưng chưa có số khách hàng; hãy nhập customers_served trước khi chốt',
    en: '{month} of {corporation} has interruptions but nobody said how many customers were served; import customers_served before closing',
  },
  'reliability/being-written': {
    status: 503,
    vi: 'Số liệu mất điện đang được ghi (có thể đang nhập tệp); hãy thử lại sau ít phút',
    en: 'Interruptions are being written (perhaps a file is being imported); try again in some minutes',
  },
  'reliability/nothing-changed': {
    status: 400,
    vi: 'Chưa nói đổi gì: sustained_over_s, exclude, include hoặc deviation',
    en: 'Nothing is changed: say sustained_over_s, exclude, include or deviation',
  },
  'reliability/no-reason': {
    status: 400,
    vi: 'reason: mở lại một tháng đã chốt phải có lý do',
    en: 'reason: reopening a closed month needs a reason',
  },
} as const satisfies Record<string, Entry>
