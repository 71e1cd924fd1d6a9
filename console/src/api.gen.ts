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
  | 'reliability.close'
  | 'reliability.reopen'
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
  'reliability.close': ['manager', 'administrator'],
  'reliability.reopen': ['administrator'],
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
    /** In which ways one can sign in (public) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { /** with a password of this installation */ local: boolean; company: ({ issuer: string; fault: { code: string; title: string } | null }) | null; refused: { code: string; title: string } | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/sign-in/company': {
    /** Sign in with the company account: sends the browser there (public) */
    get: {
      parameters: { query?: { /** page of the console to go to afterwards */ next?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        302: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/sign-in/company/callback': {
    /** The browser comes back from the company account (OIDC redirect URI) (public) */
    get: {
      parameters: { query?: { state?: string; code?: string; error?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        303: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/sign-out': {
    /** Sign out (200 when the company account’s own session is to be ended as well, else 204) (signed-in) */
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { /** where the browser ends the company account’s session */ continue_at: string } } }
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
        200: { headers: Headers; content: { 'application/json': { items: ({ id: string; login: string; name: string; language: "vi" | "en"; created_at: string; disabled_at: string | null; has_password: boolean; /** they have signed in with the company’s account */ company: boolean; seen_at: string | null; grants: ({ role: "operator" | "clerk" | "planner" | "dispatcher" | "manager" | "analyst" | "administrator"; scope: "group" | "corporation" | "unit"; corporation: string | null; unit: string | null; /** the company’s account says so */ claimed: boolean })[] })[]; next: string | null } } }
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
  '/api/v1/network/feeders': {
    /** Feeders (network.read) */
    get: {
      parameters: { query?: { corporation_id?: number }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ corporation_id: number; feeder: string; substation: string | null; devices: number; transformers: number })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/network/devices': {
    /** Find devices by id or name (network.read) */
    get: {
      parameters: { query: { q: string; corporation_id?: number; feeder?: string; limit?: number }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ corporation_id: number; mrid: string; name: string; kind: string; feeder: string | null; substation: string | null; normally_open: boolean; lon: number | null; lat: number | null })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/network/picture': {
    /** A feeder, for its diagram and the map (network.read) */
    get: {
      parameters: { query: { corporation: string; feeder?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { corporation_id: number; revision: number; system: ("lonlat" | "local") | null; nodes: ({ parent: number; x: number | null; y: number | null; energised: boolean })[]; devices: ({ mrid: string; name: string; kind: string; feeder: string | null; from: number; to: number; open: boolean; normally_open: boolean; transformer_id: number | null })[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/promises': {
    /** Promises, latest deadline first (promises.read) */
    get: {
      parameters: { query?: { limit?: number; /** next of the page before */ cursor?: string; kind?: string; state?: "open" | "kept" | "broken" | "released"; /** of the outage, fault or request */ about?: string; corporation_id?: number }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { items: { id: string; corporation_id: number; kind: string; about_kind: string; about: string; due: string; rule: string; version: number; made_at: string; customers: number; kept: number; broken: number; released: number; open: number }[]; next: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/promises/{id}': {
    /** A promise, its outcomes part by part and their evidence (promises.read) */
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { promise: { id: string; corporation_id: number; kind: string; about_kind: string; about: string; due: string; rule: string; version: number; made_at: string; customers: number; kept: number; broken: number; released: number; open: number }; outcomes: ({ seq: number; outcome: "kept" | "broken" | "released"; /** negative: takes back the row that it corrects */ customers: number; at: string; /** seconds after the deadline; negative: before it */ late_s: number; recorded_at: string; evidence_kind: string; evidence: string; reason: string | null; corrects: number | null; /** customers of whom this row still speaks */ left: number })[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/promises/{id}/corrections': {
    /** Correct an outcome by adding (promises.correct) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { seq: number; /** when it happened in truth */ at: string; outcome?: "kept" | "broken" | "released"; customers?: number; reason: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { promise: { id: string; corporation_id: number; kind: string; about_kind: string; about: string; due: string; rule: string; version: number; made_at: string; customers: number; kept: number; broken: number; released: number; open: number }; outcomes: ({ seq: number; outcome: "kept" | "broken" | "released"; /** negative: takes back the row that it corrects */ customers: number; at: string; /** seconds after the deadline; negative: before it */ late_s: number; recorded_at: string; evidence_kind: string; evidence: string; reason: string | null; corrects: number | null; /** customers of whom this row still speaks */ left: number })[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/calls': {
    /** Customers whom no channel reached, to be called (notices.read) */
    get: {
      parameters: { query?: { /** of the outage or fault */ about?: string; corporation_id?: number; limit?: number }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ corporation_id: number; notice_id: number; customer_id: number; customer_code: string | null; name: string; address: string | null; phone: string | null; reason: string; kind: string; about_kind: string; about: string; listed_at: string })[] } }
        default: Refused
      }
    }
    /** Record a call: was the customer reached (notices.call) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { corporation_id: number; notice_id: number; customer_id: number; reached: boolean; note?: string } } }
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/notice-previews': {
    /** What a customer would read, in both languages, and into how many parts a text message goes (notices.read) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation: string; kind: "outage_announced" | "outage_changed" | "outage_cancelled" | "outage_started" | "power_restored" | "fault_reported" | "fault_estimate" | "survey_question" | "survey_yearly" | "request_received" | "request_waiting" | "request_due_moved" | "request_closed"; payload: { reason?: string; out_from?: string; back_at?: string; urgent?: boolean } } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ language: "vi" | "en"; channel: "sms" | "email"; subject: string | null; text: string; encoding: ("gsm7" | "ucs2") | null; segments: number | null })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/interruptions/suspects': {
    /** Steps that can hardly be true, the heaviest in SAIDI first (interruptions.read) */
    get: {
      parameters: { query?: { /** code */ corporation?: string; from?: string; to?: string; limit?: number }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ corporation_id: number; interruption_id: string; code: string; step_no: number; feeder: string; out_at: string; restored_at: string | null; customers: number; excluded: boolean; customer_minutes: number; reasons: ("more_than_feeder" | "too_long" | "overlap" | "duplicate" | "estimate_elsewhere" | "in_the_future")[] })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/interruptions/{corporation}/{id}/corrections': {
    /** Correct imported history (one more version, with its reason) (interruptions.correct) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { corporation: string; id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { reason: string; step_no?: number; out_at?: string; restored_at?: string; customers?: number; feeder?: string; origin?: "planned" | "fault" | "external"; cause?: string; equipment?: string; excluded?: boolean; withdrawn?: boolean } } }
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/planned-outages': {
    /** Planned outages, latest window first (planned-outages.read) */
    get: {
      parameters: { query?: { limit?: number; /** next of the page before */ cursor?: string; state?: "planned" | "approved" | "announced" | "started" | "restored" | "cancelled"; corporation_id?: number; from?: string; to?: string; feeder?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { items: ({ id: string; code: string; corporation_id: number; state: "planned" | "approved" | "announced" | "started" | "restored" | "cancelled"; reason: string; urgent: boolean; out_from: string; back_at: string; feeder: string | null; customers: number; transformer_count: number; version: number })[]; next: string | null } } }
        default: Refused
      }
    }
    /** Plan an outage (planned-outages.plan) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation: string; steps: { open?: string[]; close?: string[] }[]; out_from: string; back_at: string; reason: string; urgent?: boolean } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "planned" | "approved" | "announced" | "started" | "restored" | "cancelled"; corporation: string; reason: string; urgent: boolean; out_from: string; back_at: string; feeder: string | null; version: number; transformers: number; customers: number; transformer_set: string; still_out_set: string; cut_at: string | null; restored_at: string | null; planned_by: string; planned_at: string; programme: { open: string[]; close: string[] }[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean; late_s: number }[]; warnings: ({ code: "nobody_affected" | "device_already_so" | "overlap" | "cut_twice" | "no_cut_window" | "priority" | "large_customers" | "lead_time"; text: string })[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("approve" | "announce" | "start" | "step" | "restore" | "postpone" | "cancel" | "correct")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/planned-outages/preview': {
    /** Whom it touches and what stands against it; writes nothing (planned-outages.plan) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation: string; steps: { open?: string[]; close?: string[] }[]; out_from: string; back_at: string; reason: string; urgent?: boolean } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { transformers: number; customers: number; transformer_set: string; feeder: string | null; expected: number[]; warnings: ({ code: "nobody_affected" | "device_already_so" | "overlap" | "cut_twice" | "no_cut_window" | "priority" | "large_customers" | "lead_time"; text: string })[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/planned-outages/{id}': {
    /** An outage: promises, messages, steps, story (planned-outages.read) */
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "planned" | "approved" | "announced" | "started" | "restored" | "cancelled"; corporation: string; reason: string; urgent: boolean; out_from: string; back_at: string; feeder: string | null; version: number; transformers: number; customers: number; transformer_set: string; still_out_set: string; cut_at: string | null; restored_at: string | null; planned_by: string; planned_at: string; programme: { open: string[]; close: string[] }[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean; late_s: number }[]; warnings: ({ code: "nobody_affected" | "device_already_so" | "overlap" | "cut_twice" | "no_cut_window" | "priority" | "large_customers" | "lead_time"; text: string })[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("approve" | "announce" | "start" | "step" | "restore" | "postpone" | "cancel" | "correct")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/planned-outages/{id}/approval': {
    /** Approve (another person than who planned) (planned-outages.approve) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "planned" | "approved" | "announced" | "started" | "restored" | "cancelled"; corporation: string; reason: string; urgent: boolean; out_from: string; back_at: string; feeder: string | null; version: number; transformers: number; customers: number; transformer_set: string; still_out_set: string; cut_at: string | null; restored_at: string | null; planned_by: string; planned_at: string; programme: { open: string[]; close: string[] }[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean; late_s: number }[]; warnings: ({ code: "nobody_affected" | "device_already_so" | "overlap" | "cut_twice" | "no_cut_window" | "priority" | "large_customers" | "lead_time"; text: string })[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("approve" | "announce" | "start" | "step" | "restore" | "postpone" | "cancel" | "correct")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/planned-outages/{id}/announcement': {
    /** Tell every customer it touches (planned-outages.announce) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { late_reason?: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { messages: number; customers: number; late_s: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/planned-outages/{id}/start': {
    /** The power goes (planned-outages.operate) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { at?: string; reason?: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "planned" | "approved" | "announced" | "started" | "restored" | "cancelled"; corporation: string; reason: string; urgent: boolean; out_from: string; back_at: string; feeder: string | null; version: number; transformers: number; customers: number; transformer_set: string; still_out_set: string; cut_at: string | null; restored_at: string | null; planned_by: string; planned_at: string; programme: { open: string[]; close: string[] }[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean; late_s: number }[]; warnings: ({ code: "nobody_affected" | "device_already_so" | "overlap" | "cut_twice" | "no_cut_window" | "priority" | "large_customers" | "lead_time"; text: string })[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("approve" | "announce" | "start" | "step" | "restore" | "postpone" | "cancel" | "correct")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/planned-outages/{id}/steps': {
    /** Power back for a part (planned-outages.operate) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { open?: string[]; close?: string[]; at?: string; reason?: string; /** a set of transformer numbers: {[1,5),[7,9)} */ transformers?: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "planned" | "approved" | "announced" | "started" | "restored" | "cancelled"; corporation: string; reason: string; urgent: boolean; out_from: string; back_at: string; feeder: string | null; version: number; transformers: number; customers: number; transformer_set: string; still_out_set: string; cut_at: string | null; restored_at: string | null; planned_by: string; planned_at: string; programme: { open: string[]; close: string[] }[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean; late_s: number }[]; warnings: ({ code: "nobody_affected" | "device_already_so" | "overlap" | "cut_twice" | "no_cut_window" | "priority" | "large_customers" | "lead_time"; text: string })[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("approve" | "announce" | "start" | "step" | "restore" | "postpone" | "cancel" | "correct")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/planned-outages/{id}/restoration': {
    /** Power back for all that is left (planned-outages.operate) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { open?: string[]; close?: string[]; at?: string; reason?: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "planned" | "approved" | "announced" | "started" | "restored" | "cancelled"; corporation: string; reason: string; urgent: boolean; out_from: string; back_at: string; feeder: string | null; version: number; transformers: number; customers: number; transformer_set: string; still_out_set: string; cut_at: string | null; restored_at: string | null; planned_by: string; planned_at: string; programme: { open: string[]; close: string[] }[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean; late_s: number }[]; warnings: ({ code: "nobody_affected" | "device_already_so" | "overlap" | "cut_twice" | "no_cut_window" | "priority" | "large_customers" | "lead_time"; text: string })[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("approve" | "announce" | "start" | "step" | "restore" | "postpone" | "cancel" | "correct")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/planned-outages/{id}/postponement': {
    /** Move to another window; those who were told are told again (planned-outages.postpone) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { out_from: string; back_at: string; reason: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "planned" | "approved" | "announced" | "started" | "restored" | "cancelled"; corporation: string; reason: string; urgent: boolean; out_from: string; back_at: string; feeder: string | null; version: number; transformers: number; customers: number; transformer_set: string; still_out_set: string; cut_at: string | null; restored_at: string | null; planned_by: string; planned_at: string; programme: { open: string[]; close: string[] }[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean; late_s: number }[]; warnings: ({ code: "nobody_affected" | "device_already_so" | "overlap" | "cut_twice" | "no_cut_window" | "priority" | "large_customers" | "lead_time"; text: string })[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("approve" | "announce" | "start" | "step" | "restore" | "postpone" | "cancel" | "correct")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/planned-outages/{id}/cancellation': {
    /** Cancel; those who were told are told (planned-outages.cancel) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "planned" | "approved" | "announced" | "started" | "restored" | "cancelled"; corporation: string; reason: string; urgent: boolean; out_from: string; back_at: string; feeder: string | null; version: number; transformers: number; customers: number; transformer_set: string; still_out_set: string; cut_at: string | null; restored_at: string | null; planned_by: string; planned_at: string; programme: { open: string[]; close: string[] }[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean; late_s: number }[]; warnings: ({ code: "nobody_affected" | "device_already_so" | "overlap" | "cut_twice" | "no_cut_window" | "priority" | "large_customers" | "lead_time"; text: string })[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("approve" | "announce" | "start" | "step" | "restore" | "postpone" | "cancel" | "correct")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/planned-outages/{id}/corrections': {
    /** Correct when a step gave power back (planned-outages.operate) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { seq: number; at: string; reason: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "planned" | "approved" | "announced" | "started" | "restored" | "cancelled"; corporation: string; reason: string; urgent: boolean; out_from: string; back_at: string; feeder: string | null; version: number; transformers: number; customers: number; transformer_set: string; still_out_set: string; cut_at: string | null; restored_at: string | null; planned_by: string; planned_at: string; programme: { open: string[]; close: string[] }[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean; late_s: number }[]; warnings: ({ code: "nobody_affected" | "device_already_so" | "overlap" | "cut_twice" | "no_cut_window" | "priority" | "large_customers" | "lead_time"; text: string })[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("approve" | "announce" | "start" | "step" | "restore" | "postpone" | "cancel" | "correct")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/planned-outage-rules': {
    /** Rule sets and when they are in force (planned-outages.read) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ id: number; corporation_id: number | null; name: string; in_force_from: string; in_force_to: string; notice_days: number; change_notice_hours: number | null; urgent_told_hours: number; large_customer_kwh: number | null; repeat_cut_days: number })[] } }
        default: Refused
      }
    }
    /** Add a rule set (planned-outages.rules) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code; without it all corporations */ corporation?: string; name: string; in_force_from: string; in_force_to?: string; notice_days: number; change_notice_hours: number | null; urgent_told_hours: number; large_customer_kwh: number | null; repeat_cut_days: number } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/no-cut-windows': {
    /** Add a window in which nothing is cut (planned-outages.rules) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code; without it all corporations */ corporation?: string; starts: string; ends: string; name: string; name_en?: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/faults': {
    /** Faults, latest first (faults.read) */
    get: {
      parameters: { query?: { limit?: number; /** next of the page before */ cursor?: string; state?: "open" | "restored" | "closed"; corporation_id?: number; from?: string; to?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { items: ({ id: string; code: string; corporation_id: number; state: "open" | "restored" | "closed"; device: string | null; feeder: string | null; out_at: string; restored_at: string | null; estimate: string | null; cause: string | null; customers: number; transformer_count: number })[]; next: string | null } } }
        default: Refused
      }
    }
    /** Record a fault (a device, or reports) (faults.operate) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation: string; device?: string; reports?: string[]; out_at?: string; estimate?: string; cause?: string; note?: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "open" | "restored" | "closed"; corporation: string; device: string | null; feeder: string | null; out_at: string; restored_at: string | null; estimate: string | null; estimates: number; cause: string | null; failed_equipment: string | null; voltage: string | null; transformers: number; customers: number; transformer_set: string; still_out_set: string; reports: number; recorded_by: string; recorded_at: string; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean }[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("locate" | "estimate" | "step" | "restore" | "cause" | "correct" | "close")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/faults/{id}': {
    /** A fault: promises, messages, steps, story (faults.read) */
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "open" | "restored" | "closed"; corporation: string; device: string | null; feeder: string | null; out_at: string; restored_at: string | null; estimate: string | null; estimates: number; cause: string | null; failed_equipment: string | null; voltage: string | null; transformers: number; customers: number; transformer_set: string; still_out_set: string; reports: number; recorded_by: string; recorded_at: string; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean }[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("locate" | "estimate" | "step" | "restore" | "cause" | "correct" | "close")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/faults/{id}/device': {
    /** Name the device behind the fault (faults.operate) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { device: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "open" | "restored" | "closed"; corporation: string; device: string | null; feeder: string | null; out_at: string; restored_at: string | null; estimate: string | null; estimates: number; cause: string | null; failed_equipment: string | null; voltage: string | null; transformers: number; customers: number; transformer_set: string; still_out_set: string; reports: number; recorded_by: string; recorded_at: string; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean }[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("locate" | "estimate" | "step" | "restore" | "cause" | "correct" | "close")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/faults/{id}/estimates': {
    /** Tell when power is expected back (faults.operate) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { estimate: string; reason?: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { estimate: string; messages: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/faults/{id}/steps': {
    /** Power back for a part (faults.operate) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { open?: string[]; close?: string[]; at?: string; reason?: string; /** a set of transformer numbers: {[1,5),[7,9)} */ transformers?: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "open" | "restored" | "closed"; corporation: string; device: string | null; feeder: string | null; out_at: string; restored_at: string | null; estimate: string | null; estimates: number; cause: string | null; failed_equipment: string | null; voltage: string | null; transformers: number; customers: number; transformer_set: string; still_out_set: string; reports: number; recorded_by: string; recorded_at: string; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean }[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("locate" | "estimate" | "step" | "restore" | "cause" | "correct" | "close")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/faults/{id}/restoration': {
    /** Power back for all, with cause and equipment (faults.operate) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { open?: string[]; close?: string[]; at?: string; reason?: string; cause?: string; failed_equipment?: string; voltage?: "low" | "medium" } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "open" | "restored" | "closed"; corporation: string; device: string | null; feeder: string | null; out_at: string; restored_at: string | null; estimate: string | null; estimates: number; cause: string | null; failed_equipment: string | null; voltage: string | null; transformers: number; customers: number; transformer_set: string; still_out_set: string; reports: number; recorded_by: string; recorded_at: string; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean }[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("locate" | "estimate" | "step" | "restore" | "cause" | "correct" | "close")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/faults/{id}/cause': {
    /** Name the cause after inquiry (faults.operate) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { cause?: string; failed_equipment?: string; voltage?: "low" | "medium"; reason?: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "open" | "restored" | "closed"; corporation: string; device: string | null; feeder: string | null; out_at: string; restored_at: string | null; estimate: string | null; estimates: number; cause: string | null; failed_equipment: string | null; voltage: string | null; transformers: number; customers: number; transformer_set: string; still_out_set: string; reports: number; recorded_by: string; recorded_at: string; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean }[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("locate" | "estimate" | "step" | "restore" | "cause" | "correct" | "close")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/faults/{id}/corrections': {
    /** Correct when a step gave power back (faults.operate) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { seq: number; at: string; reason: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "open" | "restored" | "closed"; corporation: string; device: string | null; feeder: string | null; out_at: string; restored_at: string | null; estimate: string | null; estimates: number; cause: string | null; failed_equipment: string | null; voltage: string | null; transformers: number; customers: number; transformer_set: string; still_out_set: string; reports: number; recorded_by: string; recorded_at: string; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean }[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("locate" | "estimate" | "step" | "restore" | "cause" | "correct" | "close")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/faults/{id}/closing': {
    /** Close the fault (faults.operate) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { note?: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "open" | "restored" | "closed"; corporation: string; device: string | null; feeder: string | null; out_at: string; restored_at: string | null; estimate: string | null; estimates: number; cause: string | null; failed_equipment: string | null; voltage: string | null; transformers: number; customers: number; transformer_set: string; still_out_set: string; reports: number; recorded_by: string; recorded_at: string; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; steps: { seq: number; at: string; transformers: number; customers: number; still_out: number; corrected: boolean }[]; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; customers: number | null; detail: Record<string, unknown> })[]; verbs: ("locate" | "estimate" | "step" | "restore" | "cause" | "correct" | "close")[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/outage-reports': {
    /** A customer says that the power is out (faults.report) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ customer: string; channel: "phone" | "portal" | "office" | "sms" | "app" | "api"; words?: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { report_id: string; known: ({ kind: "planned_outage" | "fault"; id: string; code: string; state: string; reason: string | null; out_from: string; back_at: string | null }) | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/outage-signals': {
    /** Reports that nothing explains yet, by transformer (faults.read) */
    get: {
      parameters: { query?: { since?: string; corporation_id?: number }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ corporation_id: number; transformer_id: number; transformer: string | null; feeder: string | null; reports: number; first_at: string; last_at: string; report_ids: string[] })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/indices': {
    /** SAIDI, SAIFI, CAIDI, MAIFI, ASAI by corporation, time, feeder, cause (reliability.read) */
    get: {
      parameters: { query: { from: string; to: string; rules: "ieee1366" | "vn"; include_excluded?: boolean; /** what was known then; now without it */ as_known_on?: string; /** code */ corporation?: string; /** what is known now also of closed months */ live?: boolean; /** comma between: corporation, year, quarter, month, day, origin, cause, equipment, substation, feeder, company, unit, province, commune, excluded */ by?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { rows: ({ corporation?: string; year?: string; quarter?: string; month?: string; day?: string; origin?: string; cause?: string; equipment?: string; substation?: string; feeder?: string; company?: string; unit?: string; province?: string; commune?: string; excluded?: string; saidi_min: number | null; saifi: number | null; caidi_min: number | null; maifi: number | null; asai: number | null; customers: number | null; interruptions: number; customer_interruptions: number; customer_minutes: number; /** frozen: of closed months only; partly: of some; live: as known now; as_known_on: as known then */ state: "frozen" | "partly" | "live" | "as_known_on"; closings: { corporation: string; month: string; sequence: number; closed_at: string; closed_by: string; /** hexadecimal */ sha256: string }[]; adjustments: ({ saidi_min: number | null; saifi: number | null; maifi: number | null; interruptions: number | null; customer_interruptions: number | null; customer_minutes: number | null }) | null })[]; statement: { rules: string; clauses: string[]; formulas: Record<string, string>; from: string; to: string; denominator: string; customers_from: Record<string, "reported" | "service_points">; as_known_on: string; read_from: "roll_up" | "steps"; /** dimensions by which closed months keep no figures: what is known now is shown */ not_frozen_by: string[]; excluded: "left_out" | "counted" }; warnings: string[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/side-by-side': {
    /** The indices with and without excluded causes and major event days, side by side (reliability.read) */
    get: {
      parameters: { query: { from: string; to: string; rules: "ieee1366" | "vn"; /** what was known then; now without it */ as_known_on?: string; /** code */ corporation?: string; /** what is known now also of closed months */ live?: boolean; /** comma between: corporation, year, quarter, month, day, origin, cause, equipment, substation, feeder, company, unit, province, commune, excluded */ by?: string; /** of beta; sample without it */ deviation?: "sample" | "population" }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { rows: ({ corporation?: string; year?: string; quarter?: string; month?: string; day?: string; origin?: string; cause?: string; equipment?: string; substation?: string; feeder?: string; company?: string; unit?: string; province?: string; commune?: string; excluded?: string; /** frozen: of closed months only; partly: of some; live: as known now; as_known_on: as known then */ state: "frozen" | "partly" | "live" | "as_known_on"; closings: { corporation: string; month: string; sequence: number; closed_at: string; closed_by: string; /** hexadecimal */ sha256: string }[]; figures: { all: ({ saidi_min: number | null; saifi: number | null; caidi_min: number | null; maifi: number | null; asai: number | null; customers: number | null; interruptions: number; customer_interruptions: number; customer_minutes: number }) | null; without_excluded: ({ saidi_min: number | null; saifi: number | null; caidi_min: number | null; maifi: number | null; asai: number | null; customers: number | null; interruptions: number; customer_interruptions: number; customer_minutes: number }) | null; without_major_event_days: ({ saidi_min: number | null; saifi: number | null; caidi_min: number | null; maifi: number | null; asai: number | null; customers: number | null; interruptions: number; customer_interruptions: number; customer_minutes: number }) | null; without_both: ({ saidi_min: number | null; saifi: number | null; caidi_min: number | null; maifi: number | null; asai: number | null; customers: number | null; interruptions: number; customer_interruptions: number; customer_minutes: number }) | null } })[]; statement: { rules: string; clauses: string[]; formulas: Record<string, string>; from: string; to: string; denominator: string; customers_from: Record<string, "reported" | "service_points">; as_known_on: string; read_from: "roll_up" | "steps"; /** dimensions by which closed months keep no figures: what is known now is shown */ not_frozen_by: string[] }; major_event_days: { counted: { corporation: string; day: string; saidi_min: number }[]; left_out: { corporation: string; day: string; saidi_min: number }[] }; deviation: string; warnings: string[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/worst-feeders': {
    /** The feeders to mend first: what their customers would be spared at the median (reliability.read) */
    get: {
      parameters: { query: { from: string; to: string; rules: "ieee1366" | "vn"; include_excluded?: boolean; /** what was known then; now without it */ as_known_on?: string; /** code */ corporation?: string; at_least?: "n_or_more" | "more_than_n"; n?: number; single_h?: number; total_h?: number; limit?: number }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { feeders: ({ corporation: string; feeder: string; substation: string | null; lon: number | null; lat: number | null; customers: number; customer_interruptions: number; customer_minutes: number; minutes_per_customer: number; interruptions_per_customer: number; gain_customer_minutes: number; gain_customer_interruptions: number; gain_saidi_min: number | null; gain_saifi: number | null; cemi: number | null; celid_s: number | null; celid_t: number | null; unknown_customer_interruptions: number })[]; corporations: { corporation: string; feeders: number; median_minutes: number; median_interruptions: number; without_customers: string[] }[]; n: number; single_h: number; total_h: number; at_least: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/interruptions': {
    /** The interruptions behind a figure (reliability.read) */
    get: {
      parameters: { query: { from: string; to: string; rules: "ieee1366" | "vn"; include_excluded?: boolean; /** what was known then; now without it */ as_known_on?: string; /** code */ corporation?: string; year?: string; quarter?: string; month?: string; day?: string; origin?: string; cause?: string; equipment?: string; substation?: string; feeder?: string; company?: string; unit?: string; province?: string; commune?: string; limit?: number; offset?: number }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ corporation: string; interruption_id: string; code: string; source_kind: string; source: string | null; out_at: string; restored_at: string; feeders: string[]; origin: string; cause: string; steps: number; customer_interruptions: number; momentary_interruptions: number; customer_minutes: number })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/major-event-days': {
    /** Major event days of a year (2.5 beta) (reliability.read) */
    get: {
      parameters: { query: { year: string; /** of beta; sample without it */ deviation?: "sample" | "population"; include_excluded?: boolean; corporation?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { year: string; alpha: number | null; beta: number | null; t_med_min: number | null; days_used: number; days: { day: string; saidi_min: number }[]; history: { from: string; to: string } | null; deviation: string; rules: string; excluded: string; as_known_on: string; warnings: string[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/customer-level': {
    /** Indices that need to know who: CTAIDI, CAIFI, CEMI, CELID, MAIFI_E (reliability.read) */
    get: {
      parameters: { query: { from: string; to: string; rules: "ieee1366" | "vn"; include_excluded?: boolean; /** what was known then; now without it */ as_known_on?: string; /** code */ corporation?: string; at_least?: "n_or_more" | "more_than_n"; n?: number; single_h?: number; total_h?: number }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { customers: number; customers_interrupted: number; ctaidi_min: number | null; caifi: number | null; cemi: number | null; celid_s: number | null; celid_t: number | null; maifi_e: number | null; at_least: string; n: number; single_h: number; total_h: number; unknown_customer_interruptions: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/data-quality': {
    /** Data quality: suspect steps and how much of SAIDI each of them is (reliability.read) */
    get: {
      parameters: { query: { from: string; to: string; rules: "ieee1366" | "vn"; include_excluded?: boolean; /** what was known then; now without it */ as_known_on?: string; /** code */ corporation?: string; limit?: number }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { rows: ({ corporation: string; interruption_id: string; code: string; step_no: number; feeder: string; out_at: string; restored_at: string | null; customers: number; excluded: boolean; customer_minutes: number; reasons: string[]; saidi_min: number | null; saifi: number | null })[]; corporations: ({ corporation: string; steps: number; saidi_min: number | null; suspect_min: number | null; share: number | null })[]; reasons: Record<string, number> } } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/rule-previews': {
    /** What a change of rules would move in a year, before it is applied (nothing is written) (reliability.rules) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { year: string; rules: "ieee1366" | "vn"; /** code */ corporation?: string; sustained_over_s?: number; /** causes */ exclude?: string[]; /** causes */ include?: string[]; /** of beta; sample without it */ deviation?: "sample" | "population" } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { year: string; rules: string; rows: ({ corporation: string; before: { all: { saidi_min: number | null; saifi: number | null; maifi: number | null; interruptions: number }; without_excluded: { saidi_min: number | null; saifi: number | null; maifi: number | null; interruptions: number }; without_major_event_days: { saidi_min: number | null; saifi: number | null; maifi: number | null; interruptions: number }; without_both: { saidi_min: number | null; saifi: number | null; maifi: number | null; interruptions: number } }; after: { all: { saidi_min: number | null; saifi: number | null; maifi: number | null; interruptions: number }; without_excluded: { saidi_min: number | null; saifi: number | null; maifi: number | null; interruptions: number }; without_major_event_days: { saidi_min: number | null; saifi: number | null; maifi: number | null; interruptions: number }; without_both: { saidi_min: number | null; saifi: number | null; maifi: number | null; interruptions: number } } })[]; major_event_days: { counted: { new: { corporation: string; day: string }[]; gone: { corporation: string; day: string }[] }; left_out: { new: { corporation: string; day: string }[]; gone: { corporation: string; day: string }[] } }; closed_months_unmoved: true } } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/rule-sets': {
    /** The versions of both rule books (reliability.read) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ id: number; corporation: string | null; rules: string; /** a day, or -infinity */ in_force_from: string; /** first day on which it is no longer in force, or infinity */ in_force_to: string; sustained_over_s: number; clause: string })[] } }
        default: Refused
      }
    }
    /** Add a version of a rule book; the figures are made anew in the same transaction (reliability.rules) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { rules: "ieee1366" | "vn"; /** the first month that is judged by it */ from: string; /** the first month that is no longer */ to?: string; sustained_over_s: number; clause: string; /** code */ corporation?: string; /** causes excluded from then on */ exclude?: string[]; /** causes no longer excluded */ include?: string[] } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: number; /** cells made anew */ rebuilt: number; /** steps that follow the list of excluded causes */ steps: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/excluded-causes': {
    /** The causes that are excluded, dated (reliability.read) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ corporation: string | null; cause: string; /** a day, or -infinity */ in_force_from: string; /** first day on which it is no longer in force, or infinity */ in_force_to: string; clause: string })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/closed-months': {
    /** Closings of months, reopened ones too (reliability.read) */
    get: {
      parameters: { query: { from: string; to: string; /** code */ corporation?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ corporation: string; month: string; sequence: number; as_known_on: string; closed_at: string; closed_by: string; /** hexadecimal */ sha256: string; previous_sha256: string | null; /** hexadecimal */ public_key: string; /** hexadecimal */ signature: string; reopened: { at: string; by: string; reason: string } | null })[] } }
        default: Refused
      }
    }
    /** Close a month: its figures are frozen, chained and signed (reliability.close) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation: string; month: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { corporation: string; month: string; sequence: number; /** hexadecimal */ sha256: string; as_known_on: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/closed-months/{corporation}/{month}': {
    /** The figures of a closed month (reliability.read) */
    get: {
      parameters: { query?: never; header?: never; path: { /** code */ corporation: string; month: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { corporation: string; month: string; sequence: number; as_known_on: string; closed_at: string; closed_by: string; /** hexadecimal */ sha256: string; previous_sha256: string | null; /** hexadecimal */ public_key: string; /** hexadecimal */ signature: string; reopened: { at: string; by: string; reason: string } | null; customers: number | null; major_event_days: { counted: string[]; left_out: string[] }; figures: { ieee1366: { all: { saidi_min: number | null; saifi: number | null; caidi_min: number | null; maifi: number | null; asai: number | null; interruptions: number; customer_interruptions: number; customer_s: number; momentary_interruptions: number }; without_excluded: { saidi_min: number | null; saifi: number | null; caidi_min: number | null; maifi: number | null; asai: number | null; interruptions: number; customer_interruptions: number; customer_s: number; momentary_interruptions: number }; without_major_event_days: { saidi_min: number | null; saifi: number | null; caidi_min: number | null; maifi: number | null; asai: number | null; interruptions: number; customer_interruptions: number; customer_s: number; momentary_interruptions: number }; without_both: { saidi_min: number | null; saifi: number | null; caidi_min: number | null; maifi: number | null; asai: number | null; interruptions: number; customer_interruptions: number; customer_s: number; momentary_interruptions: number } }; vn: { all: { saidi_min: number | null; saifi: number | null; caidi_min: number | null; maifi: number | null; asai: number | null; interruptions: number; customer_interruptions: number; customer_s: number; momentary_interruptions: number }; without_excluded: { saidi_min: number | null; saifi: number | null; caidi_min: number | null; maifi: number | null; asai: number | null; interruptions: number; customer_interruptions: number; customer_s: number; momentary_interruptions: number }; without_major_event_days: { saidi_min: number | null; saifi: number | null; caidi_min: number | null; maifi: number | null; asai: number | null; interruptions: number; customer_interruptions: number; customer_s: number; momentary_interruptions: number }; without_both: { saidi_min: number | null; saifi: number | null; caidi_min: number | null; maifi: number | null; asai: number | null; interruptions: number; customer_interruptions: number; customer_s: number; momentary_interruptions: number } } }; /** the exact bytes (UTF-8) that the hash and the signature are of */ text: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/closed-months/{corporation}/{month}/verification': {
    /** Prove a closed month: hash, signature, chain, counted again from the steps (reliability.read) */
    get: {
      parameters: { query?: never; header?: never; path: { /** code */ corporation: string; month: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { closing: { corporation: string; month: string; sequence: number; as_known_on: string; closed_at: string; closed_by: string; /** hexadecimal */ sha256: string; previous_sha256: string | null; /** hexadecimal */ public_key: string; /** hexadecimal */ signature: string; reopened: { at: string; by: string; reason: string } | null }; holds: boolean; hash: boolean; signature: boolean; own_key: boolean; chain: boolean; reproduced: boolean } } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/closed-months/{corporation}/{month}/adjustments': {
    /** Adjustments after closing: who, why, how far each moves each figure (reliability.read) */
    get: {
      parameters: { query?: never; header?: never; path: { /** code */ corporation: string; month: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { corporation: string; month: string; sequence: number; as_known_on: string; adjustments: (({ kind: "step"; at: string | null; by: string | null; reason: string | null; moves: { ieee1366: { all: { saidi_min: number | null; saifi: number | null; maifi: number | null; customer_interruptions: number; customer_s: number; momentary_interruptions: number }; without_excluded: { saidi_min: number | null; saifi: number | null; maifi: number | null; customer_interruptions: number; customer_s: number; momentary_interruptions: number } }; vn: { all: { saidi_min: number | null; saifi: number | null; maifi: number | null; customer_interruptions: number; customer_s: number; momentary_interruptions: number }; without_excluded: { saidi_min: number | null; saifi: number | null; maifi: number | null; customer_interruptions: number; customer_s: number; momentary_interruptions: number } } }; interruption_id: string; code: string; step_no: number; before: ({ out_at: string; restored_at: string | null; customers: number; feeder: string; origin: string; cause: string; equipment: string; excluded: boolean }) | null; after: ({ out_at: string; restored_at: string | null; customers: number; feeder: string; origin: string; cause: string; equipment: string; excluded: boolean }) | null }) | ({ kind: "customers"; at: string | null; by: string | null; reason: string | null; moves: { ieee1366: { all: { saidi_min: number | null; saifi: number | null; maifi: number | null; customer_interruptions: number; customer_s: number; momentary_interruptions: number }; without_excluded: { saidi_min: number | null; saifi: number | null; maifi: number | null; customer_interruptions: number; customer_s: number; momentary_interruptions: number } }; vn: { all: { saidi_min: number | null; saifi: number | null; maifi: number | null; customer_interruptions: number; customer_s: number; momentary_interruptions: number }; without_excluded: { saidi_min: number | null; saifi: number | null; maifi: number | null; customer_interruptions: number; customer_s: number; momentary_interruptions: number } } }; before: number | null; after: number | null }))[]; moved: { ieee1366: { all: { saidi_min: number | null; saifi: number | null; maifi: number | null; customer_interruptions: number; customer_s: number; momentary_interruptions: number }; without_excluded: { saidi_min: number | null; saifi: number | null; maifi: number | null; customer_interruptions: number; customer_s: number; momentary_interruptions: number } }; vn: { all: { saidi_min: number | null; saifi: number | null; maifi: number | null; customer_interruptions: number; customer_s: number; momentary_interruptions: number }; without_excluded: { saidi_min: number | null; saifi: number | null; maifi: number | null; customer_interruptions: number; customer_s: number; momentary_interruptions: number } } } } } }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/closed-months/{corporation}/{month}/reopening': {
    /** Reopen a closed month, with a reason (reliability.reopen) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { /** code */ corporation: string; month: string }; cookie?: never }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/reliability/closing-key': {
    /** The public key that checks closed months (reliability.read) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { /** hexadecimal */ public_key: string; pem: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests': {
    /** The queue of requests, what is due first at the top (requests.read) */
    get: {
      parameters: { query?: { limit?: number; /** next of the page before */ cursor?: string; /** code */ corporation?: string; /** code; with all that stands under it */ unit?: string; /** login; me; none: in nobody’s hands */ assigned_to?: string; state?: "received" | "complete" | "paused" | "closed"; /** soon: by the end of the next working day */ due?: "late" | "soon"; due_before?: string; service?: string; family?: string; /** code */ customer?: string; /** the cut or fault that explains them */ about?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { items: ({ id: string; code: string; corporation_id: number; service: string; family: string; state: "received" | "complete" | "paused" | "closed"; step: string | null; unit_id: number | null; crew: string | null; assigned_to: string | null; channel: string; customer_id: number | null; customer_code: string | null; customer_name: string | null; received_at: string; complete_at: string | null; due_at: string | null; step_due_at: string | null; closed_at: string | null; outcome: string | null; warned_percent: number; voices: number; version: number })[]; next: string | null } } }
        default: Refused
      }
    }
    /** Receive a request (requests.receive) */
    post: {
      parameters: { query?: { /** says what would come of it, the promised moment too; keeps nothing */ dry_run?: boolean }; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { service: string; customer?: string; contact?: { name?: string; phone?: string; email?: string; address?: string; /** in which they are told */ language?: "vi" | "en" }; channel: "phone" | "office" | "web" | "app" | "sms" | "email" | "letter" | "api" | "open311"; details?: Record<string, unknown>; documents?: string[]; unit?: string; office?: string; /** code */ corporation?: string; class?: "residential" | "non_residential"; area?: "urban" | "rural"; received_at?: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: string; code: string; state: "received" | "complete" | "paused" | "closed"; due_at: string | null; lacking: string[]; known: ({ kind: "planned_outage" | "fault"; id: string; code: string; state: string; reason: string | null; out_from: string; back_at: string | null }) | null; answer: string | null; joined: string | null; duplicates: ({ id: string; code: string; received_at: string; state: "received" | "complete" | "paused" | "closed"; channel: string })[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}': {
    /** A request: story, clock, promises, steps, what can be done now (requests.read) */
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/duplicates': {
    /** Requests of the same customer and service within a week (requests.read) */
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ id: string; code: string; received_at: string; state: "received" | "complete" | "paused" | "closed"; channel: string })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/completion': {
    /** The file is complete: the clock starts (requests.receive) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { documents?: string[]; at?: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/pauses': {
    /** Stop the clock, with its reason and evidence (requests.work) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { reason: string; evidence: string; until?: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/resumption': {
    /** The clock ticks again (requests.work) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { reason: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/answers': {
    /** The customer answers, or hands in documents (requests.receive) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { channel: "phone" | "office" | "web" | "app" | "sms" | "email" | "letter" | "api" | "open311"; text?: string; documents?: string[]; at?: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/steps': {
    /** A step is done (requests.work) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { step: string; note?: string; at?: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/obstacles': {
    /** Claim an obstacle, with its evidence (requests.work) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { reason: string; evidence: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/moves': {
    /** Hand over to another unit or crew (requests.work) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { unit?: string; crew?: string; reason: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/assignment': {
    /** Assign to a person (requests.manage) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { to: string; note?: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/claiming': {
    /** Take it (requests.work) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
    /** Give it back to the queue (requests.work) */
    delete: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/service': {
    /** It is another service (requests.work) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { service: string; details?: Record<string, unknown>; reason: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/comments': {
    /** A word for colleagues (requests.work) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { text: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/closing': {
    /** Close: done or refused (requests.work) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { outcome: "done" | "refused"; answer: string; /** of a complaint: is it right */ accepted?: boolean; evidence?: string; at?: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/reopening': {
    /** Open it again (requests.work) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { reason: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/withdrawal': {
    /** The customer withdraws it (requests.receive) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { reason: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/merging': {
    /** Merge it into another (requests.work) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { into: string; reason?: string; /** of the request as it was read: who comes second is told */ version?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/attachments': {
    /** Attach a picture or a PDF (10 MB at most) (requests.work) */
    post: {
      parameters: { query?: { channel?: "phone" | "office" | "web" | "app" | "sms" | "email" | "letter" | "api" | "open311"; /** code: it then counts as handed in */ document?: string }; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/octet-stream': Blob } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { seq: number; media: string; bytes: number; sha256: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/attachments/{seq}': {
    /** Download an attachment, or look at it (requests.read) */
    get: {
      parameters: { query?: { /** to be shown where browsers can: JPEG, PNG, WebP, PDF; HEIC is a download */ inline?: boolean }; header?: never; path: { id: string; seq: number }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/octet-stream': string } }
        default: Refused
      }
    }
  }
  '/api/v1/request-claims': {
    /** Pauses, refusals and obstacles that wait for their review (requests.read) */
    get: {
      parameters: { query?: { limit?: number; /** next of the page before */ cursor?: string; /** code */ corporation?: string; kind?: "pause" | "refusal" | "obstacle"; reviewed?: boolean; /** the customer says otherwise */ denied?: boolean }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { items: ({ corporation_id: number; request_id: string; seq: number; code: string; service: string; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; pause_seq: number | null; unit_id: number | null; claimed_at: string; actor: string; recorded_at: string; reviewed_at: string | null; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null; customer_said_at: string | null; /** upheld though the customer denies it, or the other way round */ contradicted: boolean })[]; next: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/claims/{seq}/review': {
    /** Review a claim: upheld or not (requests.manage) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string; seq: number }; cookie?: never }
      requestBody: { content: { 'application/json': { upheld: boolean; note: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/requests/{id}/customer-words': {
    /** What the customer says of a claim (requests.receive) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': { says: "confirmed" | "denied"; seq?: number; words?: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { id: string; code: string; version: number; corporation: string; service: { code: string; name: string; family: string; class: string | null; rule: string }; state: "received" | "complete" | "paused" | "closed"; customer: ({ code: string; name: string; address: string | null }) | null; contact: { name?: string; phone?: string; email?: string; address?: string; language?: "vi" | "en" }; channel: string; details: Record<string, unknown>; unit: { code: string; name: string } | null; office: string; crew: string | null; assigned_to: string | null; received_at: string; closed_at: string | null; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; answer: string | null; accepted: boolean | null; working_days: number | null; paused_days: number; in_limit: boolean | null; clock: { from: string | null; limit_value: number | null; limit_unit: string; due_at: string | null; step_due_at: string | null; steps_due_at: string | null; ticks: boolean; used: number | null; warned_percent: number }; documents: { code: string; name: string; required: boolean; handed_in: boolean }[]; steps: ({ code: string; name: string; who: string; done_at: string | null; limit_value: number | null; limit_unit: string | null })[]; pauses: ({ seq: number; reason: string; name: string; evidence: string; paused_at: string; ends_by: string; resumed_at: string | null; counts: boolean })[]; claims: ({ seq: number; kind: "pause" | "refusal" | "obstacle"; reason: string; evidence: string; claimed_at: string; actor: string; reviewed_by: string | null; upheld: boolean | null; review: string | null; customer_says: string | null; customer_words: string | null })[]; promises: { id: string; kind: string; version: number; due: string; rule: string; customers: number; kept: number; broken: number; released: number; open: number }[]; attachments: ({ code: string; seq: number; name: string; document: string | null; media: string; bytes: number; sha256: string; channel: string; actor: string; recorded_at: string })[]; messages: { /** not yet with a provider, or a letter not yet written */ queued: number; /** a provider took it, or somebody called */ sent: number; /** of those sent: the provider says it arrived, or somebody spoke to the customer */ delivered: number; /** no channel reached them, and nobody has called yet */ failed: number }; about: { kind: string; id: string } | null; voices: number; merged_into: string | null; story: ({ seq: number; kind: string; text: string; at: string; recorded_at: string; actor: string; reason: string | null; detail: Record<string, unknown> })[]; can: ({ verb: "complete" | "pause" | "resume" | "answer" | "step" | "obstacle" | "assign" | "claim" | "release" | "move" | "reclassify" | "comment" | "attach" | "close" | "withdraw" | "merge" | "reopen"; can: boolean; why: string | null })[]; undone: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/request-pauses': {
    /** Share of paused time by unit and reason (requests.stats) */
    get: {
      parameters: { query: { from: string; to: string; /** code */ corporation?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ corporation_id: number; unit: string | null; reason: string; requests: number; paused_days: number; days: number; share: number; upheld: number; not_upheld: number; confirmed: number; denied: number })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/request-load': {
    /** Who has how much (requests.read) */
    get: {
      parameters: { query: { by: "office" | "person"; /** code */ corporation?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ corporation_id: number; who: string | null; open: number; waiting: number; paused: number; late: number; due_soon: number; oldest: string; closed: number })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/request-forecast': {
    /** What will be late, by queue and pace (requests.stats) */
    get: {
      parameters: { query?: { /** code */ corporation?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ corporation_id: number; unit: string | null; open: number; pace_per_day: number; late_now: number; expected_late: number; days_to_clear: number | null })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/tracking/{code}': {
    /** A request by its tracking code (public) */
    get: {
      parameters: { query?: never; header?: never; path: { code: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { code: string; corporation: { code: string; name: string; hotline: string | null }; service: { code: string; name: string }; state: "received" | "complete" | "paused" | "closed"; outcome: ("done" | "refused" | "withdrawn" | "merged") | null; accepted: boolean | null; received_at: string; complete_at: string | null; due_at: string | null; closed_at: string | null; in_limit: boolean | null; lacking: { code: string; name: string }[]; paused: { reason: string; name: string; since: string; ends_by: string; asks: boolean } | null; steps: { code: string; name: string; done: boolean }[]; next_step: string | null; about: { kind: string; id: string } | null; asked: { seq: number; kind: string; name: string; claimed_at: string }[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/escalation-chains': {
    /** Who is told before a deadline and after it; what counts first at the top (requests.read) */
    get: {
      parameters: { query?: { /** code */ corporation?: string; /** code */ service?: string; day?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ id: number; corporation: string | null; service: string | null; in_force_from: string; in_force_to: string; levels: (({ /** share of the limit that has ticked */ percent: 50 | 80 | 100; /** working days after the deadline; only with 100 */ late_days?: number; tell: ("person" | "unit" | "company" | "corporation")[] })[]) | null; reason: string; set_by: string; set_at: string | null })[] } }
        default: Refused
      }
    }
    /** Who is told at 50, 80, 100 % of the limit and when it is over, from a day on (requests.catalogue) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation?: string; /** code */ service?: string; in_force_from: string; levels: (({ /** share of the limit that has ticked */ percent: 50 | 80 | 100; /** working days after the deadline; only with 100 */ late_days?: number; tell: ("person" | "unit" | "company" | "corporation")[] })[]) | null; reason: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/request-stats': {
    /** Requests done, working days taken, share within the limit (requests.stats) */
    get: {
      parameters: { query: { from: string; to: string; /** class,service,corporation,company,unit,office,month,outcome */ by?: string; corporation?: string; family?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ class?: string | null; service?: string | null; family?: string | null; corporation?: string | null; company?: string | null; unit?: string | null; office?: string | null; month?: string | null; outcome?: string | null; count: number; mean_working_days: number; p50: number; p90: number; within_limit: number; within_limit_share: number | null; limit_days: number | null; paused_share: number })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/services': {
    /** Add a service, or its next version; no code is needed (requests.catalogue) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code; without it for all */ corporation?: string; code: string; name: string; name_en: string; aliases?: string[]; family: string; class?: string | null; topic: "reception" | "new_supply" | "in_use" | "other"; for_class?: ("residential" | "non_residential") | null; for_area?: ("urban" | "rural") | null; in_force_from: string; in_force_to?: string; limit_value: number | null; limit_unit: "working_days" | "working_hours" | "hours" | "at_once"; rule: string; documents?: { code: string; vi: string; en: string; required: boolean }[]; /** JSON Schema of an object */ form?: Record<string, unknown>; steps?: ({ code: string; vi: string; en: string; who: string; limit_value?: number; limit_unit?: "working_days" | "working_hours" | "hours" | "at_once" })[]; pauses?: { reason: string; vi: string; en: string; longest_days: number }[]; steps_limit_value?: number | null; steps_limit_unit?: ("working_days" | "working_hours" | "hours" | "at_once") | null } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: number } } }
        default: Refused
      }
    }
    /** Services and their limits (requests.stats) */
    get: {
      parameters: { query?: { corporation?: string; day?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ id: number; corporation: string | null; code: string; name: string; name_en: string; family: string; class: string | null; topic: string; in_force_from: string; in_force_to: string; limit_value: number | null; limit_unit: "working_days" | "working_hours" | "hours" | "at_once"; rule: string; documents: { code: string; vi: string; en: string; required: boolean }[]; /** JSON Schema */ form: Record<string, unknown>; steps: { code: string; vi: string; en: string; who: string; limit_value?: number; limit_unit?: string }[]; pauses: { reason: string; vi: string; en: string; longest_days: number }[]; steps_limit_value: number | null; steps_limit_unit: string | null })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/survey-responses': {
    /** Who answered, beside who was drawn (surveys.read) */
    get: {
      parameters: { query?: { year?: number; /** code */ corporation?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ /** code */ corporation: string; year: number; population: number; drawn: number; invited: number; answered: number; web: number; phone: number; visit: number; refused: number; not_reached: number; moved: number; silent: number; rate: number; mean: number | null; post_stratified: number | null; strata: { stratum: string; class: string; area: string; population: number; drawn: number; invited: number; answered: number; web: number; phone: number; visit: number; refused: number; not_reached: number; moved: number; silent: number; rate: number; share_population: number; share_answered: number }[] })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/surveys': {
    /** Surveys that draw their own sample (surveys.read) */
    get: {
      parameters: { query?: { year?: number }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ /** code */ corporation: string; year: number; id: string; sample_size: number; allocation: "proportional" | "neyman"; seed: string; frame_day: string; closes_at: string; planned_at: string; planned_by: string; drawn_at: string | null; factors: { code: string; vi: string; en: string }[]; strata: ({ stratum: string; class: string; area: string; population: number; sample_size: number; deviation: number | null })[] })[] } }
        default: Refused
      }
    }
    /** Plan the survey of a year; nobody is drawn yet (surveys.manage) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation: string; year: number; sample_size: number; allocation?: "proportional" | "neyman"; factors?: { code: string; vi: string; en: string }[]; seed?: string; until?: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { /** code */ corporation: string; year: number; id: string; sample_size: number; allocation: "proportional" | "neyman"; seed: string; frame_day: string; closes_at: string; planned_at: string; planned_by: string; drawn_at: string | null; factors: { code: string; vi: string; en: string }[]; strata: ({ stratum: string; class: string; area: string; population: number; sample_size: number; deviation: number | null })[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/surveys/sample': {
    /** Draw the sample by strata, from the recorded seed (surveys.manage) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation: string; year: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { /** code */ corporation: string; year: number; id: string; sample_size: number; allocation: "proportional" | "neyman"; seed: string; frame_day: string; closes_at: string; planned_at: string; planned_by: string; drawn_at: string | null; factors: { code: string; vi: string; en: string }[]; strata: ({ stratum: string; class: string; area: string; population: number; sample_size: number; deviation: number | null })[]; sampled: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/surveys/sample/proof': {
    /** Draw the sample again from its seed and compare (surveys.read) */
    get: {
      parameters: { query: { /** code */ corporation: string; year: number }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { seed: string; frame_day: string; same: number; only_written: number; only_again: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/surveys/invitations': {
    /** Invite those sampled who were not invited yet (surveys.manage) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation: string; year: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { reachable: number; drawn: number; resting: number; invited: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/surveys/interview': {
    /** Whom of the sample to ask next, with their phone (surveys.interview) */
    get: {
      parameters: { query: { /** code */ corporation: string; year: number; /** code: this one of the sample */ customer?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { left: number; later: number; person: ({ code: string; name: string; address: string | null; phone: string | null; class: string; area: string; answered_at: string | null; reason: ("refused" | "not_reached" | "moved") | null }) | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/survey-questionnaires': {
    /** The factors that are asked for, by the day they come into force (surveys.read) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ id: number; corporation: string | null; in_force_from: string; factors: { code: string; vi: string; en: string }[] })[] } }
        default: Refused
      }
    }
    /** New questions for surveys that are planned from a day on (surveys.manage) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation?: string; in_force_from: string; factors: { code: string; vi: string; en: string }[] } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/survey-rules': {
    /** The least group that is shown and the score that counts as satisfied, by year; what counts first at the top (surveys.read) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ id: number; corporation: string | null; from_year: number; to_year: number; group_min: number; satisfied_from: number; source: string; set_by: string })[] } }
        default: Refused
      }
    }
    /** A new rule for the figures of surveys of years to come, this one at the earliest (surveys.manage) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation?: string; from_year: number; to_year?: number; group_min: number; satisfied_from: number; /** why, or who published it */ source: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/surveys/answers': {
    /** Record what somebody sampled answered (surveys.interview) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation: string; year: number; /** code */ customer: string; via: "phone" | "visit"; overall: number; answers?: (number | null)[]; words?: string; /** when it was heard, where it is written down later */ heard_at?: string } } }
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/surveys/refusals': {
    /** Record who of the sample does not answer, and why (surveys.interview) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation: string; year: number; /** code */ customer: string; reason: "refused" | "not_reached" | "moved" } } }
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/question-answers': {
    /** Answers to the question after requests and cuts (surveys.read) */
    get: {
      parameters: { query: { from: string; to: string; /** code */ corporation?: string; by?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ corporation?: string; about_kind?: string; month?: string; via?: string | null; invited: number | null; answered: number; rate: number | null; mean: number | null; ci_low: number | null; ci_high: number | null; share_satisfied: number | null; satisfied_from: number; hidden: boolean; group_min: number })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/answer-topics': {
    /** What customers write about, and what no topic matched (surveys.read) */
    get: {
      parameters: { query: { from: string; to: string; /** code */ corporation?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { texts: number; topics: { code: string; name: string; texts: number; share: number; mean: number }[]; unmatched: { texts: number; share: number } } } }
        default: Refused
      }
    }
    /** The words of a topic, from a day on (surveys.manage) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation?: string; code: string; vi: string; en: string; words: string[]; in_force_from: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/answer-texts': {
    /** The words of a topic, without who wrote them (customers.read) */
    get: {
      parameters: { query: { limit?: number; /** next of the page before */ cursor?: string; from: string; to: string; /** code */ corporation?: string; /** code, or none */ topic?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { items: ({ corporation: string; at: string; about_kind: string; about_code: string | null; score: number; words: string; topics: string[] })[]; next: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/ask-rules': {
    /** How many are asked, and how often (surveys.read) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ id: number; corporation: string | null; about_kind: string; in_force_from: string; in_force_to: string; sample_rate: number; per_event_max: number; quiet_days: number; open_days: number; ask_from: string; ask_until: string })[] } }
        default: Refused
      }
    }
    /** A new rule for asking, from a day on (surveys.manage) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation?: string; about_kind: "request" | "planned_outage" | "fault" | "survey"; in_force_from: string; sample_rate: number; per_event_max: number; quiet_days: number; open_days: number; /** HH:MM */ ask_from: string; /** HH:MM */ ask_until: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/reports/{report}/{period}/json': {
    /** Report of a month, a year or for a province, as JSON (indicators.read) */
    get: {
      parameters: { query?: { /** code; without it the group */ corporation?: string; province?: string; /** what was known then; without it, of a closed period what was known when it was closed */ as_known_on?: string }; header?: never; path: { report: "month" | "year" | "province"; /** YYYY-MM; of a yearly report YYYY */ period: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json; charset=utf-8': string } }
        default: Refused
      }
    }
  }
  '/api/v1/reports/{report}/{period}/csv': {
    /** Report of a month, a year or for a province, as CSV (indicators.read) */
    get: {
      parameters: { query?: { /** code; without it the group */ corporation?: string; province?: string; /** what was known then; without it, of a closed period what was known when it was closed */ as_known_on?: string }; header?: never; path: { report: "month" | "year" | "province"; /** YYYY-MM; of a yearly report YYYY */ period: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'text/csv; charset=utf-8': string } }
        default: Refused
      }
    }
  }
  '/api/v1/reports/{report}/{period}/xlsx': {
    /** Report of a month, a year or for a province, as XLSX (indicators.read) */
    get: {
      parameters: { query?: { /** code; without it the group */ corporation?: string; province?: string; /** what was known then; without it, of a closed period what was known when it was closed */ as_known_on?: string }; header?: never; path: { report: "month" | "year" | "province"; /** YYYY-MM; of a yearly report YYYY */ period: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string } }
        default: Refused
      }
    }
  }
  '/api/v1/reports/{report}/{period}/pdf': {
    /** Report of a month, a year or for a province, as PDF (indicators.read) */
    get: {
      parameters: { query?: { /** code; without it the group */ corporation?: string; province?: string; /** what was known then; without it, of a closed period what was known when it was closed */ as_known_on?: string }; header?: never; path: { report: "month" | "year" | "province"; /** YYYY-MM; of a yearly report YYYY */ period: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/pdf': string } }
        default: Refused
      }
    }
  }
  '/api/v1/report-orders': {
    /** Standing orders: which report goes to whom (indicators.close) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ id: string; corporation: string | null; province: string; report: "month" | "year" | "province"; format: "json" | "csv" | "xlsx" | "pdf"; language: "vi" | "en"; email: string; /** of the month, from which on it goes out */ day: number; in_force_from: string; /** first day on which it is no longer in force, or infinity */ in_force_to: string })[] } }
        default: Refused
      }
    }
    /** Add a standing order for a report (indicators.close) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { report: "month" | "year" | "province"; format: "json" | "csv" | "xlsx" | "pdf"; language: "vi" | "en"; email: string; /** code; without it the group */ corporation?: string; province?: string; day?: number; in_force_from?: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: string; corporation: string | null; province: string; report: "month" | "year" | "province"; format: "json" | "csv" | "xlsx" | "pdf"; language: "vi" | "en"; email: string; /** of the month, from which on it goes out */ day: number; in_force_from: string; /** first day on which it is no longer in force, or infinity */ in_force_to: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/report-orders/{id}/ending': {
    /** End a standing order (indicators.close) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/indicator-definitions': {
    /** Indicators made without code, every version, and what can be asked (indicators.read) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { items: ({ code: string; corporation: string | null; version: number; from: string; to: string | null; definition: ({ name: { vi: string; en: string }; note?: { vi: string; en: string }; unit: string; decimals: number; direction: "up" | "down"; source: "promises" | "requests" | "requests_received" | "interruptions" | "answers" | "survey"; measure: "share" | "mean" | "percentile" | "count" | "ratio"; where: ({ field: string; op: "is" | "is_not" | "in" | "not_in" | "known" | "unknown" | "at_least" | "at_most" | "over" | "under"; value?: number | boolean | string | string[] })[]; good?: ({ field: string; op: "is" | "is_not" | "in" | "not_in" | "known" | "unknown" | "at_least" | "at_most" | "over" | "under"; value?: number | boolean | string | string[] })[]; field?: string; over?: string; weight?: string; percentile?: number; scale?: number }) | null; formula: string | null; words: string | null; reason: string; recorded_at: string; actor: string })[]; grammar: { sources: ({ code: "promises" | "requests" | "requests_received" | "interruptions" | "answers" | "survey"; label: string; fields: ({ code: string; label: string; type: "text" | "number" | "boolean" })[] })[]; measures: ({ code: "share" | "mean" | "percentile" | "count" | "ratio"; label: string })[]; operators: ({ code: string; label: string; types: ("text" | "number" | "boolean")[] })[] } } } }
        default: Refused
      }
    }
    /** Make an indicator, or a new version of one (indicators.define) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { code: string; /** code */ corporation?: string; /** the month from which it counts; the next one without it */ from?: string; definition: { name: { vi: string; en: string }; note?: { vi: string; en: string }; unit: string; decimals: number; direction: "up" | "down"; source: "promises" | "requests" | "requests_received" | "interruptions" | "answers" | "survey"; measure: "share" | "mean" | "percentile" | "count" | "ratio"; where: ({ field: string; op: "is" | "is_not" | "in" | "not_in" | "known" | "unknown" | "at_least" | "at_most" | "over" | "under"; value?: number | boolean | string | string[] })[]; good?: ({ field: string; op: "is" | "is_not" | "in" | "not_in" | "known" | "unknown" | "at_least" | "at_most" | "over" | "under"; value?: number | boolean | string | string[] })[]; field?: string; over?: string; weight?: string; percentile?: number; scale?: number }; reason: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { version: number; from: string; preview: { year: number; formula: string; definition: string; warnings: string[]; figures: ({ corporation: string | null; actual: number | null; rows: number; said: ("nothing_found" | "zero_denominator" | "too_few" | "unserved" | "changed_in_the_year") | null; said_words: string | null; months: ({ month: string; actual: number | null; rows: number; said: ("nothing_found" | "zero_denominator" | "too_few" | "unserved" | "changed_in_the_year") | null; said_words: string | null })[] })[] } } } }
        default: Refused
      }
    }
  }
  '/api/v1/indicator-definition-values': {
    /** The values that a field has: what a condition can be about (indicators.define) */
    get: {
      parameters: { query: { source: "promises" | "requests" | "requests_received" | "interruptions" | "answers" | "survey"; field: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { value: string; rows: number }[] } }
        default: Refused
      }
    }
  }
  '/api/v1/indicator-definition-previews': {
    /** A definition seen on last year; nothing is kept (indicators.define) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { definition: { name: { vi: string; en: string }; note?: { vi: string; en: string }; unit: string; decimals: number; direction: "up" | "down"; source: "promises" | "requests" | "requests_received" | "interruptions" | "answers" | "survey"; measure: "share" | "mean" | "percentile" | "count" | "ratio"; where: ({ field: string; op: "is" | "is_not" | "in" | "not_in" | "known" | "unknown" | "at_least" | "at_most" | "over" | "under"; value?: number | boolean | string | string[] })[]; good?: ({ field: string; op: "is" | "is_not" | "in" | "not_in" | "known" | "unknown" | "at_least" | "at_most" | "over" | "under"; value?: number | boolean | string | string[] })[]; field?: string; over?: string; weight?: string; percentile?: number; scale?: number }; year?: number } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { year: number; formula: string; definition: string; warnings: string[]; figures: ({ corporation: string | null; actual: number | null; rows: number; said: ("nothing_found" | "zero_denominator" | "too_few" | "unserved" | "changed_in_the_year") | null; said_words: string | null; months: ({ month: string; actual: number | null; rows: number; said: ("nothing_found" | "zero_denominator" | "too_few" | "unserved" | "changed_in_the_year") | null; said_words: string | null })[] })[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/indicator-definitions/{code}/withdrawal': {
    /** No longer use an indicator made without code (indicators.define) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { code: string }; cookie?: never }
      requestBody: { content: { 'application/json': { /** code */ corporation?: string; from?: string; reason: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { version: number; from: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/indicators': {
    /** Indicators of a year: target, actual, state (indicators.read) */
    get: {
      parameters: { query: { year: number; /** code */ corporation?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { /** what is to be said wherever the service indicators are shown */ notice: string; rows: ({ code: string; name: string; unit: string; unit_words: string; decimals: number; direction: "up" | "down"; definition: string; formula: string; /** the kind of rows behind it */ rows: string; corporation: string | null; target: number | null; target_source: string | null; warning: number | null; weight: number; owner: string; actual: number | null; state: "kept" | "at_risk" | "missed" | "no_data" | "no_target"; state_words: string; trend: ("up" | "down" | "flat") | null; last_year: number | null; projection: number | null; projection_low: number | null; projection_high: number | null; backtest_percent: number | null; rank: number | null; remaining: ({ months: number; needed: number; verdict: "sure" | "possible" | "out_of_reach"; words: string }) | null; said: ("nothing_found" | "zero_denominator" | "too_few" | "unserved" | "changed_in_the_year") | null; said_words: string | null })[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/indicator-table': {
    /** Every indicator by month, by corporation and for the group, in one answer (indicators.read) */
    get: {
      parameters: { query: { year: number; /** code */ corporation?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { year: number; notice: string; corporations: { code: string; name: string }[]; indicators: ({ code: string; name: string; /** in words, in the language of the caller */ definition: string; formula: string; unit: string; unit_words: string; decimals: number; direction: "up" | "down"; direction_words: string; /** the kind of rows behind it */ rows: string; rows_url: string; made_by: "shipped" | "definition"; version: number | null; figures: ({ corporation: string | null; target: number | null; target_source: string | null; warning: number | null; weight: number; owner: string; actual: number | null; state: "kept" | "at_risk" | "missed" | "no_data" | "no_target"; state_words: string; trend: ("up" | "down" | "flat") | null; last_year: number | null; projection: number | null; projection_low: number | null; projection_high: number | null; backtest_percent: number | null; rank: number | null; remaining: ({ months: number; needed: number; verdict: "sure" | "possible" | "out_of_reach"; words: string }) | null; said: ("nothing_found" | "zero_denominator" | "too_few" | "unserved" | "changed_in_the_year") | null; said_words: string | null; months: ({ month: string; actual: number | null; target: number | null; state: "kept" | "at_risk" | "missed" | "no_data" | "no_target"; state_words: string; rank: number | null; said: ("nothing_found" | "zero_denominator" | "too_few" | "unserved" | "changed_in_the_year") | null; said_words: string | null })[] })[] })[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/indicators/{code}': {
    /** One indicator: its definition, figures by month, targets ever set, versions (indicators.read) */
    get: {
      parameters: { query: { year: number; /** code */ corporation?: string }; header?: never; path: { code: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { year: number; corporations: { code: string; name: string }[]; code: string; name: string; /** in words, in the language of the caller */ definition: string; formula: string; unit: string; unit_words: string; decimals: number; direction: "up" | "down"; direction_words: string; /** the kind of rows behind it */ rows: string; rows_url: string; made_by: "shipped" | "definition"; version: number | null; figures: ({ corporation: string | null; target: number | null; target_source: string | null; warning: number | null; weight: number; owner: string; actual: number | null; state: "kept" | "at_risk" | "missed" | "no_data" | "no_target"; state_words: string; trend: ("up" | "down" | "flat") | null; last_year: number | null; projection: number | null; projection_low: number | null; projection_high: number | null; backtest_percent: number | null; rank: number | null; remaining: ({ months: number; needed: number; verdict: "sure" | "possible" | "out_of_reach"; words: string }) | null; said: ("nothing_found" | "zero_denominator" | "too_few" | "unserved" | "changed_in_the_year") | null; said_words: string | null; months: ({ month: string; actual: number | null; target: number | null; state: "kept" | "at_risk" | "missed" | "no_data" | "no_target"; state_words: string; rank: number | null; said: ("nothing_found" | "zero_denominator" | "too_few" | "unserved" | "changed_in_the_year") | null; said_words: string | null })[] })[]; targets: ({ corporation: string | null; of_group: boolean; month: number | null; value: number | null; warning: number | null; weight: number; owner: string; source: string; reason: string | null; set_at: string | null; set_by: string })[]; versions: ({ code: string; corporation: string | null; version: number; from: string; to: string | null; definition: ({ name: { vi: string; en: string }; note?: { vi: string; en: string }; unit: string; decimals: number; direction: "up" | "down"; source: "promises" | "requests" | "requests_received" | "interruptions" | "answers" | "survey"; measure: "share" | "mean" | "percentile" | "count" | "ratio"; where: ({ field: string; op: "is" | "is_not" | "in" | "not_in" | "known" | "unknown" | "at_least" | "at_most" | "over" | "under"; value?: number | boolean | string | string[] })[]; good?: ({ field: string; op: "is" | "is_not" | "in" | "not_in" | "known" | "unknown" | "at_least" | "at_most" | "over" | "under"; value?: number | boolean | string | string[] })[]; field?: string; over?: string; weight?: string; percentile?: number; scale?: number }) | null; formula: string | null; words: string | null; reason: string; recorded_at: string; actor: string })[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/indicators/{code}/rows': {
    /** The rows behind an indicator (indicators.read) */
    get: {
      parameters: { query: { from: string; to: string; /** code */ corporation?: string; limit?: number; offset?: number }; header?: never; path: { code: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { code: string; name: string; definition: string; formula: string; from: string; to: string; columns: { key: string; label: string }[]; rows: (Record<string, string | number | boolean | null>)[]; next_offset: number | null; link: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/indicators/{code}/targets': {
    /** Set the target of a year or a month (indicators.targets) */
    put: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { code: string }; cookie?: never }
      requestBody: { content: { 'application/json': { year: number; month?: number; /** code */ corporation?: string; /** of the sum only: no corporation is measured by it */ of_group?: boolean; value: number | null; warning?: number | null; weight?: number; owner?: string; reason: string } } }
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/energy': {
    /** Energy delivered, sold, lost and productivity by month; the year forecast (indicators.read) */
    get: {
      parameters: { query: { year: number; /** code */ corporation?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { method: string; corporations: ({ corporation: string | null; months: ({ month: string; delivered_kwh: number; sold_kwh: number; lost_kwh: number; losses_percent: number | null; rolling_losses_percent: number | null; growth_percent: number | null; employees: number; customers: number; sold_kwh_per_employee: number | null; sold_per_employee_growth_percent: number | null; customers_per_employee: number | null; customers_per_employee_growth_percent: number | null; reports: number })[]; year: { delivered_kwh: number; sold_kwh: number; lost_kwh: number; losses_percent: number | null; rolling_losses_percent: number | null; growth_percent: number | null; employees: number; customers: number; sold_kwh_per_employee: number | null; sold_per_employee_growth_percent: number | null; customers_per_employee: number | null; customers_per_employee_growth_percent: number | null; reports: number }; forecast: ({ sold_kwh: { value: number; low: number; high: number; backtest_percent: number | null }; delivered_kwh: { value: number; low: number; high: number; backtest_percent: number | null }; losses_percent: ({ value: number; low: number; high: number; backtest_percent: number | null }) | null }) | null })[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/published-figures': {
    /** Published figures beside the computed ones, the difference explained (indicators.read) */
    get: {
      parameters: { query: { from: string; to: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ code: string; name: string; corporation: string | null; from: string; to: string; unit: string; unit_words: string; decimals: number; published: number; computed: number | null; difference: number | null; because: "same" | "no_rows" | "population" | "definition" | "unexplained"; words: string; source: string; formula: string })[] } }
        default: Refused
      }
    }
    /** Keep published figures (without any: those of 2017-2019 that come with the product) (indicators.targets) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { figures?: ({ code: string; corporation?: string | null; from: string; to: string; value: number; decimals: number; source: string; vi?: string; en?: string })[] } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { read: number; written: number } } }
        default: Refused
      }
    }
  }
  '/api/v1/survey-estimates': {
    /** Satisfaction with its error (surveys.read) */
    get: {
      parameters: { query?: { year?: number; /** corporation,stratum,class,area,factor */ by?: string; /** code */ corporation?: string; question?: string; measure?: "mean" | "share"; at_least?: number; fpc?: boolean }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ year: number; corporation?: string; stratum?: string; class?: string | null; area?: string | null; factor?: string; mean: number | null; se: number | null; deff: number | null; ci_low: number | null; ci_high: number | null; n: number; fpc: boolean; se_without_fpc: number | null; hidden: boolean; group_min: number; post_stratified: number | null; target: number | null; state: ("met" | "missed" | "cannot_tell") | null; warnings: string[] })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/network/trace': {
    /** Who loses supply when this device opens (network.read) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { device: string; corporation?: string; open?: string[]; close?: string[] } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { device: string; corporation: string; feeder: string | null; transformers: number; customers: number; priority: { customer_id: number; code: string; name: string; priority: string; transformer_id: number }[]; transformer_ids: string[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/search': {
    /** Search for anything: outages, faults, customers, devices (signed-in) */
    get: {
      parameters: { query: { q: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { items: { kind: string; id: string; title: string; detail: string; to: string }[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/customers/{code}': {
    /** A customer: place, supply, promises, interruptions (customers.read) */
    get: {
      parameters: { query?: never; header?: never; path: { code: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { corporation_id: number; id: number; code: string; name: string; class: string; area: string; address: string | null; commune: string | null; province: string | null; priority: string | null; contacts: { channel: string; address: string }[]; supply: ({ transformer: string; feeder: string | null; metering_point: string })[]; cuts: ({ kind: "planned_outage" | "fault"; id: string; code: string; state: string; reason: string | null; out_from: string; back_at: string | null; /** this customer has no power now by it */ out_now: boolean })[]; promises: ({ id: string; kind: string; about_kind: string; about: string; code: string | null; due: string; version: number; outcome: ("open" | "kept" | "broken" | "released") | null; at: string | null; late_s: number | null; reason: string | null })[]; interruptions: ({ code: string; source_kind: string; origin: string; cause: string; feeder: string; excluded: boolean; out_at: string; restored_at: string | null; duration_s: number | null })[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/today': {
    /** What needs me, and what is happening (signed-in) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { now: string; alarms: ({ kind: "webhook"; id: string; corporation: string; what: string; reason: ("given_up" | "gone") | null; given_up: number })[]; needs: ({ kind: string; id: string; code: string; about_kind: string; about: string; due: string; customers: number; open: number; corporation: string; reason: string | null })[]; happening: ({ kind: "planned_outage" | "fault"; id: string; code: string; state: string; corporation: string; feeder: string | null; reason: string | null; out_from: string; back_at: string | null; customers: number; still_out: number; lon: number | null; lat: number | null })[]; coming: { planned: number; approved: number; announced: number } } } }
        default: Refused
      }
    }
  }
  '/api/v1/imports/{kind}': {
    /** Import a file: all of it or nothing (imports.run) */
    post: {
      parameters: { query?: { format?: "csv" | "opendss" | "cim" | "geojson"; corporation?: string; dry_run?: boolean; skip_bad?: boolean; customers_from_loads?: boolean }; header?: { "Idempotency-Key"?: string }; path: { kind: "network" | "customers" | "offices" | "interruptions" | "customers_served" | "requests" | "energy" | "calls" | "satisfaction" }; cookie?: never }
      requestBody: { content: { 'application/octet-stream': Blob } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { kind: string; format: string; read: number; accepted: number; refused: { file?: string; line?: number; field?: string; reason: string }[]; refused_count: number; created: Record<string, number>; ignored: Record<string, number>; warnings: string[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/calendar/days': {
    /** Days off, days worked instead (organisation.read) */
    get: {
      parameters: { query: { from: string; to: string; corporation?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ day: string; kind: "usual" | "off" | "worked"; holiday: string | null; made_up: boolean; swapped_with: string | null; notice: string })[] } }
        default: Refused
      }
    }
    /** Declare a day off or a day worked, or take it back (organisation.write) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { day: string; kind: "usual" | "off" | "worked"; notice: string; /** code; without it all corporations */ corporation?: string } } }
      responses: {
        200: { headers: Headers; content: { 'application/json': { day: string; working_before: boolean; working_after: boolean } } }
        default: Refused
      }
    }
  }
  '/api/v1/interruptions/{corporation}/{id}': {
    /** An interruption and its steps (interruptions.read) */
    get: {
      parameters: { query?: never; header?: never; path: { corporation: string; id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { code: string; corporation: string; source_kind: string; source: string | null; steps: ({ step_no: number; version: number; out_at: string; restored_at: string | null; customers: number; feeder: string; origin: "planned" | "fault" | "external"; cause: string; excluded: boolean; /** it is known who the customers are */ named: boolean; recorded_at: string; reason: string | null })[] } } }
        default: Refused
      }
    }
  }
  '/api/v1/interruptions/{corporation}/{id}/customers': {
    /** The customers of a step (customers.read) */
    get: {
      parameters: { query: { step_no: number; limit?: number; offset?: number }; header?: never; path: { corporation: string; id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': ({ code: string; name: string; address: string | null; transformer: string | null })[] } }
        default: Refused
      }
    }
  }
  '/api/v1/exchange/outages.cim.xml': {
    /** Outages under way and planned, as CIM RDF/XML (planned-outages.read) */
    get: {
      parameters: { query?: { corporation?: string }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/rdf+xml; charset=utf-8': string } }
        default: Refused
      }
    }
  }
  '/api/v1/webhooks': {
    /** Webhooks registered (exchange.manage) */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { items: ({ id: string; corporation: string; url: string; events: string[]; made_at: string; made_by: string; waiting: number; /** deliveries, since the last one that arrived */ given_up: number; paused_at: string | null; paused_because: ("given_up" | "gone") | null })[] } } }
        default: Refused
      }
    }
    /** Register an address for events; the secret is told this once (exchange.manage) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { corporation: string; url: string; events: ("outage.planned" | "outage.approved" | "outage.announced" | "outage.postponed" | "outage.started" | "outage.partly_restored" | "outage.restored" | "outage.cancelled" | "outage.corrected" | "fault.recorded" | "fault.located" | "fault.estimated" | "fault.partly_restored" | "fault.restored" | "fault.cause_found" | "fault.closed" | "fault.corrected" | "request.received" | "request.changed" | "request.late" | "request.closed" | "*")[]; /** whsec_ and 24 to 64 bytes in base64; made without it */ secret?: string } } }
      responses: {
        201: { headers: Headers; content: { 'application/json': { id: string; secret: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/webhooks/{id}': {
    /** End a webhook, with its record (exchange.manage) */
    delete: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: Headers; content?: never }
        default: Refused
      }
    }
  }
  '/api/v1/webhooks/{id}/deliveries': {
    /** What was sent to a webhook, newest first (exchange.manage) */
    get: {
      parameters: { query?: { limit?: number; /** next of the page before */ cursor?: string; state?: "waiting" | "delivered" | "given_up" }; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Headers; content: { 'application/json': { items: ({ /** the receiver sees it as webhook-id */ id: string; type: string; state: "waiting" | "delivered" | "given_up"; made_at: string; attempts: number; next_at: string | null; last_at: string | null; last_status: number | null; last_error: string | null; last_ms: number | null; body: string })[]; next: string | null } } }
        default: Refused
      }
    }
  }
  '/api/v1/webhooks/{id}/test': {
    /** Send a test, webhook.test (exchange.manage) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        202: { headers: Headers; content: { 'application/json': { delivery: string } } }
        default: Refused
      }
    }
  }
  '/api/v1/webhooks/{id}/resumption': {
    /** Go on after a pause (exchange.manage) */
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string }; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: Headers; content?: never }
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
