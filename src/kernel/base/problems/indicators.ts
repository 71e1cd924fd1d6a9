import type { Entry } from './entry.ts'

export const indicators = {
  'indicators/unknown': {
    status: 404,
    vi: 'Không có chỉ tiêu «{code}»; xem danh sách bằng GET /indicators',
    en: 'There is no indicator "{code}"; GET /indicators lists them',
  },
  'indicators/reason-needed': { status: 422, vi: 'Hãy nêu lý do', en: 'Give a reason' },
  'indicators/impossible-target': {
    status: 422,
    vi: '{field}: {value} không thể là mục tiêu của {code} ({unit})',
    en: '{field}: {value} cannot be a target of {code} ({unit})',
  },
  'indicators/group-target-of-one': {
    status: 422,
    vi: 'Mục tiêu của một tổng công ty không thể đồng thời là mục tiêu chung của tập đoàn',
    en: 'A target of one corporation cannot be the target of the group as well',
  },
  'indicators/bad-definition': {
    status: 422,
    vi: 'Định nghĩa chưa tính được: {first}',
    en: 'The definition cannot be computed: {first}',
  },
  'indicators/bad-code': {
    status: 422,
    vi: '«{code}» không dùng làm mã được (chữ thường không dấu, số, gạch dưới; 2 đến 40 ký tự)',
    en: '"{code}" cannot be a code (small letters, digits, underscores; 2 to 40 characters)',
  },
  'indicators/version-in-the-past': {
    status: 422,
    vi: 'Chỉ tiêu {code} đã có số liệu: phiên bản mới chỉ tính từ tháng {month} trở đi, tháng đã qua giữ định nghĩa cũ',
    en: 'Indicator {code} has figures already: a new version counts from {month} on, past months keep the definition of their day',
  },
  'indicators/not-made-here': {
    status: 409,
    vi: 'Không có định nghĩa nào của {code} đang có hiệu lực để thôi dùng',
    en: 'There is no definition of {code} in force that could be withdrawn',
  },
  'indicators/bad-period': {
    status: 400,
    vi: 'Kỳ tính kết thúc ({to}) trước khi bắt đầu ({from})',
    en: 'The period ends ({to}) before it begins ({from})',
  },
  'indicators/bad-published': {
    status: 422,
    vi: 'Tệp số liệu đã công bố không đúng dạng: {reason}',
    en: 'The file of published figures is not as it should be: {reason}',
  },
} as const satisfies Record<string, Entry>
