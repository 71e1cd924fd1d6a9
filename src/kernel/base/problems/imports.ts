import type { Entry } from './entry.ts'

export const imports = {
  'imports/no-file': {
    status: 400,
    vi: 'Không đọc được {file}: {why, select, missing {không có tệp này} folder {đó là một thư mục} denied {không có quyền đọc} other {{reason}}}',
    en: 'Cannot read {file}: {why, select, missing {there is no such file} folder {it is a folder} denied {no right to read it} other {{reason}}}',
  },
  'imports/empty': { status: 400, vi: '{file}: tệp rỗng', en: '{file}: the file is empty' },
  'imports/not-utf8': {
    status: 400,
    vi: '{file}:{line}: không phải UTF-8; hãy lưu lại tệp bằng UTF-8',
    en: '{file}:{line}: not UTF-8; save the file as UTF-8',
  },
  'imports/missing-column': {
    status: 400,
    vi: '{file}: dòng tiêu đề thiếu cột {column}',
    en: '{file}: the header has no column {column}',
  },
  'imports/open-quote': {
    status: 422,
    vi: '{file}:{line}: dấu nháy kép mở mà không đóng',
    en: '{file}:{line}: a quote is opened and never closed',
  },
  'imports/refused': {
    status: 422,
    vi: '{file}: {count, plural, other {# dòng}} bị từ chối; không có gì được ghi. Dòng đầu: {first}. Thêm --skip-bad để bỏ qua các dòng lỗi',
    en: '{file}: {count, plural, one {# row} other {# rows}} refused; nothing was written. First: {first}. Add --skip-bad to leave bad rows out',
  },
  'imports/unknown-format': {
    status: 400,
    vi: 'Không nhận ra định dạng của {file}; hãy nêu --format',
    en: 'The format of {file} is not recognised; name it with --format',
  },
  'demo/not-empty': {
    status: 409,
    vi: 'Đã có {customers, number} khách hàng ở đây; đất nước mẫu chỉ dựng trên cơ sở dữ liệu trống (dùng --data với thư mục khác)',
    en: 'There are {customers, number} customers here already; the demo country is made in an empty database only (use --data with another folder)',
  },
} as const satisfies Record<string, Entry>
