// Written by tools/gen-client.ts from the routes of the server. Do not edit.

type Headers = { [name: string]: unknown }

export type Role = 'operator' | 'clerk' | 'planner' | 'dispatcher' | 'manager' | 'analyst' | 'administrator'

export type Permission =
  | 'organisation.read'
  | 'organisation.write'
  | 'access.users'
  | 'access.audit'
  | 'system.read'
  | 'system.write'
  | 'imports.run'
  | 'network.read'
  | 'network.operate'
  | 'network.write'
  | 'customers.read'
  | 'customers.write'
  | 'promises.read'
  | 'promises.correct'
  | 'notices.read'
  | 'notices.call'
  | 'notices.write'
  | 'interruptions.read'
  | 'interruptions.correct'
  | 'planned-outages.read'
  | 'planned-outages.plan'
  | 'planned-outages.approve'
  | 'planned-outages.announce'
  | 'planned-outages.postpone'
  | 'planned-outages.cancel'
  | 'planned-outages.operate'
  | 'planned-outages.rules'
  | 'faults.read'
  | 'faults.report'
  | 'faults.operate'
  | 'requests.read'
  | 'requests.receive'
  | 'requests.work'
  | 'requests.manage'
  | 'requests.catalogue'
  | 'requests.stats'
  | 'surveys.read'
  | 'surveys.interview'
  | 'surveys.manage'
  | 'reliability.read'
  | 'reliability.rules'
  | 'indicators.read'
  | 'indicators.define'
  | 'indicators.targets'
  | 'indicators.close'
  | 'exchange.manage'

/** Which roles hold which permission: the server decides, this is for saying why a button cannot be used. */
export const permissions: Record<Permission, readonly Role[]> = {
  'organisation.read': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator'],
  'organisation.write': ['administrator'],
  'access.users': ['administrator'],
  'access.audit': ['manager', 'administrator'],
  'system.read': ['administrator'],
  'system.write': ['administrator'],
  'imports.run': ['administrator'],
  'network.read': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator'],
  'network.operate': ['dispatcher', 'manager', 'administrator'],
  'network.write': ['planner', 'administrator'],
  'customers.read': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'administrator'],
  'customers.write': ['operator', 'clerk', 'administrator'],
  'promises.read': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator'],
  'promises.correct': ['manager', 'administrator'],
  'notices.read': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'administrator'],
  'notices.call': ['operator', 'clerk', 'dispatcher', 'administrator'],
  'notices.write': ['administrator'],
  'interruptions.read': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator'],
  'interruptions.correct': ['dispatcher', 'manager', 'administrator'],
  'planned-outages.read': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator'],
  'planned-outages.plan': ['planner', 'manager', 'administrator'],
  'planned-outages.approve': ['manager', 'administrator'],
  'planned-outages.announce': ['planner', 'manager', 'administrator'],
  'planned-outages.postpone': ['planner', 'manager', 'administrator'],
  'planned-outages.cancel': ['planner', 'manager', 'administrator'],
  'planned-outages.operate': ['dispatcher', 'manager', 'administrator'],
  'planned-outages.rules': ['administrator'],
  'faults.read': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator'],
  'faults.report': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'administrator'],
  'faults.operate': ['dispatcher', 'manager', 'administrator'],
  'requests.read': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'administrator'],
  'requests.receive': ['operator', 'clerk', 'manager', 'administrator'],
  'requests.work': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'administrator'],
  'requests.manage': ['manager', 'administrator'],
  'requests.catalogue': ['administrator'],
  'requests.stats': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator'],
  'surveys.read': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator'],
  'surveys.interview': ['operator', 'clerk', 'administrator'],
  'surveys.manage': ['manager', 'administrator'],
  'reliability.read': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator'],
  'reliability.rules': ['administrator'],
  'indicators.read': ['operator', 'clerk', 'planner', 'dispatcher', 'manager', 'analyst', 'administrator'],
  'indicators.define': ['analyst', 'manager', 'administrator'],
  'indicators.targets': ['manager', 'administrator'],
  'indicators.close': ['manager', 'administrator'],
  'exchange.manage': ['administrator'],
}

export interface Problem { type: string; /** one sentence in the reader’s language */ title: string; status: number; /** room/problem, as in docs/problems.md; codes may be added */ code: string; params?: Record<string, unknown>; instance?: string; refused?: { file?: string; line?: number; field?: string; reason: string }[] }

type Refused = { headers: Headers; content: { 'application/problem+json': Problem } }

export interface paths {
  '/api/v1/sign-in': {
    /** Sign in (public) */
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { login: string; password: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { login: string; name: string; language: "vi" | "en"; expires_at: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/sign-out': {
    /** Sign out (signed-in) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/me': {
    /** Who I am, what I may do and where (signed-in) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; login: string; name: string; language: "vi" | "en"; /** some role holds for the whole group */ group: boolean; roles: ({ role: "operator" | "clerk" | "planner" | "dispatcher" | "manager" | "analyst" | "administrator"; scope: "group" | "corporation" | "unit"; corporation_id: number | null; unit_id: number | null })[]; corporations: ({ id: number; code: string; name: string; name_en: string; hotline: string | null })[]; permissions: string[] } } }
        default: Refused
      }
    }
    /** Change my name and language (signed-in) */
    patch: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { language?: "vi" | "en"; name?: string } } }
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/me/password': {
    /** Change my password (signed-in) */
    put: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { present: string; password: string } } }
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/one-time-link': {
    /** Set a password by a one-time link (public) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { token: string; password: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { login: string; name: string; language: "vi" | "en"; expires_at: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/one-time-link/look': {
    /** Whose one-time link this is (public) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { token: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { login: string; name: string; language: "vi" | "en" } } }
        default: Refused
      }
    }
  }
  '/api/v1/api-keys': {
    /** My API keys (signed-in) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { items: ({ id: string; name: string; made_at: string; revoked_at: string | null })[] } } }
        default: Refused
      }
    }
    /** Make an API key (shown once) (signed-in) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { name: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: string; key: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/api-keys/{id}': {
    /** Revoke one of my API keys (signed-in) */
    delete: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/users': {
    /** List staff accounts (access.users) */
    get: {
      parameters: { query?: { limit?: number; /** next of the page before */ cursor?: string; search?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { items: ({ id: string; login: string; name: string; language: "vi" | "en"; created_at: string; disabled_at: string | null; has_password: boolean; seen_at: string | null; grants: ({ role: "operator" | "clerk" | "planner" | "dispatcher" | "manager" | "analyst" | "administrator"; scope: "group" | "corporation" | "unit"; corporation: string | null; unit: string | null })[] })[]; next: string | null } } }
        default: Refused
      }
    }
    /** Add a staff account (access.users) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { login: string; name: string; language?: "vi" | "en"; grants: ({ role: "operator" | "clerk" | "planner" | "dispatcher" | "manager" | "analyst" | "administrator"; /** code; without it the whole group */ corporation?: string; /** code of a unit of that corporation */ unit?: string })[] } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: string; login: string; link: string; expires_at: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/users/{id}/one-time-link': {
    /** Make a link to set a new password (access.users) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        201: { headers: Headers; content: { 'application/json': { link: string; expires_at: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/users/{id}/grants': {
    /** Give a role (access.users) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { role: "operator" | "clerk" | "planner" | "dispatcher" | "manager" | "analyst" | "administrator"; /** code; without it the whole group */ corporation?: string; /** code of a unit of that corporation */ unit?: string } } }
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
    /** Take a role away (access.users) */
    delete: {
      parameters: { query: { role: "operator" | "clerk" | "planner" | "dispatcher" | "manager" | "analyst" | "administrator"; /** code; without it the whole group */ corporation?: string; /** code of a unit of that corporation */ unit?: string }; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/users/{id}/disabling': {
    /** Disable an account (access.users) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
    /** Enable an account again (access.users) */
    delete: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/audit': {
    /** Audit: who did what (access.audit) */
    get: {
      parameters: { query?: { limit?: number; /** next of the page before */ cursor?: string; about?: string; actor?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { items: ({ id: number; at: string; actor: string; corporation: string | null; verb: string; about: string; detail: Record<string, unknown> })[]; next: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/live': {
    /** Events as they are committed (server-sent events): name, about; "resync" means load your data again (signed-in) */
    get: {
      parameters: { query?: { /** id of the last event seen */ after?: number }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'text/event-stream': string } }
        default: Refused
      }
    }
  }
}
