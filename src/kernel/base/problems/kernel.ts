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
  'kernel/idempotency-spent': {
    status: 409,
    vi: 'Yêu cầu với Idempotency-Key này đã được thực hiện; câu trả lời có bí mật nên không được giữ lại',
    en: 'The request with this Idempotency-Key was carried out; its answer held a secret and was not kept',
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
  'kernel/database-no-binaries': {
    status: 503,
    vi: 'Không có PostgreSQL đi kèm cho máy này ({platform}); hãy cài PostgreSQL 15 trở lên và đặt DATABASE_URL',
    en: 'No PostgreSQL comes with us for this machine ({platform}); install PostgreSQL 15 or newer and set DATABASE_URL',
  },
  'kernel/database-foreign': {
    status: 503,
    vi: 'Cơ sở dữ liệu ở {folder} thuộc người dùng {owner}; hãy chạy bằng người dùng đó, hoặc chọn thư mục khác bằng --data',
    en: 'The database in {folder} belongs to the user {owner}; run as that user, or choose another folder with --data',
  },
  'kernel/database-start': {
    status: 503,
    vi: 'PostgreSQL không khởi động được: {reason} (nhật ký: {log})',
    en: 'PostgreSQL did not start: {reason} (logs: {log})',
  },
} as const satisfies Record<string, Entry>
