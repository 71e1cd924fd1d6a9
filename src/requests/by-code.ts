import { type Context, Problem } from '../kernel/index.ts'
import { corporationNamed } from '../organisation/index.ts'
import { endsByAnswer, lacking, nextStep, type Outcome, type State } from './rules.ts'
import * as store from './store.ts'
import { readTrackingCode } from './tracking-code.ts'

/** What a tracking code shows to whoever has it: how far the request is, and nothing of whose it is. */
export interface Tracked {
  code: string
  corporation: { code: string; name: string; hotline: string | null }
  service: { code: string; name: string }
  state: State
  outcome: Outcome | null
  accepted: boolean | null
  received_at: Date
  complete_at: Date | null
  due_at: Date | null
  closed_at: Date | null
  in_limit: boolean | null
  /** Documents still missing, by code and name. */
  lacking: { code: string; name: string }[]
  /** Why the clock stands still, and until when at most; `asks`: it waits for the customer's answer. */
  paused: { reason: string; name: string; since: Date; ends_by: Date; asks: boolean } | null
  steps: { code: string; name: string; done: boolean }[]
  next_step: string | null
  /** The cut or fault that explains it. */
  about: { kind: string; id: string } | null
  /** Claims that the customer may confirm or deny: 'were you asked for papers on that day?' */
  asked: { seq: number; kind: string; name: string; claimed_at: Date }[]
}

/**
 * A request by its tracking code, however it is written; for anyone. Only codes that we drew: those of an imported
 * history can be guessed. One that became a voice of another, or was merged, shows how far the other is.
 * @throws Problem requests/unknown, also for a code whose check sign does not fit
 */
export async function byCode(ctx: Context, text: string): Promise<Tracked> {
  const code = readTrackingCode(text)
  const own = code ? await store.find(ctx, code) : undefined
  if (own?.source !== 'live') throw new Problem('requests/unknown', { id: text.slice(0, 60) })
  const request = (own.merged_into && (await store.find(ctx, own.merged_into))) || own
  const { language, now } = ctx
  const service = await store.service(ctx, request.service_id)
  const { code: corporation, name, hotline } = await corporationNamed(ctx, request.corporation_id)
  const named = (reason: string) => service.pauses.find((p) => p.reason === reason)?.[language] ?? reason
  const on = (await store.pausesOf(ctx, request)).find((p) => p.resumed_at === null && p.ends_by > now)
  const claims = await store.claimsOf(ctx, request)
  const missing = lacking(service, request.documents)
  const done = service.steps.findIndex((s) => s.code === request.step)
  return {
    code: own.code,
    corporation: { code: corporation, name, hotline },
    service: { code: service.code, name: language === 'vi' ? service.name : service.name_en },
    state: request.state === 'paused' && !on ? 'complete' : request.state,
    outcome: request.outcome,
    accepted: request.accepted,
    received_at: own.received_at,
    complete_at: request.complete_at,
    due_at: request.due_at,
    closed_at: request.closed_at,
    in_limit: request.in_limit,
    lacking: service.documents
      .filter((d) => request.state === 'received' && missing.includes(d.code))
      .map((d) => ({ code: d.code, name: d[language] })),
    paused: on
      ? {
          reason: on.reason,
          name: named(on.reason),
          since: on.paused_at,
          ends_by: on.ends_by,
          asks: endsByAnswer(on.reason),
        }
      : null,
    steps: service.steps.map((s, i) => ({ code: s.code, name: s[language], done: i <= done })),
    next_step: request.state === 'closed' ? null : (nextStep(request, service)?.code ?? null),
    about: request.about ? { kind: request.about_kind!, id: request.about } : null,
    asked: claims
      .filter((c) => c.customer_says === null)
      .map((c) => ({
        seq: c.seq,
        kind: c.kind,
        // the words of an obstacle are the staff's: they may name somebody
        name: c.kind === 'pause' ? named(c.reason) : '',
        claimed_at: c.claimed_at,
      })),
  }
}
