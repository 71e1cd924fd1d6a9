import { basename, dirname, resolve } from 'node:path'
import { Command } from 'commander'
import { Problem, say } from '../../../kernel/index.ts'
import type { Given } from '../commands.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const demo = new Command('demo')
    .description(vi ? 'Dựng đất nước mẫu trên cơ sở dữ liệu trống' : 'Make the demo country in an empty database')
    .option('--customers <n>', vi ? 'bao nhiêu khách hàng' : 'how many customers', '50000')
    .option(
      '--seed <n>',
      vi ? 'hạt giống: cùng số cho cùng một đất nước' : 'seed: the same number gives the same country',
    )
    .action(async (o) => {
      const env = open(o)
      const { customersThere, demo: makeDemo } = await import('../../demo/index.ts')
      const words = say('demo', language)
      const bar = process.stderr.isTTY && !env.json
      const made = await makeDemo(await env.database(), {
        customers: whole('--customers', o.customers, 1000),
        seed: o.seed === undefined ? undefined : whole('--seed', o.seed, 0),
        dataDir: env.dataDir,
        language,
        progress: bar ? progressBar() : progressLines(env.say),
      })
      if (made === undefined) throw new Problem('demo/not-empty', { customers: await env.transaction(customersThere) })
      env.print(made, () => words('made', { ...made }))
    })
  demo
    .command('access-2017 <file>')
    .description(
      vi
        ? 'Ghi requests.csv của chín tháng năm 2017: từng yêu cầu cấp điện, cho ra đúng số đã công bố'
        : 'Write the requests.csv of nine months of 2017: single new supplies of which the published figures come out',
    )
    .option('--scale <n>', vi ? 'chỉ một trong n yêu cầu' : 'only one in n requests', '1')
    .action(async (file: string, o) => {
      const env = open(o)
      const scale = whole('--scale', o.scale, 1)
      const { access2017, requestColumns, writeCsv } = await import('../../demo/index.ts')
      const { calendarOf } = await import('../../../organisation/index.ts')
      const calendar = await env.transaction((ctx) => calendarOf(ctx))
      const path = resolve(file)
      await writeCsv(dirname(path), basename(path), requestColumns, access2017(calendar, scale))
      env.print({ file: path, scale }, () => path)
    })
  return demo
}

function whole(field: string, text: string, low: number): number {
  const n = Number(text)
  if (!Number.isInteger(n) || n < low || n > 40_000_000) throw new Problem('kernel/invalid', { field, reason: text })
  return n
}

const width = 28
const every_ms = 3000

/** Where a person looks on. */
function progressBar(): (done: number, what: string) => void {
  let shown = ''
  return (done, what) => {
    const full = Math.round(done * width)
    const text = `${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.floor(done * 100)} % ${what}${done >= 1 ? '\n' : ''}`
    if (text !== shown) process.stderr.write(`\r\x1b[K${text}`)
    shown = text
  }
}

/** Into a log: a line every three seconds. */
function progressLines(line: (text: string) => void): (done: number, what: string) => void {
  let last = Date.now()
  return (done, what) => {
    if (done < 1 && Date.now() - last < every_ms) return
    last = Date.now()
    line(`${`${Math.floor(done * 100)}`.padStart(3)} % ${what}`)
  }
}
