/** What a staff member can be. A grant is a role in a scope: the group, one corporation, one unit. */
export const roles = ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator'] as const
export type Role = (typeof roles)[number]

const everyone = roles
const desk = ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'administrator'] as const
const planning = ['planner', 'manager', 'administrator'] as const
const control = ['dispatcher', 'manager', 'administrator'] as const
const management = ['manager', 'administrator'] as const
const administration = ['administrator'] as const

/**
 * The one table: which roles hold which permission. Named room.verb. Analysts read figures, not customers' names and
 * telephone numbers. Approval is apart from planning: the use case also asks that it is another person.
 */
export const permissions = {
  'organisation.read': everyone,
  'organisation.write': administration,
  'access.users': administration,
  'access.audit': management,
  'system.read': administration,
  'system.write': administration,
  'imports.run': administration,
  'network.read': everyone,
  'network.operate': control,
  'network.write': ['planner', 'administrator'],
  'customers.read': desk,
  'customers.write': ['operator', 'clerk', 'administrator'],
  'promises.read': everyone,
  'promises.correct': management,
  'notices.read': desk,
  'notices.call': ['operator', 'clerk', 'dispatcher', 'administrator'],
  'notices.write': administration,
  'interruptions.read': everyone,
  'interruptions.correct': ['dispatcher', 'manager', 'administrator'],
  'planned-outages.read': everyone,
  'planned-outages.plan': planning,
  'planned-outages.approve': management,
  'planned-outages.announce': planning,
  'planned-outages.postpone': planning,
  'planned-outages.cancel': planning,
  'planned-outages.operate': control,
  'planned-outages.rules': administration,
  'faults.read': everyone,
  'faults.report': desk,
  'faults.operate': control,
  'requests.read': desk,
  'requests.receive': ['operator', 'clerk', 'manager', 'administrator'],
  'requests.work': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'administrator'],
  'requests.manage': management,
  'requests.catalogue': administration,
  'requests.stats': everyone,
  'surveys.read': everyone,
  'surveys.interview': ['operator', 'clerk', 'administrator'],
  'surveys.manage': management,
  'reliability.read': everyone,
  'reliability.rules': administration,
  'reliability.close': management,
  'reliability.reopen': administration,
  'indicators.read': everyone,
  'indicators.define': ['analyst', 'manager', 'administrator'],
  'indicators.targets': management,
  'indicators.close': management,
  'exchange.manage': administration,
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof permissions

export type Scope = 'group' | 'corporation' | 'unit'

export interface Grant {
  role: Role
  scope: Scope
  corporation_id: number | null
  unit_id: number | null
}

/** A staff member who has signed in, with every grant. */
export interface Staff {
  id: string
  login: string
  name: string
  language: 'vi' | 'en'
  grants: readonly Grant[]
}

const holds = (role: Role, permission: Permission | undefined): boolean =>
  permission === undefined || (permissions[permission] as readonly Role[]).includes(role)

/** True when some grant of theirs holds the permission, wherever its scope is. */
export const permits = (staff: Pick<Staff, 'grants'>, permission: Permission): boolean =>
  staff.grants.some((g) => holds(g.role, permission))

/**
 * The corporations in which they hold the permission (any role when it is left out): '*' with a grant for the group,
 * else ids in ascending order. This is what row-level security is set to while their request runs.
 */
export function corporationsOf(staff: Pick<Staff, 'grants'>, permission?: Permission): '*' | number[] {
  const held = staff.grants.filter((g) => holds(g.role, permission))
  if (held.some((g) => g.scope === 'group')) return '*'
  return [...new Set(held.map((g) => g.corporation_id!))].sort((a, b) => a - b)
}

/**
 * The units to which a list should be narrowed in one corporation: '*' when some grant with this permission covers the
 * whole corporation, else the unit ids (their offices below are the room's business).
 */
export function unitsOf(staff: Pick<Staff, 'grants'>, permission: Permission, corporation_id: number): '*' | number[] {
  const held = staff.grants.filter(
    (g) => holds(g.role, permission) && (g.scope === 'group' || g.corporation_id === corporation_id),
  )
  if (held.some((g) => g.scope !== 'unit')) return '*'
  return [...new Set(held.map((g) => g.unit_id!))].sort((a, b) => a - b)
}

/** Every permission they hold somewhere, in the table's order: what the console greys its buttons by. */
export const permissionsOf = (staff: Pick<Staff, 'grants'>): Permission[] =>
  (Object.keys(permissions) as Permission[]).filter((p) => permits(staff, p))
