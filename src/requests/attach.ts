import { createHash } from 'node:crypto'
import { type Context, Problem } from '../kernel/index.ts'
import { documentsIn, lockFor, type Seen, short } from './check.ts'
import { start } from './complete.ts'
import { type Channel, lacking, type Media, sniff } from './rules.ts'
import * as store from './store.ts'
import { tell } from './timing.ts'

export const attachment_bytes_max = 10 * 1024 * 1024
const files_max = 50

/**
 * Puts a photograph or a paper with a request. What it is is read off its first bytes, never off its name: a program
 * called .pdf is refused. The bytes are kept once a corporation, by their SHA-256, in the database: so a row never names a
 * file that is not there, row-level security guards them, and one backup holds both.
 * @param given.document which document of the service it is; it then counts as handed in
 * @throws Problem requests/file-type, kernel/too-large, requests/too-many-files, unknown-document
 */
export async function attach(
  ctx: Context,
  ref: string,
  given: Seen & { name: string; body: Uint8Array; channel: Channel; document?: string },
): Promise<{ seq: number; media: Media; bytes: number; sha256: string }> {
  const { request, service } = await lockFor(ctx, ref, 'attach', given)
  const body = Buffer.from(given.body.buffer, given.body.byteOffset, given.body.byteLength)
  const name = short(
    given.name
      .normalize('NFC')
      .trim()
      .replaceAll(/[\p{Cc}/\\]/gu, '_') || 'file',
    'name',
    120,
  )
  if (body.length > attachment_bytes_max)
    throw new Problem('kernel/too-large', { max: `${attachment_bytes_max / 1024 / 1024} MB` })
  const found = sniff(body)
  if (found.media === null) throw new Problem('requests/file-type', { name: name.slice(0, 60), found: found.what })
  const document = given.document ? documentsIn(service, [given.document])[0]! : null
  const sha256 = createHash('sha256').update(body).digest('hex')
  const count = await store.countAttachments(ctx, request)
  if (count >= files_max) throw new Problem('requests/too-many-files', { code: request.code, max: files_max })
  await store.insertContent(ctx, request.corporation_id, { sha256, media: found.media, body })
  const seq = await store.recordFact(ctx, request, {
    kind: 'attached',
    detail: { name, sha256, bytes: body.length, media: found.media, document, channel: given.channel },
  })
  await store.insertAttachment(ctx, request, { seq, sha256, name, document, channel: given.channel })
  if (document && !request.documents.includes(document)) {
    const documents = [...request.documents, document]
    await store.update(ctx, request, { documents })
    if (request.state === 'received' && lacking(service, documents).length === 0)
      await start(ctx, request, service, documents, ctx.now)
  }
  await tell(ctx, 'changed', request, { verb: 'attach' })
  return { seq, media: found.media, bytes: body.length, sha256 }
}

/** A file of a request, of those that were merged into it too. */
export async function attachment(
  ctx: Context,
  ref: string,
  seq: number,
): Promise<{ name: string; media: Media; body: Buffer; sha256: string }> {
  const request = await store.find(ctx, ref)
  if (!request) throw new Problem('requests/unknown', { id: ref.slice(0, 60) })
  const found = await store.contentOf(ctx, request, seq)
  if (!found) throw new Problem('requests/unknown-attachment', { code: request.code, seq })
  return found
}

/** What browsers show by themselves; HEIC none but Safari does, and no reader of it comes without a native build. */
const shownByBrowsers: readonly Media[] = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf']

/**
 * The headers with which a file goes out. It is never taken for anything but what its first bytes say (`nosniff`): a
 * download, or shown where that was asked for and browsers can. Shown it may load and run nothing and stand in no other
 * page; a picture is sandboxed besides, a PDF is not: Chromium shows none in a sandbox, and its viewer is apart from our
 * pages anyway.
 */
export function servedAs({ name, media }: { name: string; media: Media }, inline: boolean): Record<string, string> {
  const shown = inline && shownByBrowsers.includes(media)
  const pdf = media === 'application/pdf'
  return {
    'content-disposition': `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
    'x-content-type-options': 'nosniff',
    'x-media-type': media,
    ...(shown ? { 'content-type': media, 'content-security-policy': pdf ? pdfPolicy : picturePolicy } : {}),
  }
}

const closed = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const picturePolicy = `${closed}; sandbox`
// the viewer is put into the document as an object with a style of its own
const pdfPolicy = `${closed}; object-src 'self'; style-src 'unsafe-inline'`
