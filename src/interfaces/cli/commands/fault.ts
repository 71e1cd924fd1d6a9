import { Command, Option } from 'commander'
import { type Context, instant, namedIn, say } from '../../../kernel/index.ts'
import { corporationNamed } from '../../../organisation/index.ts'
import type { Given } from '../commands.ts'
import type { Environment } from '../environment.ts'
import { number } from '../table.ts'
import { promiseLine, when } from '../words.ts'

type Faults = typeof import('../../../faults/index.ts')

/** `sangden fault …`: one subcommand a verb of the room. A fault is named by its id or by what people say: SC-000123. */
export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const group = new Command('fault').description(vi ? 'Sự cố' : 'Faults')
  const verb = (
    name: string,
    description: string,
    options: (c: Command) => Command,
    use: (ctx: Context, faults: Faults, id: string, o: Record<string, never>) => Promise<unknown>,
  ) => {
    options(group.command(name).description(description).argument('<id>', 'SC-000123')).action(
      async (id: string, o) => {
        const env = open(o)
        const faults = await import('../../../faults/index.ts')
        const done = await env.transaction((ctx) => use(ctx, faults, id, o))
        const shown = await env.transaction((ctx) => faults.show(ctx, id))
        env.print({ ...shown, done }, () => text(shown, env))
      },
    )
  }
  group
    .command('record')
    .description(vi ? 'Ghi nhận sự cố ở một thiết bị' : 'Record a fault at a device')
    .requiredOption('--corporation <code>', vi ? 'tổng công ty' : 'corporation')
    .requiredOption('--device <id>', vi ? 'thiết bị mở hoặc hỏng' : 'the device that opened or failed')
    .option('--at <time>', vi ? 'mất điện lúc (không nêu: bây giờ)' : 'when the power went (none: now)')
    .option('--estimate <time>', vi ? 'dự kiến có điện lại' : 'when power is expected back')
    .option('--cause <text>', vi ? 'nguyên nhân, nếu đã biết' : 'cause, if it is known')
    .action(async (o) => {
      const env = open(o)
      const faults = await import('../../../faults/index.ts')
      const shown = await env.transaction(async (ctx) => {
        const corporation = await corporationNamed(ctx, o.corporation)
        const made = await faults.record(ctx, {
          corporation_id: corporation.id,
          device: o.device,
          out_at: time('--at', o.at),
          estimate: time('--estimate', o.estimate),
          cause: o.cause,
        })
        return faults.show(ctx, made.id)
      })
      env.print(shown, () => text(shown, env))
    })
  verb(
    'estimate',
    vi
      ? 'Cho biết hoặc đổi thời điểm dự kiến có điện; khách hàng được báo'
      : 'Give or change the restoration estimate; customers are told',
    (c) =>
      c
        .requiredOption('--to <time>', vi ? 'có điện lại lúc' : 'power is back at')
        .option('--reason <text>', vi ? 'lý do đổi' : 'why it changes'),
    (ctx, faults, id, o) => faults.estimate(ctx, id, { estimate: instant('--to', o.to), reason: o.reason }),
  )
  verb(
    'step',
    vi ? 'Trả điện một phần' : 'Power back for a part',
    (c) =>
      c
        .option('--open <devices>', vi ? 'thiết bị mở' : 'devices to open', namedIn)
        .option('--close <devices>', vi ? 'thiết bị đóng' : 'devices to close', namedIn)
        .option('--at <time>', vi ? 'lúc nào' : 'when'),
    (ctx, faults, id, o) => faults.step(ctx, id, { open: o.open, close: o.close, at: time('--at', o.at) }),
  )
  verb(
    'restore',
    vi ? 'Khôi phục hết' : 'Power back for all that is left',
    (c) =>
      c
        .option('--at <time>', vi ? 'lúc nào' : 'when')
        .option('--cause <text>', vi ? 'nguyên nhân' : 'cause')
        .option('--equipment <text>', vi ? 'thiết bị hỏng' : 'equipment that failed')
        .addOption(new Option('--voltage <level>', vi ? 'cấp điện áp' : 'voltage').choices(['low', 'medium'])),
    (ctx, faults, id, o) =>
      faults.restore(ctx, id, {
        at: time('--at', o.at),
        cause: o.cause,
        failed_equipment: o.equipment,
        voltage: o.voltage,
      }),
  )
  verb(
    'close',
    vi ? 'Đóng hồ sơ' : 'Close the file',
    (c) => c.option('--note <text>', vi ? 'ghi chú' : 'note'),
    (ctx, faults, id, o) => faults.close(ctx, id, { note: o.note }),
  )
  group
    .command('report')
    .description(vi ? 'Khách hàng báo mất điện' : 'A customer says that the power is out')
    .argument('<customer>', vi ? 'mã khách hàng' : 'customer code')
    .option('--words <text>', vi ? 'lời khách hàng' : 'in the customer’s words')
    .action(async (customer: string, o) => {
      const env = open(o)
      const { report } = await import('../../../faults/index.ts')
      const made = await env.transaction((ctx) => report(ctx, { customer, channel: 'phone', words: o.words }))
      env.print(made, (m) =>
        m.known
          ? `${m.known.code}: ${m.known.reason ?? ''} ${m.known.back_at ? `→ ${when(m.known.back_at, language)}` : ''}`
          : vi
            ? 'Đã ghi nhận; chưa có lần cắt điện hay sự cố nào giải thích.'
            : 'Recorded; no known outage explains it.',
      )
    })
  group
    .command('show')
    .description(vi ? 'Sự cố này ra sao' : 'How this fault stands')
    .argument('<id>', 'SC-000123')
    .action(async (id: string, o) => {
      const env = open(o)
      const { show } = await import('../../../faults/index.ts')
      const shown = await env.transaction((ctx) => show(ctx, id))
      env.print(shown, () => text(shown, env))
    })
  return group
}

const time = (option: string, value: string | undefined): Date | undefined =>
  value === undefined ? undefined : instant(option, value)

function text(f: Awaited<ReturnType<Faults['show']>>, { language }: Environment): string {
  const vi = language === 'vi'
  const n = (x: number) => number(x, language)
  const back = f.restored_at ?? f.estimate
  const until = back ? `${f.restored_at ? '' : vi ? 'dự kiến ' : 'expected '}${when(back, language)}` : '?'
  return [
    `${f.code}  ${say('faults', language)(`state.${f.state}`)}  ${when(f.out_at, language)} → ${until}  ${f.cause ?? ''}`,
    `  ${n(f.transformers)} ${vi ? 'trạm biến áp' : 'transformers'}, ${n(f.customers)} ${vi ? 'khách hàng' : 'customers'}`,
    ...f.promises.map((p) => promiseLine(p, language)),
  ].join('\n')
}
