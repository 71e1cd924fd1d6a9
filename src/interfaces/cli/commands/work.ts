import { Command } from 'commander'
import type { Given } from '../commands.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  return new Command('work')
    .description(
      vi
        ? 'Chạy các việc nền đang chờ (gửi tin, hạn lời hứa) rồi thoát'
        : 'Run the background jobs that are due (messages, deadlines), then leave',
    )
    .action(async (options) => {
      const env = open(options)
      const { workOnce } = await import('../../work.ts')
      const done = await workOnce(await env.database(), env.dataDir)
      env.print(done, (d) => (vi ? `Xong: ${d.messages} tin đã gửi.` : `Done: ${d.messages} messages sent.`))
    })
}
