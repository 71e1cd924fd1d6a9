import type { Entry } from './entry.ts'

export const surveys = {
  'surveys/unknown-dimension': {
    status: 422,
    vi: 'Không chia được theo «{dimension}»; có thể: {known}',
    en: 'Cannot divide by "{dimension}"; known: {known}',
  },
  'surveys/unknown-question': {
    status: 422,
    vi: 'Không có câu hỏi «{question}» (overall, q1, q2, …)',
    en: 'There is no question "{question}" (overall, q1, q2, …)',
  },
  'surveys/unknown-link': {
    status: 404,
    vi: 'Liên kết đánh giá này không đúng',
    en: 'This link to a question is not one of ours',
  },
  'surveys/link-closed': {
    status: 410,
    vi: 'Đã hết hạn trả lời (nhận đến {at})',
    en: 'Answers are no longer taken (until {at})',
  },
  'surveys/field-closed': {
    status: 409,
    vi: 'Khảo sát năm {year} đã khép lại lúc {at}; câu trả lời nghe được sau đó không ghi vào kết quả',
    en: 'The {year} survey closed at {at}; what was heard after that is not recorded',
  },
  'surveys/answered-already': {
    status: 409,
    vi: 'Đã có trả lời, nhận lúc {at}; mỗi người trả lời một lần',
    en: 'There is an answer already, taken at {at}; one each',
  },
  'surveys/not-a-score': {
    status: 422,
    vi: '{field}: cần một số nguyên từ 0 đến 10',
    en: '{field}: a whole number from 0 to 10 is needed',
  },
  'surveys/not-planned': {
    status: 404,
    vi: '{corporation} chưa lập kế hoạch khảo sát năm {year}',
    en: '{corporation} has planned no survey of {year}',
  },
  'surveys/not-drawn': {
    status: 409,
    vi: 'Khảo sát năm {year} của {corporation} chưa chọn mẫu',
    en: 'The sample of the {year} survey of {corporation} is not drawn yet',
  },
  'surveys/drawn-already': {
    status: 409,
    vi: 'Mẫu khảo sát năm {year} của {corporation} đã chọn: không sửa được nữa',
    en: 'The sample of the {year} survey of {corporation} is drawn: it can no longer be changed',
  },
  'surveys/imported-already': {
    status: 409,
    vi: 'Kết quả khảo sát năm {year} của {corporation} đã nhập từ tệp của tư vấn',
    en: 'The {year} survey of {corporation} was imported from a consultant’s file',
  },
  'surveys/no-customers': {
    status: 422,
    vi: '{corporation} chưa có khách hàng nào để chọn mẫu',
    en: '{corporation} has no customers to draw a sample from',
  },
  'surveys/no-deviation': {
    status: 422,
    vi: 'Chưa biết độ lệch chuẩn năm {year} của tầng: {strata}; hãy phân bổ theo tỷ lệ',
    en: 'The deviation of {year} is not known for: {strata}; allocate proportionally',
  },
  'surveys/frame-changed': {
    status: 409,
    vi: 'Số khách hàng đã đổi từ khi lập kế hoạch ({found} chọn được, cần {planned}); hãy lập lại kế hoạch khảo sát năm {year} của {corporation}',
    en: 'Customers have changed since the plan ({found} drawn, {planned} planned); plan the {year} survey of {corporation} anew',
  },
  'surveys/closed': {
    status: 409,
    vi: 'Khảo sát năm {year} của {corporation} đã kết thúc nhận trả lời',
    en: 'The {year} survey of {corporation} takes no answers any more',
  },
  'surveys/rules-in-the-past': {
    status: 422,
    vi: 'Quy định mới không thể có hiệu lực từ ngày đã qua ({day})',
    en: 'A new rule cannot begin on a day that is past ({day})',
  },
  'surveys/not-sampled': {
    status: 422,
    vi: 'Khách hàng {customer} không có trong mẫu khảo sát năm {year}: chỉ người được chọn mới được hỏi',
    en: 'Customer {customer} is not in the sample of {year}: only those drawn are asked',
  },
} as const satisfies Record<string, Entry>
