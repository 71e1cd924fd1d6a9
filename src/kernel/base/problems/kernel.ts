import type { Entry } from './entry.ts'

export const kernel = {
  'kernel/internal': {
    status: 500,
    vi: 'Có lỗi ở phía hệ thống; yêu cầu chưa được thực hiện. Mã tra cứu: {request}',
    en: 'Something failed on our side; nothing was done. Reference: {request}',
  },
  'kernel/not-found': { status: 404, vi: 'Không có {what}', en: 'There is no {what}' },
  'kernel/invalid': { status: 400, vi: '{field}: {reason}', en: '{field}: {reason}' },
  'kernel/invalid-time': {
    status: 400,
    vi: '{field}: «{value}» không phải thời điểm ISO 8601 có múi giờ (ví dụ 2026-11-30T07:30+07:00)',
    en: '{field}: "{value}" is not an ISO 8601 time with an offset (for example 2026-11-30T07:30+07:00)',
  },
  'kernel/too-large': {
    status: 413,
    vi: 'Dữ liệu gửi lên quá lớn (tối đa {max})',
    en: 'The body is too large (at most {max})',
  },
  'kernel/too-many': {
    status: 429,
    vi: 'Quá nhiều lần; thử lại sau {seconds} giây',
    en: 'Too many tries; try again in {seconds} seconds',
  },
  'kernel/idempotency-mismatch': {
    status: 422,
    vi: 'Idempotency-Key này đã dùng cho một yêu cầu khác',
    en: 'This Idempotency-Key was used for another request',
  },
  'kernel/database-unreachable': {
    status: 503,
    vi: 'Không kết nối được cơ sở dữ liệu: {reason}',
    en: 'The database cannot be reached: {reason}',
  },
  'kernel/database-newer': {
    status: 503,
    vi: 'Cơ sở dữ liệu mới hơn phần mềm này (bản {found}, phần mềm biết đến {known}); hãy cập nhật phần mềm',
    en: 'The database is newer than this software (version {found}, we know up to {known}); update the software',
  },
} as const satisfies Record<string, Entry>
