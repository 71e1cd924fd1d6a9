import { Command } from 'commander'
import { Problem } from '../../../kernel/index.ts'
import type { Given } from '../commands.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  return new Command('demo')
    .description(vi ? 'Dựng đất nước mẫu trên cơ sở dữ liệu trống' : 'Make the demo country in an empty database')
    .option('--customers <n>', vi ? 'bao nhiêu khách hàng' : 'how many customers', '50000')
    .option(
      '--seed <n>',
      vi ? 'hạt giống: cùng số cho cùng một đất nước' : 'seed: the same number gives the same country',
      '2017',
    )
    .action(async (o) => {
      const env = open(o)
      const whole = (field: string, text: string, low: number): number => {
        const n = Number(text)
        if (!Number.isInteger(n) || n < low || n > 40_000_000)
          throw new Problem('kernel/invalid', { field, reason: text })
        return n
      }
      const { demo } = await import('../../country/index.ts')
      const { countryWords } = await import('../../country/country-words.ts')
      const words = countryWords(language)
      const bar = process.stderr.isTTY && !env.json
      const made = await demo(await env.database(), {
        customers: whole('--customers', o.customers, 1000),
        seed: whole('--seed', o.seed, 0),
        dataDir: env.dataDir,
        language,
        say: bar ? undefined : env.say,
        onProgress: bar
          ? (done, of, what) => {
              const width = 28
              const full = Math.round((done / of) * width)
              process.stderr.write(
                `\r\x1b[K${'█'.repeat(full)}${'░'.repeat(width - full)} ${done}/${of} ${what}${done === of ? '\n' : ''}`,
              )
            }
          : undefined,
      })
      env.print(made ?? { already: true }, () => (made ? words('made', { ...made }) : words('already')))
    })
}
