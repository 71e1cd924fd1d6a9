import type { Context, Language } from '../kernel/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import type { Kind } from './rules.ts'
import { type Encoding, segments } from './segments.ts'
import { type Payload, type Settings, template } from './templates.ts'

export interface Previewed {
  language: Language
  channel: 'sms' | 'email'
  subject: string | null
  text: string
  /** Of a text message: what a provider bills; null for e-mail. */
  encoding: Encoding | null
  segments: number | null
}

/**
 * What a customer would read, in both languages: made by the same templates that send, for a customer with an ordinary
 * code and address, so that the number of parts is the one to reckon with. Writes nothing.
 * @throws Problem `organisation/unknown-corporation`, `organisation/not-yours`
 */
export async function preview(
  ctx: Context,
  given: { corporation: string; kind: Kind; payload: Payload },
  settings: Settings,
): Promise<Previewed[]> {
  const corporation = await corporationNamed(ctx, given.corporation)
  requireMine(ctx, corporation)
  const subject = {
    kind: given.kind,
    about: ctx.newId(),
    made_at: ctx.now,
    payload: { code: 'CD-000000', version: 1, ...given.payload },
    corporation,
  }
  return (['vi', 'en'] as const).flatMap((language) =>
    (['sms', 'email'] as const).map((channel) => {
      const made = template(subject, channel, language, settings)(sample[language], '0-0-0-0')
      return {
        language,
        channel,
        subject: made.subject ?? null,
        text: made.text,
        ...(channel === 'sms' ? segments(made.text) : { encoding: null, segments: null }),
      }
    }),
  )
}

const sample = {
  vi: {
    customer_id: 0,
    customer_code: 'PD01000123456',
    name: 'Nguyễn Văn A',
    address: '12 phố Huế, Hai Bà Trưng',
    to: 'customer@example.invalid',
  },
  en: {
    customer_id: 0,
    customer_code: 'PD01000123456',
    name: 'John Smith',
    address: '12 Hue Street, Hai Ba Trung',
    to: 'customer@example.invalid',
  },
} as const
