// A process of its own for the kill test: announces one outage after the other, and says so before and after each.
import { connect, transaction } from '../../kernel/index.ts'
import { announce } from '../index.ts'

const [url, now, ...ids] = process.argv.slice(2)
const db = connect({ connectionString: url! })
const as = { actor: 'lan', corporations: '*' as const, now: new Date(now!) }
await transaction(db, as, async () => {}) // connected and warm: the kill falls into the announcing
for (const id of ids) {
  process.stdout.write(`begin ${id}\n`)
  await transaction(db, as, (ctx) => announce(ctx, id))
  process.stdout.write(`done ${id}\n`)
}
await db.close()
