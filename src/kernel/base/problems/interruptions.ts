import type { Entry } from './entry.ts'

export const interruptions = {
  'interruptions/unknown': { status: 404, vi: 'Không có lần mất điện {id}', en: 'There is no interruption {id}' },
  'interruptions/unknown-step': {
    status: 404,
    vi: 'Lần mất điện {code} không có bước {step}',
    en: 'Interruption {code} has no step {step}',
  },
  'interruptions/cause-listed': {
    status: 409,
    vi: 'Nguyên nhân «{cause}» đã được miễn trừ trong thời gian này (từ {from})',
    en: 'The cause "{cause}" is excluded in that period already (from {from})',
  },
  'interruptions/cause-not-listed': {
    status: 409,
    vi: 'Nguyên nhân «{cause}» không có trong danh mục miễn trừ của phạm vi này (từ {from})',
    en: 'The cause "{cause}" is not on this list of excluded causes (from {from})',
  },
  'interruptions/nothing-out': {
    status: 409,
    vi: 'Lần mất điện {code}: mọi khách hàng đã có điện lại',
    en: 'Interruption {code}: everyone has power back already',
  },
  'interruptions/not-out': {
    status: 422,
    vi: 'Lần mất điện {code}: phần được đóng điện không nằm trong phần đang mất điện',
    en: 'Interruption {code}: what is restored is not part of what is still out',
  },
  'interruptions/which-part': {
    status: 422,
    vi: 'Lần mất điện {code}: hãy nêu những trạm biến áp nào có điện lại',
    en: 'Interruption {code}: say which transformers have power back',
  },
  'interruptions/more-than-out': {
    status: 422,
    vi: 'Lần mất điện {code}: báo có điện lại cho {restored, number} khách hàng trong khi chỉ {out, number} khách hàng đang mất điện',
    en: 'Interruption {code}: {restored, number} customers said to be restored where {out, number} are out',
  },
  'interruptions/restored-before-out': {
    status: 422,
    vi: 'Có điện lại ({restored_at}) không thể trước lúc mất điện ({out_at})',
    en: 'Power cannot be back ({restored_at}) before it went out ({out_at})',
  },
  'interruptions/corrected-elsewhere': {
    status: 409,
    vi: 'Lần mất điện {code} được ghi nhận tại đây ({source_kind}); hãy hiệu chỉnh ở lệnh cắt hoặc sự cố đó để các lời hứa được tính lại',
    en: 'Interruption {code} was recorded here ({source_kind}); correct that outage or fault, so that its promises follow',
  },
  'interruptions/no-reason': {
    status: 422,
    vi: 'Hãy nêu lý do hiệu chỉnh',
    en: 'Say why this is corrected',
  },
} as const satisfies Record<string, Entry>
