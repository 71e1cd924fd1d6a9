import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Command, Option } from 'commander'
import { type Context, instant, namedIn, Problem, say } from '../../../kernel/index.ts'
import { corporationNamed } from '../../../organisation/index.ts'
import { type Channel, channels, type Shown, type State, type StatsRow, states } from '../../../requests/index.ts'
import type { Given } from '../commands.ts'
import type { Environment } from '../environment.ts'
import { table } from '../table.ts'
import { dimensionName, when } from '../words.ts'

/** `sangden requests …`: the queue, one request, its receipt and closing; the figures and the catalogue. */
export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const group = new Command('requests').description(vi ? 'Yêu cầu của khách hàng' : 'Requests of customers')
  group
    .command('stats')
    .description(
      vi
        ? 'Đã giải quyết bao nhiêu, trong bao nhiêu ngày làm việc, bao nhiêu đúng hạn'
        : 'How many were done, in how many working days, how many within their limit',
    )
    .requiredOption('--from <month>', vi ? 'từ tháng YYYY-MM (tháng đóng yêu cầu)' : 'from month YYYY-MM (of closing)')
    .option('--to <month>', vi ? 'đến tháng YYYY-MM (không nêu: cùng tháng)' : 'to month YYYY-MM (none: the same)')
    .option('--by <dimensions>', 'class,service,corporation,company,unit,office,month,outcome', namedIn, ['class'])
    .option('--corporation <code>', vi ? 'chỉ tổng công ty này' : 'this corporation only')
    .option('--family <family>', vi ? 'loại dịch vụ, hoặc all' : 'kind of service, or all', 'new_supply')
    .action(async (o) => {
      const env = open(o)
      const { stats } = await import('../../../requests/index.ts')
      const rows = await env.transaction((ctx) =>
        stats(ctx, { from: o.from, to: o.to ?? o.from, by: o.by, corporation: o.corporation, family: o.family }),
      )
      env.print(rows, (found) =>
        [
          table(
            found,
            [
              ...(o.by as string[]).map(
                (d) => [dimensionName(d, language), (r: StatsRow) => r[d as 'class'] ?? ''] as const,
              ),
              [vi ? 'số lượng' : 'count', (r) => r.count],
              [
                vi ? 'ngày làm việc bình quân' : 'mean working days',
                (r) => Math.round(r.mean_working_days * 100) / 100,
              ],
              ['p50', (r) => r.p50],
              ['p90', (r) => r.p90],
              [vi ? 'đúng hạn' : 'within limit', (r) => r.within_limit],
              ['%', (r) => (r.within_limit_share === null ? null : Math.round(r.within_limit_share * 1e4) / 100)],
              [vi ? 'hạn (ngày)' : 'limit (days)', (r) => r.limit_days],
            ],
            language,
          ),
          vi
            ? 'Số ngày làm việc sau ngày hồ sơ đầy đủ, đến hết ngày đóng, trừ ngày tạm dừng; tính theo tháng đóng.'
            : 'Working days after the day the file was complete, up to and with the day of closing, pauses left out; by month of closing.',
        ].join('\n'),
      )
    })
  group
    .command('catalogue')
    .description(vi ? 'Danh mục dịch vụ và thời hạn' : 'Services and their limits')
    .option('--corporation <code>', vi ? 'tổng công ty' : 'corporation')
    .option('--day <day>', vi ? 'ngày nào (YYYY-MM-DD)' : 'on which day (YYYY-MM-DD)')
    .action(async (o) => {
      const env = open(o)
      const { services } = await import('../../../requests/index.ts')
      const rows = await env.transaction(async (ctx) =>
        services(ctx, {
          day: o.day,
          ...(o.corporation ? { corporation: await corporationNamed(ctx, o.corporation) } : {}),
        }),
      )
      env.print(rows, (found) =>
        table(
          found,
          [
            [vi ? 'mã' : 'code', (r) => r.code],
            [vi ? 'chỉ ở' : 'only at', (r) => r.corporation ?? ''],
            [vi ? 'tên' : 'name', (r) => (vi ? r.name : r.name_en)],
            [vi ? 'hạn' : 'limit', (r) => (r.limit_value === null ? r.limit_unit : `${r.limit_value} ${r.limit_unit}`)],
            [vi ? 'theo' : 'rule', (r) => r.rule],
          ],
          language,
        ),
      )
    })
  group
    .command('list')
    .description(vi ? 'Hàng đợi, hạn gần nhất trước' : 'The queue, what is due first at the top')
    .option('--corporation <code>', vi ? 'tổng công ty' : 'corporation')
    .option('--unit <code>', vi ? 'đơn vị, kể cả cấp dưới' : 'unit, with what stands under it')
    .addOption(new Option('--state <state>', vi ? 'trạng thái' : 'state').choices([...states]))
    .option('--late', vi ? 'chỉ yêu cầu trễ hạn' : 'late ones only')
    .option('--assigned-to <login>', vi ? 'người đang giữ' : 'in whose hands')
    .option('--customer <code>', vi ? 'khách hàng' : 'customer')
    .option('--limit <n>', vi ? 'nhiều nhất bao nhiêu dòng' : 'at most so many', '50')
    .option('--cursor <cursor>', vi ? 'trang tiếp theo' : 'next page')
    .action(async (o) => {
      const env = open(o)
      const requests = await import('../../../requests/index.ts')
      const page = await env.transaction(async (ctx) =>
        requests.list(ctx, {
          ...(await queueOf(ctx, o)),
          ...(o.state ? { state: o.state as State } : {}),
          ...(o.late ? { late: true } : {}),
          ...(o.assignedTo === undefined ? {} : { assigned_to: o.assignedTo }),
          ...(o.customer ? { customer: o.customer } : {}),
          ...(o.cursor ? { cursor: o.cursor } : {}),
          limit: Number(o.limit),
        }),
      )
      const words = say('requests', language)
      env.print(page, ({ items, next }) =>
        [
          table(
            items,
            [
              [vi ? 'mã' : 'code', (r) => r.code],
              [vi ? 'dịch vụ' : 'service', (r) => r.service],
              [vi ? 'trạng thái' : 'state', (r) => words(`state.${r.state}`)],
              [vi ? 'hạn' : 'due', (r) => (r.due_at ? when(r.due_at, language) : '')],
              [vi ? 'khách hàng' : 'customer', (r) => r.customer_code ?? ''],
              [vi ? 'người giữ' : 'in hand', (r) => r.assigned_to ?? ''],
              [vi ? 'phản ánh' : 'voices', (r) => r.voices],
            ],
            language,
          ),
          ...(next ? [`--cursor ${next}`] : []),
        ].join('\n'),
      )
    })
  group
    .command('show')
    .description(vi ? 'Một yêu cầu: đồng hồ, lời hứa, diễn biến' : 'A request: clock, promises, story')
    .argument('<id>', vi ? 'mã tra cứu hoặc id' : 'tracking code or id')
    .action(async (id: string, o) => {
      const env = open(o)
      const { show } = await import('../../../requests/index.ts')
      env.print(await env.transaction((ctx) => show(ctx, id)), (shown) => text(shown, env))
    })
  group
    .command('receive')
    .description(vi ? 'Tiếp nhận một yêu cầu' : 'Receive a request')
    .requiredOption('--service <code>', vi ? 'dịch vụ hoặc loại dịch vụ' : 'service, or kind of service')
    .option('--customer <code>', vi ? 'khách hàng' : 'customer')
    .option(
      '--corporation <code>',
      vi ? 'tổng công ty, khi không có khách hàng' : 'corporation, where there is no customer',
    )
    .addOption(new Option('--channel <channel>', vi ? 'kênh' : 'channel').choices([...channels]).default('office'))
    .option('--name <name>', vi ? 'người yêu cầu' : 'who asks')
    .option('--phone <phone>', vi ? 'điện thoại' : 'phone')
    .option('--email <email>', vi ? 'thư điện tử' : 'e-mail')
    .option('--details <json>', vi ? 'nội dung theo biểu mẫu (JSON)' : 'answers to the form (JSON)', '{}')
    .option('--documents <codes>', vi ? 'giấy tờ đã nộp' : 'documents handed in', namedIn, [])
    .option('--attach <files>', vi ? 'ảnh, PDF kèm theo' : 'pictures, PDF to attach', namedIn, [])
    .option('--unit <code>', vi ? 'đơn vị giải quyết' : 'unit that is to do it')
    .option('--at <time>', vi ? 'tiếp nhận lúc (không nêu: bây giờ)' : 'received at (none: now)')
    .action(async (o) => {
      const env = open(o)
      const requests = await import('../../../requests/index.ts')
      const channel = o.channel as Channel
      const made = await env.transaction(async (ctx) => {
        const received = await requests.receive(ctx, {
          service: o.service,
          channel,
          details: detailsIn(o.details),
          documents: o.documents,
          contact: { name: o.name, phone: o.phone, email: o.email },
          ...(o.customer ? { customer: o.customer } : {}),
          ...(o.corporation ? { corporation: o.corporation } : {}),
          ...(o.unit ? { unit: o.unit } : {}),
          ...(o.at ? { received_at: instant('--at', o.at) } : {}),
        })
        for (const path of o.attach as string[])
          await requests.attach(ctx, received.id, { name: basename(path), body: readFileSync(path), channel })
        return { ...(await requests.show(ctx, received.id)), ...received }
      })
      env.print(made, () => [text(made, env), ...(made.answer ? [made.answer] : [])].join('\n'))
    })
  group
    .command('close')
    .description(vi ? 'Đóng: đã giải quyết hoặc từ chối' : 'Close: done or refused')
    .argument('<id>', vi ? 'mã tra cứu hoặc id' : 'tracking code or id')
    .requiredOption('--answer <text>', vi ? 'trả lời khách hàng' : 'what the customer is told')
    .option('--refused', vi ? 'từ chối (phải có --evidence)' : 'refused (needs --evidence)')
    .option('--evidence <text>', vi ? 'bằng chứng của việc từ chối' : 'evidence of the refusal')
    .addOption(
      new Option('--accepted <word>', vi ? 'khiếu nại có được chấp nhận' : 'is the complaint accepted').choices([
        'yes',
        'no',
      ]),
    )
    .option('--at <time>', vi ? 'lúc nào (không nêu: bây giờ)' : 'when (none: now)')
    .action(async (id: string, o) => {
      const env = open(o)
      const requests = await import('../../../requests/index.ts')
      const shown = await env.transaction(async (ctx) => {
        await requests.close(ctx, id, {
          outcome: o.refused ? 'refused' : 'done',
          answer: o.answer,
          ...(o.accepted === undefined ? {} : { accepted: o.accepted === 'yes' }),
          ...(o.evidence ? { evidence: o.evidence } : {}),
          ...(o.at ? { at: instant('--at', o.at) } : {}),
        })
        return requests.show(ctx, id)
      })
      env.print(shown, () => text(shown, env))
    })
  return group
}

async function queueOf(ctx: Context, o: { corporation?: string; unit?: string }) {
  if (!o.corporation) return {}
  const { id, code } = await corporationNamed(ctx, o.corporation)
  if (!o.unit) return { corporation_id: id }
  const { unitByCode } = await import('../../../organisation/index.ts')
  const unit = await unitByCode(ctx, id, o.unit)
  if (!unit) throw new Problem('requests/unknown-unit', { unit: o.unit, corporation: code })
  return { corporation_id: id, units: [unit.id] }
}

function detailsIn(json: string): Record<string, unknown> {
  try {
    const found = JSON.parse(json)
    if (found !== null && typeof found === 'object' && !Array.isArray(found)) return found
  } catch {
    // falls through to the refusal
  }
  throw new Problem('kernel/invalid', { field: '--details', reason: json.slice(0, 60) })
}

function text(shown: Shown, env: Environment): string {
  const words = say('requests', env.language)
  const vi = env.language === 'vi'
  const line = (name: string, value: string | null | undefined) => (value ? [`${name}: ${value}`] : [])
  return [
    `${shown.code} · ${shown.service.name} · ${words(`state.${shown.state}`)}`,
    ...line(vi ? 'Khách hàng' : 'Customer', shown.customer && `${shown.customer.code} ${shown.customer.name}`),
    ...line(vi ? 'Đơn vị' : 'Unit', shown.unit && `${shown.unit.code} ${shown.unit.name}`),
    ...line(vi ? 'Người giữ' : 'In hand', shown.assigned_to),
    ...line(vi ? 'Hạn' : 'Due', shown.clock.due_at && when(shown.clock.due_at, env.language)),
    ...line(
      vi ? 'Còn thiếu' : 'Missing',
      shown.documents
        .filter((d) => d.required && !d.handed_in && shown.state === 'received')
        .map((d) => d.name)
        .join(', '),
    ),
    ...line(vi ? 'Trả lời' : 'Answer', shown.answer),
    ...shown.story.map(
      (f) => `  ${when(f.at, env.language)}  ${f.actor}  ${f.text}${f.reason ? ` — ${f.reason}` : ''}`,
    ),
  ].join('\n')
}
