import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import type { Given } from '../commands.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  return new Command('tour')
    .description(
      vi
        ? 'Đi hết công việc chính trên một xuất tuyến, từ nhập lưới đến chỉ số'
        : 'The whole main job on a feeder, from import to index',
    )
    .option(
      '--on <file>',
      vi ? 'lưới điện của bạn (CSV, OpenDSS, CIM, GeoJSON)' : 'your own network (CSV, OpenDSS, CIM, GeoJSON)',
    )
    .option('--format <format>', vi ? 'định dạng của tệp ấy' : 'its format')
    .action(async (o) => {
      const env = open(o)
      const { scratchDatabase } = await import('../open-database.ts')
      const { tour } = await import('../../tour/tour.ts')
      // A database of its own, gone afterwards: the tour leaves nothing in the installation but the messages it spooled.
      const scratch = await scratchDatabase(env.dataDir, env.say)
      try {
        const dataDir = join(env.dataDir, 'tour')
        mkdirSync(dataDir, { recursive: true })
        const done = await tour(scratch.db, {
          on: o.on,
          format: o.format,
          dataDir,
          language,
          now: new Date(),
          say: (line) => (env.json ? undefined : process.stdout.write(`${line}\n`)),
        })
        env.print(done, () => '')
      } finally {
        await scratch.drop()
      }
    })
}
