import type { Command } from 'commander'
import type { Language } from '../../kernel/index.ts'
import type { Environment, Options } from './environment.ts'

export interface Given {
  language: Language
  open: (options: Options) => Environment
}

interface Entry {
  name: string
  vi: string
  en: string
  load: () => Promise<{ command: (given: Given) => Command }>
}

/** Every command, in the order of `--help`; its module is loaded when it is named. */
export const commands: Entry[] = [
  {
    name: 'tour',
    vi: 'Đi hết công việc chính trên một xuất tuyến, từ nhập lưới đến chỉ số',
    en: 'The whole main job on a feeder, from import to index',
    load: () => import('./commands/tour.ts'),
  },
  {
    name: 'import',
    vi: 'Nhập lưới điện, khách hàng, văn phòng, lịch sử …',
    en: 'Import a network, customers, offices, histories …',
    load: () => import('./commands/import.ts'),
  },
  {
    name: 'trace',
    vi: 'Ai mất điện khi mở thiết bị này',
    en: 'Who loses supply when this device opens',
    load: () => import('./commands/trace.ts'),
  },
  {
    name: 'outage',
    vi: 'Cắt điện có kế hoạch: lập, duyệt, báo, cắt, trả điện …',
    en: 'Planned outages: plan, approve, announce, start, restore …',
    load: () => import('./commands/outage.ts'),
  },
  {
    name: 'fault',
    vi: 'Sự cố: ghi nhận, dự kiến có điện, khôi phục',
    en: 'Faults: record, estimate, restore',
    load: () => import('./commands/fault.ts'),
  },
  { name: 'promises', vi: 'Sổ lời hứa', en: 'The ledger of promises', load: () => import('./commands/promises.ts') },
  {
    name: 'indices',
    vi: 'SAIDI, SAIFI, MAIFI … theo đơn vị, tháng, xuất tuyến',
    en: 'SAIDI, SAIFI, MAIFI … by corporation, month, feeder',
    load: () => import('./commands/indices.ts'),
  },
  {
    name: 'requests',
    vi: 'Yêu cầu của khách hàng: số lượng, ngày giải quyết, danh mục',
    en: 'Requests of customers: counts, days taken, the catalogue',
    load: () => import('./commands/requests.ts'),
  },
  {
    name: 'surveys',
    vi: 'Khảo sát hài lòng: điểm, sai số, khoảng tin cậy',
    en: 'Satisfaction surveys: scores, errors, intervals',
    load: () => import('./commands/surveys.ts'),
  },
  {
    name: 'indicators',
    vi: 'Chỉ tiêu của năm: mục tiêu, thực hiện, trạng thái, dự kiến',
    en: 'Indicators of a year: target, actual, state, projection',
    load: () => import('./commands/indicators.ts'),
  },
  {
    name: 'report',
    vi: 'Báo cáo tháng, năm, của tỉnh: PDF, XLSX, CSV, JSON',
    en: 'Reports of a month, a year, a province: PDF, XLSX, CSV, JSON',
    load: () => import('./commands/report.ts'),
  },
  {
    name: 'calendar',
    vi: 'Lịch làm việc: cộng ngày làm việc, khai báo ngày nghỉ',
    en: 'The working calendar: add working days, declare a day',
    load: () => import('./commands/calendar.ts'),
  },
  {
    name: 'notices',
    vi: 'Tin nhắn: đếm đoạn SMS, danh sách gọi',
    en: 'Messages: SMS segments, call list',
    load: () => import('./commands/notices.ts'),
  },
  { name: 'demo', vi: 'Dựng đất nước mẫu', en: 'Make the demo country', load: () => import('./commands/demo.ts') },
  { name: 'user', vi: 'Tài khoản nhân viên', en: 'Staff accounts', load: () => import('./commands/user.ts') },
  {
    name: 'work',
    vi: 'Chạy các việc nền đang chờ rồi thoát',
    en: 'Run the background jobs that are due, then leave',
    load: () => import('./commands/work.ts'),
  },
  {
    name: 'serve',
    vi: 'Chạy máy chủ (bin/start gọi lệnh này)',
    en: 'Run the server (bin/start calls this)',
    load: () => import('./commands/serve.ts'),
  },
  {
    name: 'doctor',
    vi: 'Kiểm tra cài đặt này',
    en: 'Check this installation',
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'stop',
    vi: 'Dừng cơ sở dữ liệu mà chúng tôi mang theo',
    en: 'Stop the database that we brought',
    load: () => import('./commands/stop.ts'),
  },
]
