import type { Entry } from './entry.ts'

export const requests = {
  'requests/unknown': { status: 404, vi: 'Không có yêu cầu {id}', en: 'There is no request {id}' },
  'requests/unknown-service': {
    status: 422,
    vi: 'Dịch vụ {service} không có trong danh mục ngày {day} của {corporation}',
    en: '{corporation} does not offer {service} on {day}',
  },
  'requests/which-service': {
    status: 422,
    vi: 'Hãy nêu dịch vụ: có {count, number} dịch vụ loại {family} phù hợp',
    en: 'Name the service: {count, number} of kind {family} would fit',
  },
  'requests/unknown-customer': { status: 404, vi: 'Không có khách hàng {code}', en: 'There is no customer {code}' },
  'requests/who-asks': {
    status: 422,
    vi: 'Hãy nêu mã khách hàng, hoặc tên và số điện thoại hay thư điện tử của người yêu cầu',
    en: 'Name the customer, or the name and a phone number or e-mail address of who asks',
  },
  'requests/bad-contact': {
    status: 422,
    vi: '{field}: «{value}» không dùng để liên hệ được',
    en: '{field}: "{value}" cannot be used to reach anyone',
  },
  'requests/bad-details': {
    status: 422,
    vi: 'Nội dung yêu cầu chưa đúng: {field}: {reason}',
    en: 'The form is not right: {field}: {reason}',
  },
  'requests/document-missing': {
    status: 422,
    vi: '{code}: hồ sơ còn thiếu: {documents}',
    en: '{code}: the file still lacks: {documents}',
  },
  'requests/received-later': {
    status: 422,
    vi: 'Thời điểm tiếp nhận {at} chưa tới (bây giờ là {now})',
    en: 'It cannot have been received at {at}: it is {now}',
  },
  'requests/before': {
    status: 422,
    vi: '{code}: {at} trước thời điểm {than}',
    en: '{code}: {at} is before {than}',
  },
  'requests/not-yet': {
    status: 422,
    vi: 'Thời điểm {at} chưa tới (bây giờ là {now})',
    en: '{at} has not come yet (it is {now})',
  },
  'requests/wrong-state': {
    status: 409,
    vi: '{code} đang ở trạng thái {state}: không thể thực hiện {verb}',
    en: '{code} is {state}: {verb} is not possible',
  },
  'requests/changed-meanwhile': {
    status: 409,
    vi: '{code} vừa được {actor} cập nhật ({kind}); hãy xem lại rồi làm tiếp',
    en: '{code} was changed by {actor} meanwhile ({kind}); look at it again, nothing is lost',
  },
  'requests/step-not-done': {
    status: 409,
    vi: '{code}: bước {step} chưa xong',
    en: '{code}: step {step} is not done',
  },
  'requests/unknown-step': {
    status: 422,
    vi: '{code}: bước tiếp theo là {next}, không phải {step}',
    en: '{code}: the next step is {next}, not {step}',
  },
  'requests/pause-reason': {
    status: 422,
    vi: '{code}: «{reason}» không phải là lý do được tạm dừng ({allowed})',
    en: '{code}: "{reason}" does not stop the clock ({allowed})',
  },
  'requests/evidence-needed': {
    status: 422,
    vi: '{code}: tạm dừng phải có bằng chứng (công văn, tin nhắn, ảnh, biên bản)',
    en: '{code}: a pause needs its evidence (a letter, a message, a photograph, minutes)',
  },
  'requests/pause-too-long': {
    status: 422,
    vi: '{code}: lý do {reason} chỉ được tạm dừng tối đa {days, number} ngày làm việc',
    en: '{code}: {reason} stops the clock for {days, number} working days at most',
  },
  'requests/unknown-pause': {
    status: 404,
    vi: '{code} không có lần tạm dừng số {seq}',
    en: '{code} has no pause {seq}',
  },
  'requests/reason-needed': { status: 422, vi: 'Hãy nêu lý do', en: 'Give a reason' },
  'requests/answer-needed': {
    status: 422,
    vi: '{code}: hãy nêu câu trả lời cho khách hàng',
    en: '{code}: give the answer to the customer',
  },
  'requests/accepted-needed': {
    status: 422,
    vi: '{code}: trả lời khiếu nại phải nêu có chấp nhận hay không',
    en: '{code}: the reply to a complaint says whether it is accepted',
  },
  'requests/merge-into': {
    status: 422,
    vi: '{code} và {into} không phải cùng một dịch vụ của cùng một khách hàng',
    en: '{code} and {into} are not of one customer and one service',
  },
  'requests/other-corporation': {
    status: 422,
    vi: 'Đơn vị {unit} không thuộc {corporation}',
    en: '{unit} is not a unit of {corporation}',
  },
  'requests/service-in-the-past': {
    status: 422,
    vi: 'Dịch vụ không thể có hiệu lực trước hôm nay ({day})',
    en: 'A service cannot come into force before today ({day})',
  },
  'requests/unknown-dimension': {
    status: 422,
    vi: 'Không chia được theo «{dimension}»; có thể: {known}',
    en: 'Cannot divide by "{dimension}"; known: {known}',
  },
} as const satisfies Record<string, Entry>
