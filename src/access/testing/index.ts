/** For tests of other rooms: a company's sign-in on a socket, and a browser without a screen. */
export { CompanySignIn, type Lie, Visitor } from './provider.ts'
