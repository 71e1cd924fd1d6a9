import { type Language, say } from '../../kernel/index.ts'

/** Sentences of the demo: locales/<language>/demo.json. */
export const countryWords = (language: Language) => say('demo', language)
