import { Command } from 'commander'
import { namedIn } from '../../../kernel/index.ts'
import type { Given } from '../commands.ts'
import { number } from '../table.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  return new Command('trace')
    .description(vi ? 'Ai mất điện khi mở thiết bị này' : 'Who loses supply when this device opens')
    .argument('<device>', vi ? 'mã thiết bị' : 'id of the device')
    .option('--corporation <code>', vi ? 'tổng công ty' : 'corporation')
    .option(
      '--open <devices>',
      vi ? 'các thiết bị khác cũng mở, cách nhau dấu phẩy' : 'other devices that open too, comma between',
      namedIn,
    )
    .option('--close <devices>', vi ? 'các thiết bị đóng' : 'devices that close', namedIn)
    .action(async (device: string, options) => {
      const env = open(options)
      const { traceDevice } = await import('../../trace.ts')
      const found = await env.transaction((ctx) =>
        traceDevice(ctx, {
          device,
          corporation: options.corporation,
          open: options.open ?? [],
          close: options.close ?? [],
        }),
      )
      env.print(found, (f) => {
        const n = (x: number) => number(x, language)
        return vi
          ? `Mở ${f.device}${f.feeder ? ` (xuất tuyến ${f.feeder})` : ''}: ${n(f.transformers)} trạm biến áp, ${n(f.customers)} khách hàng mất điện${f.priority.length ? `, trong đó ${n(f.priority.length)} khách hàng ưu tiên: ${f.priority.map((p) => `${p.name} (${p.priority})`).join('; ')}` : ''}.`
          : `Opening ${f.device}${f.feeder ? ` (feeder ${f.feeder})` : ''}: ${n(f.transformers)} transformers, ${n(f.customers)} customers lose supply${f.priority.length ? `, ${n(f.priority.length)} of them priority: ${f.priority.map((p) => `${p.name} (${p.priority})`).join('; ')}` : ''}.`
      })
    })
}
