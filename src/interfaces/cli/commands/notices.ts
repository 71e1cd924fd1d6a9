import { Command } from 'commander'
import type { Given } from '../commands.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const group = new Command('notices').description(vi ? 'Tin nhắn' : 'Messages')
  group
    .command('segments')
    .description(vi ? 'Một văn bản tốn mấy đoạn SMS' : 'How many SMS segments a text takes')
    .argument('<text>')
    .action(async (text: string, options) => {
      const env = open(options)
      const { segments } = await import('../../../notices/index.ts')
      env.print(segments(text), (s) => `${s.encoding}: ${s.segments}`)
    })
  return group
}
