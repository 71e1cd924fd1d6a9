import { Command, Option } from 'commander'
import { addUser, linkPath, roles } from '../../../access/index.ts'
import type { Given } from '../commands.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const group = new Command('user').description(vi ? 'Tài khoản nhân viên' : 'Staff accounts')
  group
    .command('add')
    .description(
      vi
        ? 'Thêm tài khoản; in ra liên kết dùng một lần để đặt mật khẩu'
        : 'Add an account; prints the one-time link by which its owner sets a password',
    )
    .argument('<login>', vi ? 'tên đăng nhập' : 'sign-in name')
    .requiredOption('--name <name>', vi ? 'họ tên' : 'full name')
    .addOption(new Option('--role <role>', vi ? 'vai trò' : 'role').choices([...roles]).makeOptionMandatory())
    .option(
      '--corporation <code>',
      vi ? 'tổng công ty (không nêu: cả tập đoàn)' : 'corporation (none: the whole group)',
    )
    .option('--unit <code>', vi ? 'đơn vị trong tổng công ty' : 'unit of the corporation')
    .action(async (login: string, options) => {
      const env = open(options)
      const made = await env.transaction((ctx) =>
        addUser(ctx, {
          login,
          name: options.name,
          language,
          grants: [
            {
              role: options.role,
              corporation: options.corporation,
              unit: options.unit,
            },
          ],
        }),
      )
      env.print({ id: made.id, login: made.login, link: linkPath(made.token), expires_at: made.expires_at }, (m) =>
        vi
          ? `Đã thêm ${m.login}. Đặt mật khẩu tại: http://localhost:8080${m.link}`
          : `${m.login} added. Set the password at: http://localhost:8080${m.link}`,
      )
    })
  return group
}
