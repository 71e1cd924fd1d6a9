import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { type CustomerPart, outcomeAt } from '../promises/index.ts'
import { holds, outcomeNumbers } from './rules.ts'

/** What was said of one customer's message, in the order in which it was written. */
interface Word {
  batch_no: number
  /** null: nothing was said of this message yet. */
  result_no: number | null
  at: Date
  outcome: number
  reason: string
  /** The channel has no receipts: taken is as good as told. */
  taken_is_told: boolean
}

interface Row {
  promise_id: string
  due: Date
  released: number
  notice_id: number
  words: (Omit<Word, 'at'> & { at: string })[]
  reached_at: Date | null
}

/**
 * What became of promises to tell for one customer: told in time, told late (by how much) or not told, with the result or
 * the call that shows it. The ledger knows such promises by numbers of customers only; who they were stands in the
 * results. One statement, however many promises; those whose notices do not go to this customer are not in the answer.
 */
export async function toldParts(
  ctx: Context,
  customer: { corporation_id: number; id: number },
  promise_ids: readonly string[],
): Promise<Map<string, CustomerPart>> {
  if (promise_ids.length === 0) return new Map()
  const { delivered } = outcomeNumbers
  const { rows } = await sql<Row>`
    select p.id as promise_id, p.due, p.released, n.id as notice_id, k.called_at as reached_at,
      json_agg(json_build_object('batch_no', b.batch_no, 'result_no', r.result_no, 'at', r.at, 'outcome', r.outcomes[case cardinality(r.outcomes) when 1 then 1 else r.i end],
        'reason', r.reasons[r.i], 'taken_is_told', r.told > r.delivered_here) order by r.result_no) as words
    from promises.promise p
    join notices.notice n on n.corporation_id = p.corporation_id and n.about = p.about and n.promise_id = p.id
    join notices.batch b on b.corporation_id = n.corporation_id and b.notice_id = n.id
      and ${customer.id} between b.first_customer and b.last_customer and ${customer.id} = any (b.customer_ids)
    left join lateral (
      select r.*, array_position(r.ordinals, (array_position(b.customer_ids, ${customer.id}) - 1)::smallint) as i,
        case when cardinality(r.outcomes) > 1 then cardinality(array_positions(r.outcomes, ${delivered}::smallint))
          when r.outcomes[1] = ${delivered} then cardinality(r.ordinals) else 0 end as delivered_here
      from notices.result r
      where r.corporation_id = b.corporation_id and r.notice_id = b.notice_id and r.batch_no = b.batch_no
        and (array_position(b.customer_ids, ${customer.id}) - 1)::smallint = any (r.ordinals)
    ) r on true
    left join notices.call k on k.corporation_id = n.corporation_id and k.notice_id = n.id and k.customer_id = ${customer.id} and k.reached
    where p.corporation_id = ${customer.corporation_id} and p.id = any (${[...promise_ids]}::uuid[])
    group by p.id, p.due, p.released, n.id, k.called_at
    order by n.id`.execute(ctx.tx)
  return new Map(
    [...Map.groupBy(rows, (row) => row.promise_id)].map(([id, notices]) => [id, partOf(notices, customer.id, ctx.now)]),
  )
}

function partOf(notices: readonly Row[], customer_id: number, now: Date): CustomerPart {
  const { due, released } = notices[0]!
  const found = notices.flatMap((notice) => {
    const { notice_id, reached_at } = notice
    const words = notice.words.flatMap((w): Word[] => (w.result_no === null ? [] : [{ ...w, at: new Date(w.at) }]))
    const results = [...Map.groupBy(words, (w) => w.batch_no).values()].flatMap((said) => toldBy(said) ?? [])
    return [
      ...results.map(({ at, batch_no, result_no }) => ({
        at,
        evidence_kind: 'notice_result',
        evidence: `${notice_id}/${batch_no}/${result_no}`,
      })),
      ...(reached_at
        ? [{ at: reached_at, evidence_kind: 'notice_call', evidence: `${notice_id}/${customer_id}` }]
        : []),
    ]
  })
  const first = found.sort((a, b) => a.at.getTime() - b.at.getTime())[0]
  if (first) return { ...first, ...outcomeAt(due, first.at), due, reason: null }
  const last = notices.flatMap((n) => n.words.filter((w) => w.result_no !== null)).at(-1)
  const nothing = { due, at: null, evidence_kind: null, evidence: null, reason: last?.reason || null }
  if (released > 0) return { ...nothing, outcome: 'released', late_s: null }
  if (now <= due) return { ...nothing, outcome: 'open', late_s: null }
  return { ...nothing, outcome: 'broken', late_s: outcomeAt(due, now).late_s, evidence_kind: 'clock' }
}

/** The word by which a message had told its customer; undefined when none has, or a later one took it back. */
function toldBy(said: readonly Word[]): Word | undefined {
  let state: number | undefined
  let by: Word | undefined
  for (const word of said) {
    const is = holds(state, word.outcome)
    if (is === state) continue
    state = is
    const told = is === outcomeNumbers.delivered || (is === outcomeNumbers.accepted && word.taken_is_told)
    by = told ? (by ?? word) : undefined
  }
  return by
}
