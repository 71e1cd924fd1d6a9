import { Command } from 'commander'
import { stopPostgres } from '../../../kernel/index.ts'
import type { Given } from '../commands.ts'

export const command = ({ language, open }: Given): Command =>
  new Command('stop')
    .description(language === 'vi' ? 'Dừng cơ sở dữ liệu mà chúng tôi mang theo' : 'Stop the database that we brought')
    .action(async (options) => {
      const env = open(options)
      const stopped = await stopPostgres(env.dataDir)
      env.print({ stopped }, () =>
        language === 'vi'
          ? stopped
            ? 'Đã dừng.'
            : 'Không có gì đang chạy.'
          : stopped
            ? 'Stopped.'
            : 'Nothing was running.',
      )
    })
