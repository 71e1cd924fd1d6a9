import { Argument, Command, Option } from 'commander'
import { Problem } from '../../../kernel/index.ts'
import type { Given } from '../commands.ts'
import { number } from '../table.ts'

const kinds = [
  'network',
  'customers',
  'offices',
  'interruptions',
  'customers_served',
  'requests',
  'energy',
  'calls',
  'satisfaction',
]

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  return new Command('import')
    .description(vi ? 'Nhập một tệp; cả tệp hoặc không gì cả' : 'Import a file: all of it or nothing')
    .addArgument(new Argument('<kind>', vi ? 'loại dữ liệu' : 'what it holds').choices(kinds))
    .argument('<file>', vi ? 'tệp' : 'file')
    .addOption(
      new Option('--format <format>', vi ? 'định dạng' : 'format').choices(['csv', 'opendss', 'cim', 'geojson']),
    )
    .option('--corporation <code>', vi ? 'tổng công ty' : 'corporation')
    .option(
      '--customers-from-loads',
      vi ? 'mỗi phụ tải thành một khách hàng' : 'one customer on each load of the network',
    )
    .option('--dry-run', vi ? 'chỉ kiểm tra, không ghi' : 'check only, write nothing')
    .option('--skip-bad', vi ? 'bỏ qua các dòng lỗi' : 'leave bad rows out')
    .action(async (kind: string, file: string, options) => {
      const env = open(options)
      const { formatOf, importers } = await import('../../imports.ts')
      const importer = importers[kind]!
      const format = kind === 'network' ? formatOf(file, options.format) : 'csv'
      try {
        const report = await env.transaction((ctx) =>
          importer(ctx, file, { ...options, format, onProgress: progress(env.say, vi) }),
        )
        env.print(report, (r) => {
          const n = (x: number) => number(x, language)
          const counts = Object.entries(r.created)
            .filter(([, v]) => v > 0)
            .map(([k, v]) => `${k} ${n(v)}`)
          const ignored = Object.entries(r.ignored).map(([k, v]) => `${k} ${n(v)}`)
          return [
            vi
              ? `${file}: đọc ${n(r.read)}, nhận ${n(r.accepted)}, từ chối ${n(r.refused_count)}${options.dryRun ? ' (chỉ kiểm tra, chưa ghi)' : ''}`
              : `${file}: ${n(r.read)} read, ${n(r.accepted)} accepted, ${n(r.refused_count)} refused${options.dryRun ? ' (checked only, nothing written)' : ''}`,
            counts.length ? `  ${vi ? 'tạo' : 'created'}: ${counts.join(', ')}` : '',
            ignored.length ? `  ${vi ? 'không dùng đến' : 'not used'}: ${ignored.join(', ')}` : '',
            ...r.warnings.map((w) => `  ! ${w}`),
            ...r.refused.slice(0, 20).map(refusalText),
            r.refused_count > 20
              ? `  … ${vi ? 'còn' : 'and'} ${n(r.refused_count - 20)} ${vi ? 'dòng nữa (xem --json)' : 'more (see --json)'}`
              : '',
          ]
            .filter((l) => l !== '')
            .join('\n')
        })
      } catch (error) {
        if (error instanceof Problem && error.refused.length > 0) {
          // Scripts read the list of refusals; the one line that says why goes to standard error as for every refusal.
          if (env.json)
            env.print(
              { kind, format, read: null, accepted: 0, refused: error.refused, created: {}, ignored: {}, warnings: [] },
              () => '',
            )
          else for (const r of error.refused.slice(0, 20)) process.stderr.write(`${refusalText(r)}\n`)
        }
        throw error
      }
    })
}

const refusalText = (r: { file?: string; line?: number; field?: string; reason: string }): string =>
  `  ${r.file ?? ''}${r.line ? `:${r.line}` : ''}: ${r.field ? `${r.field}: ` : ''}${r.reason}`

/** A line a second at most, only where a person looks on. */
function progress(say: (line: string) => void, vi: boolean): (read: number) => void {
  let last = Date.now()
  return (read) => {
    if (!process.stderr.isTTY || Date.now() - last < 1000) return
    last = Date.now()
    say(vi ? `  … ${read.toLocaleString('vi-VN')} dòng` : `  … ${read.toLocaleString('en-GB')} rows`)
  }
}
