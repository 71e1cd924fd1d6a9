import { Command } from 'commander'
import { type Context, instant, namedIn, Problem, say, spanText } from '../../../kernel/index.ts'
import { corporationByCode } from '../../../organisation/index.ts'
import type { Given } from '../commands.ts'
import type { Environment } from '../environment.ts'
import { number } from '../table.ts'
import { promiseLine } from '../words.ts'

type Outages = typeof import('../../../planned-outages/index.ts')

/** `sangden outage …`: one subcommand a verb of the room. An outage is named by its id or by what people say: CD-000123. */
export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const group = new Command('outage').description(vi ? 'Cắt điện có kế hoạch' : 'Planned outages')

  const verb = (
    name: string,
    description: string,
    options: (c: Command) => Command,
    use: (ctx: Context, outages: Outages, id: string, o: Record<string, never>) => Promise<unknown>,
  ) => {
    options(group.command(name).description(description).argument('<id>', 'CD-000123')).action(
      async (id: string, o) => {
        const env = open(o)
        const outages = await import('../../../planned-outages/index.ts')
        const done = await env.transaction((ctx) => use(ctx, outages, id, o))
        const shown = await env.transaction((ctx) => outages.show(ctx, id))
        // What was done, and how the outage stands now: scripts read both from one line.
        env.print({ ...shown, done }, () => text(shown, env))
      },
    )
  }

  group
    .command('plan')
    .description(vi ? 'Lập kế hoạch cắt điện' : 'Plan an outage')
    .requiredOption('--corporation <code>', vi ? 'tổng công ty' : 'corporation')
    .option('--open <devices>', vi ? 'thiết bị mở, cách nhau dấu phẩy' : 'devices to open, comma between', namedIn)
    .option('--close <devices>', vi ? 'thiết bị đóng' : 'devices to close', namedIn)
    .option('--then <steps...>', vi ? 'các bước sau: open:D,D close:D' : 'later steps: open:D,D close:D')
    .requiredOption('--from <time>', vi ? 'bắt đầu (ISO 8601 có múi giờ)' : 'begins (ISO 8601 with offset)')
    .requiredOption('--to <time>', vi ? 'có điện lại' : 'power is back')
    .requiredOption('--reason <text>', vi ? 'lý do' : 'reason')
    .option('--urgent', vi ? 'cắt khẩn cấp' : 'urgent')
    .option('--as <login>', vi ? 'người lập' : 'who plans')
    .action(async (o) => {
      const env = open(o)
      const outages = await import('../../../planned-outages/index.ts')
      const shown = await env.transaction(async (ctx) => {
        const corporation = await corporationByCode(ctx, o.corporation)
        if (!corporation) throw new Problem('organisation/unknown-corporation', { code: o.corporation })
        const planned = await outages.plan(ctx, {
          corporation_id: corporation.id,
          steps: [{ open: o.open ?? [], close: o.close ?? [] }, ...(o.then ?? []).map(stepOf)],
          out_from: instant('--from', o.from),
          back_at: instant('--to', o.to),
          reason: o.reason,
          urgent: o.urgent === true,
          as: o.as,
        })
        return outages.show(ctx, planned.id)
      })
      env.print(shown, () => text(shown, env))
    })
  verb(
    'approve',
    vi ? 'Duyệt (người khác với người lập)' : 'Approve (another person than who planned)',
    (c) => c.option('--as <login>', vi ? 'người duyệt' : 'who approves'),
    (ctx, outages, id, o) => outages.approve(ctx, id, { as: o.as }),
  )
  verb(
    'announce',
    vi ? 'Báo cho mọi khách hàng bị ảnh hưởng' : 'Tell every customer it touches',
    (c) => c.option('--late-reason <text>', vi ? 'vì sao báo muộn hơn hạn' : 'why it is told later than the rule asks'),
    (ctx, outages, id, o) => outages.announce(ctx, id, { late_reason: o.lateReason }),
  )
  const timed = (c: Command) =>
    c
      .option('--at <time>', vi ? 'lúc nào (không nêu: bây giờ)' : 'when (none: now)')
      .option('--reason <text>', vi ? 'ghi chú' : 'note')
  verb('start', vi ? 'Cắt điện' : 'The power goes', timed, (ctx, outages, id, o) =>
    outages.start(ctx, id, { at: time(o.at), reason: o.reason }),
  )
  verb(
    'step',
    vi ? 'Trả điện một phần' : 'Power back for a part',
    (c) =>
      timed(c)
        .option('--open <devices>', vi ? 'thiết bị mở' : 'devices to open', namedIn)
        .option('--close <devices>', vi ? 'thiết bị đóng' : 'devices to close', namedIn),
    (ctx, outages, id, o) => outages.step(ctx, id, { at: time(o.at), reason: o.reason, open: o.open, close: o.close }),
  )
  verb(
    'restore',
    vi ? 'Trả điện hết phần còn lại' : 'Power back for all that is left',
    (c) =>
      timed(c)
        .option('--open <devices>', vi ? 'thiết bị mở' : 'devices to open', namedIn)
        .option('--close <devices>', vi ? 'thiết bị đóng' : 'devices to close', namedIn),
    (ctx, outages, id, o) =>
      outages.restore(ctx, id, { at: time(o.at), reason: o.reason, open: o.open, close: o.close }),
  )
  verb(
    'postpone',
    vi ? 'Dời lịch; ai đã được báo thì được báo lại' : 'Move to another window; those who were told are told again',
    (c) =>
      c
        .requiredOption('--from <time>', vi ? 'bắt đầu mới' : 'new beginning')
        .requiredOption('--to <time>', vi ? 'có điện lại' : 'power is back')
        .requiredOption('--reason <text>', vi ? 'lý do' : 'reason'),
    (ctx, outages, id, o) =>
      outages.postpone(ctx, id, {
        out_from: instant('--from', o.from),
        back_at: instant('--to', o.to),
        reason: o.reason,
      }),
  )
  verb(
    'cancel',
    vi ? 'Hủy; ai đã được báo thì được báo lại' : 'Cancel; those who were told are told',
    (c) => c.requiredOption('--reason <text>', vi ? 'lý do' : 'reason'),
    (ctx, outages, id, o) => outages.cancel(ctx, id, { reason: o.reason }),
  )

  group
    .command('show')
    .description(vi ? 'Lần cắt điện này ra sao' : 'How this outage stands')
    .argument('<id>', 'CD-000123')
    .action(async (id: string, o) => {
      const env = open(o)
      const outages = await import('../../../planned-outages/index.ts')
      const shown = await env.transaction((ctx) => outages.show(ctx, id))
      env.print(shown, () => text(shown, env))
    })
  return group
}

const time = (text: string | undefined): Date | undefined => (text === undefined ? undefined : instant('--at', text))

/** `open:A,B close:C` of --then. */
function stepOf(text: string): { open: string[]; close: string[] } {
  const step = { open: [] as string[], close: [] as string[] }
  for (const part of text.trim().split(/\s+/)) {
    const [action, devices = ''] = part.split(/:(.*)/s)
    if (action !== 'open' && action !== 'close') throw new Problem('kernel/invalid', { field: '--then', reason: text })
    step[action].push(...namedIn(devices))
  }
  return step
}

type Shown = Awaited<ReturnType<Outages['show']>>

function text(o: Shown, { language }: Environment): string {
  const vi = language === 'vi'
  const n = (x: number) => number(x, language)
  const state = say('planned-outages', language)(`state.${o.state}`)
  return [
    `${o.code}  ${state}  ${spanText(new Date(o.out_from), new Date(o.back_at), language, new Date())}  ${o.reason}`,
    `  ${n(o.transformers)} ${vi ? 'trạm biến áp' : 'transformers'}, ${n(o.customers)} ${vi ? 'khách hàng' : 'customers'}`,
    ...o.promises.map((p) => promiseLine(p, language)),
    `  ${vi ? 'tin: chờ' : 'messages: queued'} ${n(o.messages.queued)}, ${vi ? 'đã gửi' : 'sent'} ${n(o.messages.sent)}, ${vi ? 'đã nhận' : 'delivered'} ${n(o.messages.delivered)}, ${vi ? 'không tới' : 'failed'} ${n(o.messages.failed)}`,
    ...o.warnings.map((w) => `  ! ${w.text}`),
  ].join('\n')
}
