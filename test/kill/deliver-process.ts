// A process of its own for the kill tests: delivers as the server does, by a clock that begins at a given moment, until
// it is killed or its input ends. SMPP_URL names its provider.
import { connect } from '../../src/kernel/index.ts'
import { startDelivering } from '../../src/notices/index.ts'

const [url, dataDir, from] = process.argv.slice(2) as [string, string, string]
const db = connect({ connectionString: url })
const now = () => new Date(new Date(from).getTime() + performance.now())
const deliverer = await startDelivering(db, { dataDir, now, every_ms: 20, onError: console.error })
process.stdout.write('ready\n')
process.stdin.resume().on('end', async () => {
  await deliverer.stop()
  await db.close()
})
