import type { Command } from 'commander'
import type { Given } from '../commands.ts'
import { number, table } from '../table.ts'
import { when } from '../words.ts'

/** `indices close | reopen | closed | verify | adjustments`: months whose figures are frozen and signed. */
export function addClosing(group: Command, { language, open }: Given): void {
  const vi = language === 'vi'
  const word = (ok: boolean) => (vi ? (ok ? 'đúng' : 'SAI') : ok ? 'holds' : 'DOES NOT HOLD')
  const command = (name: string, about: string) =>
    group
      .command(name)
      .description(about)
      .requiredOption('--corporation <code>', vi ? 'tổng công ty' : 'corporation')
      .requiredOption('--month <month>', vi ? 'tháng YYYY-MM' : 'month YYYY-MM')

  command(
    'close',
    vi ? 'Chốt số liệu một tháng: giữ nguyên, nối chuỗi, ký' : 'Close a month: frozen, chained, signed',
  ).action(async (o) => {
    const env = open(o)
    const { closeMonth } = await import('../../../reliability/index.ts')
    const made = await env.transaction((ctx) => closeMonth(ctx, o))
    env.print(made, (m) => `${m.corporation} ${m.month} #${m.sequence}  ${m.sha256}`)
  })

  command('reopen', vi ? 'Mở lại một tháng đã chốt' : 'Reopen a closed month')
    .requiredOption('--reason <text>', vi ? 'lý do' : 'reason')
    .action(async (o) => {
      const env = open(o)
      const { reopenMonth } = await import('../../../reliability/index.ts')
      await env.transaction((ctx) => reopenMonth(ctx, o))
      env.print({ reopened: true }, () => `${o.corporation} ${o.month}: ${vi ? 'đã mở lại' : 'reopened'}`)
    })

  group
    .command('closed')
    .description(vi ? 'Các lần chốt số liệu' : 'Closings of months')
    .requiredOption('--from <month>', vi ? 'từ tháng YYYY-MM' : 'from month YYYY-MM')
    .requiredOption('--to <month>', vi ? 'đến tháng YYYY-MM' : 'to month YYYY-MM')
    .option('--corporation <code>', vi ? 'chỉ tổng công ty này' : 'this corporation only')
    .action(async (o) => {
      const env = open(o)
      const { closedMonths } = await import('../../../reliability/index.ts')
      const found = await env.transaction((ctx) => closedMonths(ctx, o))
      env.print(found, (rows) =>
        table(
          rows,
          [
            [vi ? 'tổng công ty' : 'corporation', (r) => r.corporation],
            [vi ? 'tháng' : 'month', (r) => r.month],
            ['#', (r) => r.sequence],
            [vi ? 'chốt lúc' : 'closed at', (r) => when(r.closed_at, language)],
            [vi ? 'người chốt' : 'by', (r) => r.closed_by],
            ['SHA-256', (r) => r.sha256.slice(0, 16)],
            [vi ? 'mở lại' : 'reopened', (r) => (r.reopened ? `${r.reopened.by}: ${r.reopened.reason}` : '')],
          ],
          language,
        ),
      )
    })

  command(
    'verify',
    vi ? 'Kiểm chứng một tháng đã chốt' : 'Prove a closed month: hash, signature, chain, counted again',
  ).action(async (o) => {
    const env = open(o)
    const { verifyMonth } = await import('../../../reliability/index.ts')
    const found = await env.transaction((ctx) => verifyMonth(ctx, o))
    env.print(found, (f) =>
      [
        `${f.closing.corporation} ${f.closing.month} #${f.closing.sequence}: ${word(f.holds)}`,
        `  SHA-256 ${f.closing.sha256}: ${word(f.hash)}`,
        `  ${vi ? 'chữ ký Ed25519' : 'Ed25519 signature'}: ${word(f.signature && f.own_key)}`,
        `  ${vi ? 'chuỗi' : 'chain'}: ${word(f.chain)}`,
        `  ${vi ? 'tính lại từ các bước ra đúng từng byte' : 'counted again from the steps, the same bytes'}: ${word(f.reproduced)}`,
      ].join('\n'),
    )
    if (!found.holds) process.exitCode = 1
  })

  command(
    'adjustments',
    vi ? 'Các điều chỉnh sau khi chốt' : 'What was corrected after closing, and how far it moves the figures',
  ).action(async (o) => {
    const env = open(o)
    const { adjustments } = await import('../../../reliability/index.ts')
    const found = await env.transaction((ctx) => adjustments(ctx, o))
    const moved = (x: number | null) =>
      x === null ? '–' : `${x > 0 ? '+' : ''}${number(Math.round(x * 1e6) / 1e6, language)}`
    env.print(found, (f) =>
      table(
        [
          ...f.adjustments.map((a) => ({ ...a, what: a.kind === 'step' ? `${a.code}/${a.step_no}` : 'customers' })),
          { at: null, by: null, reason: vi ? 'tất cả' : 'all', what: '', moves: f.moved },
        ],
        [
          [vi ? 'lúc' : 'at', (r) => (r.at ? when(r.at, language) : '')],
          [vi ? 'ai' : 'by', (r) => r.by ?? ''],
          [vi ? 'cái gì' : 'what', (r) => r.what],
          [vi ? 'vì sao' : 'why', (r) => r.reason ?? ''],
          ['SAIDI (min)', (r) => moved(r.moves.vn.without_excluded.saidi_min)],
          ['SAIFI', (r) => moved(r.moves.vn.without_excluded.saifi)],
          ['MAIFI', (r) => moved(r.moves.vn.without_excluded.maifi)],
        ],
        language,
      ),
    )
  })
}
