import type { Entry } from './entry.ts'

export const exchange = {
  'exchange/no-webhook': {
    status: 404,
    vi: 'Không có webhook {id}',
    en: 'There is no webhook {id}',
  },
  'exchange/webhook-address': {
    status: 422,
    vi: 'Không gửi được tới {url}: cần địa chỉ https công khai, không kèm tên và mật khẩu (mạng nội bộ: hỏi người vận hành, biến WEBHOOK_PRIVATE)',
    en: 'Nothing can be sent to {url}: it must be a public https address without a name and password (for an internal network ask the operator: WEBHOOK_PRIVATE)',
  },
  'exchange/webhook-secret': {
    status: 422,
    vi: 'Khóa ký phải là whsec_ rồi đến 24 đến 64 byte viết bằng base64; bỏ trống thì hệ thống tự tạo',
    en: 'The secret must be whsec_ and 24 to 64 bytes in base64; leave it out and one is made',
  },
  'exchange/webhook-paused': {
    status: 409,
    vi: 'Webhook đang tạm dừng; hãy cho chạy lại trước',
    en: 'The webhook is paused; resume it first',
  },
} as const satisfies Record<string, Entry>
