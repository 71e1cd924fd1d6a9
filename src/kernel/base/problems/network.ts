import type { Entry } from './entry.ts'

export const network = {
  'network/empty': {
    status: 404,
    vi: '{corporation} chưa có lưới điện; hãy nhập network.csv trước',
    en: '{corporation} has no network yet; import network.csv first',
  },
  'network/unknown-device': {
    status: 404,
    vi: 'Lưới điện của {corporation} không có thiết bị {device}',
    en: 'The network of {corporation} has no device {device}',
  },
  'network/device-ambiguous': {
    status: 409,
    vi: 'Có nhiều thiết bị tên {device}: {candidates}; hãy ghi đầy đủ',
    en: 'Several devices are called {device}: {candidates}; name it in full',
  },
  'network/device-in-several': {
    status: 409,
    vi: 'Thiết bị {device} có ở nhiều tổng công ty ({corporations}); hãy nêu --corporation',
    en: 'Device {device} is in the networks of several corporations ({corporations}); name one with --corporation',
  },
  'network/no-corporation': {
    status: 400,
    vi: '{file} không cho biết tổng công ty; hãy nêu --corporation',
    en: '{file} does not say whose network it is; name it with --corporation',
  },
  'network/redirect-missing': {
    status: 400,
    vi: '{file}:{line}: không tìm thấy tệp {target}',
    en: '{file}:{line}: there is no file {target}',
  },
  'network/redirect-outside': {
    status: 400,
    vi: '{file}:{line}: {target} nằm ngoài thư mục của tệp đầu tiên; hãy chép nó vào trong',
    en: '{file}:{line}: {target} lies outside the folder of the first file; copy it inside',
  },
  'network/redirect-loop': {
    status: 400,
    vi: '{file}:{line}: các tệp gọi nhau thành vòng: {chain}',
    en: '{file}:{line}: the files redirect in a circle: {chain}',
  },
  'network/redirect-too-many': {
    status: 400,
    vi: '{file}:{line}: quá nhiều tệp gọi nhau, dừng ở {target}',
    en: '{file}:{line}: too many files redirect to one another; stopped at {target}',
  },
  'network/truncated': {
    status: 400,
    vi: '{file}:{line}: tệp bị cắt ngang: {what}',
    en: '{file}:{line}: the file is cut off: {what}',
  },
  'network/not-text': {
    status: 400,
    vi: '{file}: không phải tệp văn bản, hoặc quá lớn',
    en: '{file}: not a text file, or too large',
  },
  'network/malformed': {
    status: 400,
    vi: '{file}:{line}: không đọc được: {what}',
    en: '{file}:{line}: cannot be read: {what}',
  },
  'network/nothing-to-cut': {
    status: 422,
    vi: '{file}: không thiết bị nào mở ra mà có khách hàng mất điện; không có gì để đi tiếp',
    en: '{file}: no device takes supply from anybody when it opens; there is nothing to go on with',
  },
} as const satisfies Record<string, Entry>
