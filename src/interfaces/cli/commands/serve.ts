import { Command, Option } from 'commander'
import { Problem } from '../../../kernel/index.ts'
import type { Given } from '../commands.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  return new Command('serve')
    .description(vi ? 'Chạy máy chủ (bin/start gọi lệnh này)' : 'Run the server (bin/start calls this)')
    .option('--port <n>', vi ? 'cổng' : 'port', '8080')
    .option('--host <address>', vi ? 'lắng nghe ở đâu' : 'interface to listen on')
    .option('--empty', vi ? 'không dựng đất nước mẫu' : 'without the demo country')
    .addOption(
      new Option(
        '--role <role>',
        vi ? 'chỉ trang web, hoặc chỉ việc nền' : 'web pages only, or background work only',
      ).choices(['web', 'worker']),
    )
    .action(async (options) => {
      const env = open(options)
      const port = Number(options.port)
      if (!Number.isInteger(port) || port < 0 || port > 65535)
        throw new Problem('kernel/invalid', { field: '--port', reason: options.port })
      const { start } = await import('../../start.ts')
      const serving = await start({
        port,
        host: options.host,
        dataDir: env.dataDir,
        empty: options.empty === true,
        roles: options.role ? [options.role] : undefined,
        language,
        say: env.say,
      })
      await serving.stopped
    })
}
