import { access, constants, mkdir, statfs } from 'node:fs/promises'
import { Command } from 'commander'
import { sql } from 'kysely'
import { oidcProvider, oidcSettings } from '../../../access/index.ts'
import { type Context, findPostgres, type Language, migrations, Problem } from '../../../kernel/index.ts'
import type { Given } from '../commands.ts'
import { number } from '../table.ts'

interface Check {
  name: string
  ok: boolean
  detail: string
}

/** Looks at everything that an installation rests on, and says in one line each how it is. */
export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  return new Command('doctor')
    .description(vi ? 'Kiểm tra cài đặt này' : 'Check this installation')
    .action(async (options) => {
      const env = open(options)
      const checks: Check[] = []
      const add = (vietnamese: string, english: string, ok: boolean, detail: string) =>
        checks.push({ name: vi ? vietnamese : english, ok, detail })

      const major = Number(process.versions.node.split('.')[0])
      add('Node', 'Node', major >= 24, process.version)
      add('Thư mục dữ liệu', 'Data folder', await writable(env.dataDir), env.dataDir)
      const disk = await statfs(env.dataDir).catch(() => undefined)
      if (disk)
        add(
          'Đĩa còn trống',
          'Disk free',
          disk.bavail * disk.bsize > 1e9,
          `${number(Math.round((disk.bavail * disk.bsize) / 1e9), language)} GB`,
        )
      const brought = process.env.DATABASE_URL ? undefined : await findPostgres(env.dataDir)
      add(
        'Cơ sở dữ liệu',
        'Database',
        true,
        process.env.DATABASE_URL
          ? 'DATABASE_URL'
          : brought
            ? `PostgreSQL ${brought.version}, ${brought.socketDir}`
            : vi
              ? 'mang theo, sẽ khởi động'
              : 'brought, starts when needed',
      )
      const facts = await env.transaction(databaseFacts)
      add('Phiên bản PostgreSQL', 'PostgreSQL version', facts.version >= 15, String(facts.version))
      add('Lược đồ', 'Schema', facts.migration === migrations().length, `${facts.migration}/${migrations().length}`)
      add('Vai trò không phải superuser', 'Role is no superuser', !facts.superuser, facts.role)
      add(
        'Cách ly theo dòng ở mọi bảng',
        'Row-level security on every table',
        facts.unguarded.length === 0,
        facts.unguarded.length === 0 ? `${facts.guarded}` : facts.unguarded.join(', '),
      )
      add('Ghi xuống đĩa (fsync)', 'fsync', facts.fsync, facts.fsync ? 'on' : 'off')
      add('Tin chờ gửi', 'Messages waiting', true, number(facts.pending, language))
      add('Việc nền bị lỗi', 'Jobs that failed', facts.failed === 0, number(facts.failed, language))
      add(
        'SMS',
        'SMS',
        true,
        process.env.SMPP_URL ? 'SMPP_URL' : vi ? 'ghi ra tệp trong outbox/sms' : 'file spool outbox/sms',
      )
      add(
        'E-mail',
        'E-mail',
        true,
        process.env.SMTP_URL ? 'SMTP_URL' : vi ? 'ghi ra tệp trong outbox/email' : 'file spool outbox/email',
      )
      const company = await companyAccount(language)
      add('Tài khoản công ty (OIDC)', 'Company account (OIDC)', company.ok, company.detail)

      env.print({ ok: checks.every((c) => c.ok), checks }, ({ checks }) =>
        checks.map((c) => `${c.ok ? '✓' : '✗'} ${c.name}: ${c.detail}`).join('\n'),
      )
      if (!checks.every((c) => c.ok)) process.exitCode = 1
    })
}

/** Whether staff may sign in with the company's account, and whether its provider answers as it must. */
async function companyAccount(language: Language): Promise<Pick<Check, 'ok' | 'detail'>> {
  const vi = language === 'vi'
  try {
    const settings = oidcSettings(process.env)
    if (!settings) return { ok: true, detail: vi ? 'chưa bật; dùng tài khoản tại chỗ' : 'off; local accounts' }
    const found = (await oidcProvider(settings)).serverMetadata()
    const ways = [
      settings.client_secret ? 'client secret' : 'PKCE',
      ...(found.end_session_endpoint ? ['end_session'] : []),
      ...(settings.only ? ['OIDC_ONLY'] : []),
    ]
    return { ok: true, detail: `${found.issuer} (${ways.join(', ')})` }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { ok: false, detail: error.title(language) }
  }
}

async function writable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

async function databaseFacts({ tx }: Context) {
  const { rows } = await sql<{
    version: number
    migration: number
    superuser: boolean
    role: string
    guarded: number
    unguarded: string[]
    fsync: boolean
    pending: number
    failed: number
  }>`
    with guard as (
      select format('%I.%I', n.nspname, c.relname) as name, c.relrowsecurity and c.relforcerowsecurity as guarded
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'corporation_id' and not a.attisdropped
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('kernel', 'pg_temp') and n.nspname !~ '^pg_'
        -- access.role_grant is read before anybody has a corporation
        and (n.nspname, c.relname) <> ('access', 'role_grant')
    )
    select current_setting('server_version_num')::integer / 10000 as version,
      (select max(number) from public.sangden_migration)::integer as migration,
      (select rolsuper from pg_roles where rolname = current_user) as superuser, current_user::text as role,
      (select count(*) from guard where guarded)::integer as guarded,
      (select coalesce(array_agg(name), '{}') from guard where not guarded) as unguarded,
      current_setting('fsync') = 'on' as fsync,
      (select coalesce(sum(cardinality(b.customer_ids)), 0) from notices.pending p join notices.batch b using (corporation_id, notice_id, batch_no))::integer as pending,
      kernel.failed_jobs() as failed`.execute(tx)
  return rows[0]!
}
