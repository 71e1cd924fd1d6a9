import type { Entry } from './entry.ts'

const stateVi =
  '{state, select, planned {đã lập kế hoạch} approved {đã duyệt} announced {đã thông báo} started {đang cắt điện} restored {đã có điện lại} cancelled {đã hủy} other {{state}}}'
const verbVi =
  '{verb, select, approve {duyệt} announce {thông báo} start {bắt đầu cắt} step {đóng điện từng phần} restore {đóng điện toàn bộ} postpone {dời lịch} cancel {hủy} correct {đính chính} other {{verb}}}'
const verbEn = '{verb, select, step {given back in part} start {started} other {{verb}}}'

export const plannedOutages = {
  'planned-outages/unknown': { status: 404, vi: 'Không có lịch cắt điện {id}', en: 'There is no planned outage {id}' },
  'planned-outages/wrong-state': {
    status: 409,
    vi: `Không thể ${verbVi} {code}: ${stateVi}`,
    en: `{code} is {state}: the verb "${verbEn}" is not possible`,
  },
  'planned-outages/no-rules': {
    status: 422,
    vi: 'Không có bộ quy định nào có hiệu lực vào ngày {day}',
    en: 'No rule set is in force on {day}',
  },
  'planned-outages/no-devices': {
    status: 422,
    vi: 'Bước {step}: hãy nêu thiết bị cần cắt',
    en: 'Step {step}: name the devices to open',
  },
  'planned-outages/open-and-close': {
    status: 422,
    vi: 'Bước {step}: {device} vừa cắt vừa đóng',
    en: 'Step {step}: {device} is to open and to close',
  },
  'planned-outages/window-backwards': {
    status: 422,
    vi: 'Thời điểm kết thúc {to} không sau thời điểm bắt đầu {from}',
    en: 'The window ends at {to}, not after it starts at {from}',
  },
  'planned-outages/window-past': {
    status: 422,
    vi: 'Thời điểm bắt đầu {from} đã qua (bây giờ là {now})',
    en: 'The window starts at {from}, which has passed (it is {now})',
  },
  'planned-outages/window-too-long': {
    status: 422,
    vi: 'Khoảng cắt điện {from} – {to} dài hơn {days} ngày',
    en: 'The window {from} to {to} is longer than {days} days',
  },
  'planned-outages/not-yet': {
    status: 422,
    vi: 'Thời điểm {at} chưa tới (bây giờ là {now})',
    en: '{at} has not come yet (it is {now})',
  },
  'planned-outages/own-plan': {
    status: 409,
    vi: '{code} do chính {person} lập; người khác phải duyệt',
    en: '{code} was planned by {person}: another person approves it',
  },
  'planned-outages/told-late': {
    status: 409,
    vi: '{code}: hạn thông báo {tell_by} đã qua ({rule}); hãy nêu lý do thông báo muộn',
    en: '{code}: customers were to be told by {tell_by} ({rule}); say why it is late',
  },
  'planned-outages/reason-needed': { status: 422, vi: 'Hãy nêu lý do', en: 'Give a reason' },
  'planned-outages/text-too-long': {
    status: 422,
    vi: 'Văn bản dài quá {max} ký tự',
    en: 'The text is longer than {max} characters',
  },
  'planned-outages/back-before-cut': {
    status: 422,
    vi: '{code}: {at} trước lúc cắt điện {cut_at}',
    en: '{code}: {at} is before the power went at {cut_at}',
  },
  'planned-outages/more-than-cut': {
    status: 422,
    vi: '{code}: phần nêu ra có {given} trạm biến áp, trong đó có trạm không mất điện (đang mất điện: {out})',
    en: '{code}: not all of the {given} transformers named are without power ({out} are)',
  },
  'planned-outages/nobody-back': {
    status: 422,
    vi: '{code}: thao tác {devices} không đóng điện lại cho ai',
    en: '{code}: operating {devices} gives nobody power back',
  },
  'planned-outages/no-part': {
    status: 422,
    vi: '{code}: hãy nêu thiết bị hoặc các trạm biến áp được đóng điện lại (một trong hai)',
    en: '{code}: name the devices or the transformers that get power back (one of the two)',
  },
  'planned-outages/unknown-step': {
    status: 404,
    vi: '{code} không có bước đóng điện số {seq}',
    en: '{code} has no step {seq} that gave power back',
  },
  'planned-outages/rules-in-the-past': {
    status: 422,
    vi: 'Quy định không thể có hiệu lực trước hôm nay ({day})',
    en: 'Rules cannot come into force before today ({day})',
  },
} as const satisfies Record<string, Entry>
