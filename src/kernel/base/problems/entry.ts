/** HTTP status, and the sentence in both languages (ICU MessageFormat: `{id}`). */
export interface Entry {
  status: number
  vi: string
  en: string
}
