// A process of its own for the kill tests: one import, as the command and the console's page run it.
import { importCustomers } from '../../src/customers/index.ts'
import { connect, transaction } from '../../src/kernel/index.ts'
import { importNetwork } from '../../src/network/index.ts'

const [url, kind, file] = process.argv.slice(2) as [string, string, string]
const db = connect({ connectionString: url })
const { accepted } = await transaction(db, { actor: 'cli', corporations: '*' }, (ctx) =>
  kind === 'network' ? importNetwork(ctx, file, { format: 'csv' }) : importCustomers(ctx, file),
)
process.stdout.write(String(accepted))
await db.close()
