import { Command, Option } from 'commander'
import type { Given } from '../commands.ts'
import { table } from '../table.ts'
import { promiseName, when } from '../words.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  return new Command('promises')
    .description(
      vi
        ? 'Sổ lời hứa: hứa gì, hạn nào, giữ được bao nhiêu'
        : 'The ledger of promises: what was promised, until when, how much of it was kept',
    )
    .option('--kind <kind>', vi ? 'loại lời hứa' : 'kind of promise')
    .addOption(
      new Option('--state <state>', vi ? 'trạng thái' : 'state').choices(['open', 'kept', 'broken', 'released']),
    )
    .option('--outage <id>', vi ? 'của lần cắt điện này' : 'of this planned outage')
    .option('--limit <n>', vi ? 'nhiều nhất bao nhiêu dòng' : 'how many at most', Number, 1000)
    .action(async (options) => {
      const env = open(options)
      const { list } = await import('../../../promises/index.ts')
      const { outageIdOf } = await import('../../../planned-outages/index.ts')
      const rows = await env.transaction(async (ctx) => {
        const about = options.outage ? await outageIdOf(ctx, options.outage) : undefined
        const rows = []
        let cursor: string | undefined
        do {
          const page = await list(ctx, {
            kind: options.kind,
            state: options.state,
            about,
            cursor,
            limit: Math.min(200, options.limit - rows.length),
          })
          rows.push(...page.items)
          cursor = page.next ?? undefined
        } while (cursor && rows.length < options.limit)
        return rows
      })
      env.print(rows, (list) =>
        table(
          list,
          [
            [vi ? 'loại' : 'kind', (r) => promiseName(r.kind, language)],
            [vi ? 'hạn' : 'due', (r) => when(r.due, language)],
            [vi ? 'khách hàng' : 'customers', (r) => r.customers],
            [vi ? 'giữ lời' : 'kept', (r) => r.kept],
            [vi ? 'lỡ hẹn' : 'broken', (r) => r.broken],
            [vi ? 'còn hạn' : 'open', (r) => r.open],
            ['id', (r) => r.id],
          ],
          language,
        ),
      )
    })
}
