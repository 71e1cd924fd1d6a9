/** For tests, of this room and of later ones: the channels and the providers on sockets that they speak to. */
export { Smpp } from '../channels/smpp.ts'
export { type Smsc, smsc } from '../channels/smpp-server.ts'
export { Smtp } from '../channels/smtp.ts'
export { type Relay, relay } from '../channels/smtp-server.ts'
