/** The door of access: who may do what, where; and the shape of every route. */
export { addUser, type NewUser } from './add-user.ts'
export { endKey, makeKey } from './api-key.ts'
export { audit, type Deed } from './audit.ts'
export { clearedCookie, cookieName, sessionCookie, tokenIn } from './cookie.ts'
export { disable, enable } from './disable.ts'
export { type GrantByName, grantRole, withdrawRole } from './grant.ts'
export { narrowedTo } from './narrow.ts'
export { provider as oidcProvider } from './oidc/provider.ts'
export { type OidcSettings, oidcSettings } from './oidc/settings.ts'
export { linkPath, oneTimeLink } from './one-time-link.ts'
export {
  corporationsOf,
  type Grant,
  type Permission,
  permissions,
  permissionsOf,
  permits,
  type Role,
  roles,
  type Scope,
  type Staff,
  unitsOf,
} from './permissions.ts'
export {
  Answer,
  type Client,
  cursorOf,
  Day,
  Id,
  type Input,
  Instant,
  type May,
  Month,
  Nullable,
  OneOf,
  Page,
  type PageOf,
  PageQuery,
  type Place,
  pageOf,
  type Route,
  route,
  type Upload,
  verbsOf,
} from './route.ts'
export { setPassword } from './set-password.ts'
export { type SignedIn, signIn } from './sign-in.ts'
export { signOut } from './sign-out.ts'
export { grantsOf, staffByLogin } from './store.ts'
export { type Credential, type Signed, staffOf, touch } from './who.ts'
