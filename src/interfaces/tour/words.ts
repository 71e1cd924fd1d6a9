import { type Language, say } from '../../kernel/index.ts'

/** The tour's sentences: locales/<language>/tour.json. */
export const tourWords = (language: Language) => say('tour', language)
