import type { Entry } from './entry.ts'

export const server = {
  'server/port-taken': {
    status: 409,
    vi: 'Cổng {port} đang có chương trình khác dùng; hãy chọn cổng khác bằng --port, ví dụ --port {other}',
    en: 'Port {port} is used by another program; choose another with --port, for example --port {other}',
  },
  'server/port-refused': {
    status: 403,
    vi: 'Không được phép mở cổng {port}; hãy chọn cổng khác bằng --port, ví dụ --port {other}',
    en: 'Port {port} may not be opened by this user; choose another with --port, for example --port {other}',
  },
  'server/method': {
    status: 405,
    vi: 'Địa chỉ này không nhận {method}',
    en: 'This address does not take {method}',
  },
  'server/media-type': {
    status: 415,
    vi: 'Kiểu nội dung {media} không nhận được ở đây',
    en: 'The content type {media} is not taken here',
  },
  'server/busy': {
    status: 503,
    vi: 'Máy chủ đang bận hoặc đang dừng; hãy thử lại sau ít giây',
    en: 'The server is busy or stopping; try again in a few seconds',
  },
  'server/slow': {
    status: 503,
    vi: 'Yêu cầu này chạy quá {seconds} giây nên đã bị dừng; không có gì được ghi',
    en: 'This request ran longer than {seconds} seconds and was stopped; nothing was written',
  },
  'server/no-console': {
    status: 503,
    vi: 'Giao diện nhân viên chưa được dựng; hãy chạy bin/start, hoặc npm run build -w console',
    en: 'The staff console is not built; run bin/start, or npm run build -w console',
  },
} as const satisfies Record<string, Entry>
