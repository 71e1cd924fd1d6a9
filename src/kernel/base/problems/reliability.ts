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
} as const satisfies Record<string, Entry>
