import { type Language, languages } from '../../kernel/index.ts'

/** The reader's language: `?lang`, else the best of Accept-Language that we speak, else what is known of them, else Vietnamese. */
export function languageOf(
  asked: { lang?: unknown; accept?: string | undefined },
  known: Language | undefined = undefined,
): Language {
  if (languages.includes(asked.lang as Language)) return asked.lang as Language
  const ranked = (asked.accept ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().split(';')
      const q = rest.map((r) => /^\s*q=([\d.]+)\s*$/.exec(r)?.[1]).find((v) => v !== undefined)
      return { tag: tag.trim().toLowerCase().slice(0, 2), q: q === undefined ? 1 : Number(q) }
    })
    .filter((r) => r.q > 0 && languages.includes(r.tag as Language))
    .sort((a, b) => b.q - a.q)
  return (ranked[0]?.tag as Language | undefined) ?? known ?? 'vi'
}
