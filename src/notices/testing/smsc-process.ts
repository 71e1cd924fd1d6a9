/**
 * An SMSC in a process of its own, for benches and kill tests: npm `smpp`'s server, which accepts everything. Prints its
 * port; on each line of input prints what it has got since the last: submissions, different numbers, and different keys.
 */
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { library } from '../channels/smpp-library.ts'

let submissions = 0
let id = 0
let numbers = new Set<string>()
let keys = new Set<string>()
const server = library.createServer((session) => {
  session.on('error', () => {})
  session.on('bind_transceiver', (pdu) => session.send(pdu.response()))
  session.on('enquire_link', (pdu) => session.send(pdu.response()))
  session.on('unbind', (pdu) => {
    session.send(pdu.response())
    session.close()
  })
  session.on('submit_sm', (pdu) => {
    submissions += 1
    numbers.add(pdu.destination_addr)
    const key = pdu[String(0x1480)]
    if (key) keys.add(key.toString('latin1'))
    session.send(pdu.response({ message_id: `m${++id}` }))
  })
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
createInterface({ input: process.stdin })
  .on('line', () => {
    console.log(JSON.stringify({ submissions, numbers: numbers.size, keys: keys.size }))
    submissions = 0
    numbers = new Set()
    keys = new Set()
  })
  .on('close', () => process.exit())
