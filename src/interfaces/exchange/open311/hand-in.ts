/** A request that another application hands in: its form and files, its key, and what becomes of it. */
import { createHash } from 'node:crypto'
import { corporationsOf, permits, staffOf } from '../../../access/index.ts'
import { assume, type Context, contextOf, Problem } from '../../../kernel/index.ts'
import type { Corporation } from '../../../organisation/index.ts'
import { attach, attachment_bytes_max, comment, receive } from '../../../requests/index.ts'
import { files_max, form_bytes_max, readForm, type Upload } from '../../portal/uploads.ts'
import { type Asked, type Asking, Refused, serviceOf } from './asking.ts'
import { answersOf, type Form, mediaOf, placeOf, type Sent, textOf } from './rules.ts'

/** Of a hand-in with files. */
export const fields_max = 100

/**
 * What was sent as a form: its fields, and the pictures and papers of one with files (`media`, GeoReport v2, POST Service
 * Request).
 * @param beforeFile looks at the key before a file is read: jurisdiction_id and api_key come ahead of the files, or in the address
 */
export async function bodyOf(
  request: Asked,
  words: Asking['words'],
  beforeFile: (ahead: Sent) => Promise<void>,
): Promise<{ fields: Sent; files: readonly Upload[] }> {
  if (!request.isMultipart()) return { fields: request.body ?? {}, files: [] }
  const form = await readForm(request, beforeFile)
  if (!form) throw new Refused(400, words('open311.files-large', { files: files_max, max: form_bytes_max >> 20 }))
  const cut = form.files.find((f) => f.cut)
  if (cut) throw new Problem('kernel/too-large', { max: `${attachment_bytes_max >> 20} MB` })
  return { fields: { ...form.fields, ...form.repeated }, files: form.files }
}

export const digestOf = ({ field, name, body }: Upload) => [
  field,
  name,
  createHash('sha256').update(body).digest('hex'),
]

/** The transaction with the eyes of the key's owner, who must be one that may receive requests there. */
export async function withKey(
  { ctx, words, sent }: Asking,
  corporation: Corporation,
  take: (id: string) => boolean,
): Promise<Context> {
  const key = textOf(sent, 'api_key')
  const staff = key === undefined ? undefined : (await staffOf(ctx, { key }))?.staff
  const where = staff && permits(staff, 'requests.receive') ? corporationsOf(staff, 'requests.receive') : []
  if (!staff || (where !== '*' && !where.includes(corporation.id))) throw new Refused(403, words('open311.key'))
  if (!take(staff.id)) throw new Refused(429, words('open311.too-many'))
  const eyes = { actor: staff.login, corporations: where, now: ctx.now, language: ctx.language }
  await assume(ctx.tx, eyes)
  return contextOf(ctx.tx, eyes)
}

/** Takes a request in; what its form has no field for goes to the clerk as a comment. */
export async function handIn(asking: Asking, corporation: Corporation) {
  const { ctx, words, sent } = asking
  const field = (name: string) => textOf(sent, name)
  const code = field('service_code')
  if (code === undefined) throw new Refused(400, words('open311.service-missing'))
  const service = await serviceOf(asking, corporation, code)
  const [lat, long] = [field('lat'), field('long')]
  const place = lat !== undefined && long !== undefined ? placeOf(lat, long) : undefined
  if ((lat !== undefined || long !== undefined) && !place) throw new Refused(400, words('open311.bad-place'))
  const customer = field('account_id') ?? field('address_id')
  const address = field('address_string')
  if (!place && !address && !customer) throw new Refused(400, words('open311.place-missing'))
  const media = field('media_url')
  if (media !== undefined && !mediaOf(media)) throw new Refused(400, words('open311.bad-media'))

  const position = place && `${place.lat.toFixed(6)}, ${place.long.toFixed(6)}`
  const name = [field('last_name'), field('first_name')].filter(Boolean).join(' ')
  const form = service.form as Form
  const details = answersOf(form, sent)
  const made = await receive(ctx, {
    service: service.code,
    corporation: corporation.code,
    channel: 'open311',
    details,
    contact: {
      name,
      phone: field('phone'),
      email: field('email'),
      address: address ?? position,
      language: ctx.language,
    },
    ...(customer ? { customer } : {}),
  }).catch((error) => {
    if (!(error instanceof Problem) || error.code !== 'requests/bad-details') throw error
    const [first] = error.refused
    const named = first?.field === 'text' ? 'description' : `attribute[${first?.field}]`
    throw new Refused(400, words('open311.bad-field', { field: named, reason: first?.reason ?? '' }))
  })
  const description = details.text === undefined ? field('description') : undefined
  const more = [
    description?.slice(0, 3000),
    position && words('open311.note.place', { place: position }),
    media && words('open311.note.media', { url: mediaOf(media)! }),
  ].filter((line) => typeof line === 'string')
  if (more.length > 0) await comment(ctx, made.id, { text: more.join('\n') })
  for (const { name, body } of asking.files) await attach(ctx, made.id, { name, body, channel: 'open311' })
  const missing = service.documents.filter((d) => made.lacking.includes(d.code)).map((d) => d[ctx.language])
  return {
    service_request_id: made.id,
    service_notice: [
      words('open311.notice', { code: made.code }),
      made.answer,
      missing.length > 0 ? words('open311.notice.lacking', { documents: missing.join(', ') }) : null,
    ]
      .filter((line) => line !== null)
      .join(' '),
    account_id: null,
  }
}
