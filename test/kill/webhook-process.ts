// A process of its own for the kill tests: sends to webhooks as the worker does, by a clock that begins at a given moment,
// until it is killed or its input ends.
import { listOf } from '../../src/interfaces/exchange/webhooks/address.ts'
import { sendDue } from '../../src/interfaces/exchange/webhooks/send.ts'
import { connect } from '../../src/kernel/index.ts'

const [url, from] = process.argv.slice(2) as [string, string]
const db = connect({ connectionString: url })
const now = () => new Date(new Date(from).getTime() + performance.now())
const allowed = { private: listOf('127.0.0.1') }
let going = true
process.stdin.resume().on('end', () => (going = false))
process.stdout.write('ready\n')
while (going) {
  await sendDue(db, { now, allowed, rest_ms: 0 })
  await new Promise((resolve) => setTimeout(resolve, 20))
}
await db.close()
