import type { Entry } from './entry.ts'

const stateVi = '{state, select, open {đang mất điện} restored {đã có điện lại} closed {đã đóng hồ sơ} other {{state}}}'
const verbVi =
  '{verb, select, locate {xác định thiết bị} estimate {báo dự kiến} step {đóng điện từng phần} restore {đóng điện toàn bộ} cause {nêu nguyên nhân} correct {đính chính} close {đóng hồ sơ} other {{verb}}}'

export const faults = {
  'faults/unknown': { status: 404, vi: 'Không có sự cố {id}', en: 'There is no fault {id}' },
  'faults/wrong-state': {
    status: 409,
    vi: `Không thể ${verbVi} {code}: ${stateVi}`,
    en: '{code} is {state}: the verb "{verb}" is not possible',
  },
  'faults/no-rules': {
    status: 422,
    vi: 'Không có quy định nào có hiệu lực vào ngày {day}',
    en: 'No limits are in force on {day}',
  },
  'faults/device-or-reports': {
    status: 422,
    vi: 'Hãy nêu thiết bị, hoặc các phản ánh của khách hàng (một trong hai)',
    en: 'Name the device, or the reports of customers (one of the two)',
  },
  'faults/unknown-report': { status: 404, vi: 'Không có phản ánh {id}', en: 'There is no report {id}' },
  'faults/unknown-customer': { status: 404, vi: 'Không có khách hàng {code}', en: 'There is no customer {code}' },
  'faults/nobody-out': {
    status: 422,
    vi: 'Không có thêm khách hàng nào mất điện {device}: có thể đã nằm trong một sự cố hoặc lịch cắt điện đang diễn ra',
    en: 'No further customer is without power {device}: they may be in a fault or a planned outage that is known',
  },
  'faults/nobody-back': {
    status: 422,
    vi: '{code}: thao tác {devices} không đóng điện lại cho ai',
    en: '{code}: operating {devices} gives nobody power back',
  },
  'faults/more-than-out': {
    status: 422,
    vi: '{code}: phần nêu ra có {given} trạm biến áp, trong đó có trạm không mất điện (đang mất điện: {out})',
    en: '{code}: not all of the {given} transformers named are without power ({out} are)',
  },
  'faults/no-part': {
    status: 422,
    vi: '{code}: hãy nêu thiết bị hoặc các trạm biến áp có điện lại (một trong hai)',
    en: '{code}: name the devices or the transformers that have power back (one of the two)',
  },
  'faults/back-before-out': {
    status: 422,
    vi: '{code}: {at} trước lúc mất điện {out_at}',
    en: '{code}: {at} is before the power went at {out_at}',
  },
  'faults/not-yet': {
    status: 422,
    vi: 'Thời điểm {at} chưa tới (bây giờ là {now})',
    en: '{at} has not come yet (it is {now})',
  },
  'faults/estimate-past': {
    status: 422,
    vi: 'Dự kiến có điện lại {estimate} phải sau {after}',
    en: 'The estimate {estimate} must be after {after}',
  },
  'faults/unknown-step': {
    status: 404,
    vi: '{code} không có bước đóng điện số {seq}',
    en: '{code} has no step {seq} that gave power back',
  },
  'faults/no-cause': {
    status: 409,
    vi: '{code}: hãy nêu nguyên nhân trước khi đóng hồ sơ',
    en: '{code}: name the cause before it is closed',
  },
  'faults/reason-needed': { status: 422, vi: 'Hãy nêu lý do', en: 'Give a reason' },
  'faults/text-too-long': {
    status: 422,
    vi: 'Văn bản dài quá {max} ký tự',
    en: 'The text is longer than {max} characters',
  },
} as const satisfies Record<string, Entry>
