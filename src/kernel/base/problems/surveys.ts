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
} as const satisfies Record<string, Entry>
