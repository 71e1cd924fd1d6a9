import { catalogue, type ProblemCode } from './problems/index.ts'
import { format, type Language } from './text.ts'

export type ProblemParams = Record<string, string | number | boolean | Date | null | undefined>

/** One line of an import, or one field of a form, that was refused. */
export interface Refusal {
  file?: string
  line?: number
  field?: string
  reason: string
}

/**
 * A refusal that a person is meant to read, in the person's language. The only error that the doors show as it is
 * (RFC 9457 over HTTP; one line and exit 1 in the CLI); every other error is ours, logged and shown as `kernel/internal`.
 * Codes, statuses and titles stand in `base/problems/`.
 */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly params: ProblemParams
  readonly refused: readonly Refusal[]

  constructor(code: ProblemCode, params: ProblemParams = {}, options: { refused?: Refusal[]; cause?: unknown } = {}) {
    super(`${code}: ${format(catalogue[code].en, params, 'en')}`, { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.status = catalogue[code].status
    this.params = params
    this.refused = options.refused ?? []
  }

  /** The sentence in the reader's language. */
  title(language: Language): string {
    return format(catalogue[this.code][language], this.params, language)
  }

  /** RFC 9457 body. */
  toJSON(language: Language = 'vi') {
    return {
      type: `https://sangden.org/problems#${this.code}`,
      title: this.title(language),
      status: this.status,
      code: this.code,
      params: this.params,
      ...(this.refused.length > 0 ? { refused: this.refused } : {}),
    }
  }
}
