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
    vi: 'Yêu cầu {code} {state, select, received {chưa đủ hồ sơ} complete {đang được giải quyết} paused {đang tạm dừng} closed {đã đóng} other {ở trạng thái {state}}}: không thể {verb, select, complete {ghi nhận đủ hồ sơ} pause {tạm dừng} resume {cho chạy tiếp} step {ghi bước} obstacle {ghi trở ngại} assign {giao việc} claim {nhận việc} release {trả việc} move {chuyển} reclassify {đổi dịch vụ} close {đóng} withdraw {rút} merge {gộp} reopen {mở lại} other {thực hiện {verb}}}',
    en: '{code} is {state, select, received {not complete yet} complete {being worked on} paused {paused} closed {closed} other {{state}}}: it cannot be {verb, select, complete {completed} pause {paused} resume {resumed} step {taken a step further} obstacle {given an obstacle} assign {assigned} claim {taken} release {given back} move {moved} reclassify {given another service} close {closed} withdraw {withdrawn} merge {merged} reopen {reopened} other {{verb}}}',
  },
  'requests/changed-meanwhile': {
    status: 409,
    vi: '{actor} vừa {kind, select, received {tiếp nhận} completed {ghi nhận đủ hồ sơ} paused {tạm dừng} resumed {cho chạy tiếp} step {ghi một bước} moved {chuyển} assigned {giao việc} claimed {nhận việc} released {trả việc} commented {ghi chú} answered {ghi câu trả lời của khách hàng} attached {đính kèm tệp} closed {đóng} reopened {mở lại} merged {gộp} withdrawn {ghi nhận khách hàng rút} other {cập nhật}} yêu cầu {code} lúc {at, time, short} {at, date, short}; hãy xem lại rồi làm tiếp, chưa mất gì',
    en: '{actor} {kind, select, received {received} completed {completed the file of} paused {paused} resumed {resumed} step {recorded a step of} moved {moved} assigned {assigned} claimed {took} released {gave back} commented {commented on} answered {recorded the customer’s answer to} attached {attached a file to} closed {closed} reopened {reopened} merged {merged} withdrawn {withdrew} other {changed}} {code} at {at, time, short} on {at, date, short}; look at it again, nothing is lost',
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
  'requests/no-pause': {
    status: 409,
    vi: '{code}: dịch vụ này không được tạm dừng',
    en: '{code}: nothing stops the clock of this service',
  },
  'requests/no-step': {
    status: 409,
    vi: '{code}: không còn bước nào phải làm',
    en: '{code}: there is no step left to do',
  },
  'requests/claimed': { status: 409, vi: '{code} đã do {by} nhận', en: '{code} is in the hands of {by}' },
  'requests/not-assigned': { status: 409, vi: '{code} chưa giao cho ai', en: '{code} is in nobody’s hands' },
  'requests/not-yours': {
    status: 409,
    vi: '{code} do {by} giữ: chỉ người đó hoặc người quản lý trả lại được',
    en: '{code} is in the hands of {by}: only they or a manager give it back',
  },
  'requests/is-merged': {
    status: 409,
    vi: '{code} đã gộp vào yêu cầu khác',
    en: '{code} was merged into another request',
  },
  'requests/not-complete': {
    status: 409,
    vi: '{code}: hồ sơ chưa đủ, chưa thể đóng là đã giải quyết',
    en: '{code}: the file is not complete, it cannot be closed as done',
  },
  'requests/not-for-customer': {
    status: 422,
    vi: 'Dịch vụ {service} không dành cho khách hàng loại này ({class}, {area})',
    en: '{service} is not for such a customer ({class}, {area})',
  },
  'requests/unknown-document': {
    status: 422,
    vi: '«{document}» không phải giấy tờ của dịch vụ này ({known})',
    en: '"{document}" is not a document of this service ({known})',
  },
  'requests/which-corporation': {
    status: 422,
    vi: 'Hãy nêu tổng công ty, khách hàng hoặc đơn vị',
    en: 'Name the corporation, the customer or the unit',
  },
  'requests/unknown-person': {
    status: 422,
    vi: 'Không có nhân viên {login}, hoặc tài khoản đã khóa',
    en: 'There is no account {login}, or it is disabled',
  },
  'requests/works-elsewhere': {
    status: 422,
    vi: '{login} không được xử lý yêu cầu ở đơn vị đang giữ {code}',
    en: '{login} may not work on requests of the unit that {code} lies with',
  },
  'requests/unknown-unit': {
    status: 422,
    vi: '{corporation} không có đơn vị {unit}',
    en: '{corporation} has no unit {unit}',
  },
  'requests/text-too-long': {
    status: 422,
    vi: '{field}: dài quá {max, number} ký tự',
    en: '{field}: longer than {max, number} characters',
  },
  'requests/where-to': {
    status: 422,
    vi: 'Hãy nêu đơn vị hoặc tổ đội nhận việc',
    en: 'Name the unit or the crew that takes it over',
  },
  'requests/same-service': { status: 422, vi: '{code} đã là dịch vụ này', en: '{code} is of this service already' },
  'requests/file-type': {
    status: 415,
    vi: '«{name}» không phải ảnh (JPEG, PNG, WebP, HEIC) hay PDF: nội dung tệp là {found}',
    en: '"{name}" is neither a picture (JPEG, PNG, WebP, HEIC) nor a PDF: its content is {found}',
  },
  'requests/too-many-files': {
    status: 422,
    vi: '{code} đã có {max, number} tệp',
    en: '{code} has {max, number} files already',
  },
  'requests/unknown-attachment': {
    status: 404,
    vi: '{code} không có tệp số {seq}',
    en: '{code} has no file {seq}',
  },
  'requests/unknown-claim': {
    status: 404,
    vi: '{code} không có lý do nào mang số {seq} để xem xét',
    en: '{code} has no claim {seq}',
  },
  'requests/review-own': {
    status: 409,
    vi: '{code}: người nêu lý do không tự xem xét',
    en: '{code}: nobody reviews what they claimed themselves',
  },
  'requests/reviewed': {
    status: 409,
    vi: '{code}: {by} đã xem xét lý do này',
    en: '{code}: {by} has reviewed this already',
  },
  'requests/nothing-to-say': {
    status: 409,
    vi: '{code}: không có gì để khách hàng xác nhận',
    en: '{code}: there is nothing for the customer to confirm',
  },
  'requests/other-corporation': {
    status: 422,
    vi: 'Đơn vị {unit} không thuộc {corporation}',
    en: '{unit} is not a unit of {corporation}',
  },
  'requests/chain-in-the-past': {
    status: 422,
    vi: 'Quy định báo trước và sau hạn không thể có hiệu lực trước hôm nay ({day})',
    en: 'Who is told of late requests cannot be set for a day before today ({day})',
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
