// Written by tools/gen-schema.ts from the migrations. Do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape; the room that owns the column knows it
export type Json = ColumnType<any, unknown, unknown>

export interface AccessApiKey {
  id: string
  secret_hash: Buffer
  name: string
  staff_id: string
  made_at: Date
  revoked_at: Date | null
}

export interface AccessAudit {
  id: GeneratedAlways<number>
  at: Date
  actor: string
  corporation_id: number | null
  verb: string
  about: string
  detail: Json
}

export interface AccessFailedSignIn {
  login: string
  at: Date
  client: string | null
}

export interface AccessIdentity {
  issuer: string
  subject: string
  staff_id: string
  linked_at: Date
}

export interface AccessOneTimeLink {
  token_hash: Buffer
  staff_id: string
  made_at: Date
  expires_at: Date
  used_at: Date | null
}

export interface AccessRoleGrant {
  staff_id: string
  role: string
  scope: string
  corporation_id: number | null
  unit_id: number | null
  granted_at: Date
  by_hand: Generated<boolean>
  by_claim: Generated<boolean>
}

export interface AccessSession {
  token_hash: Buffer
  staff_id: string
  created_at: Date
  seen_at: Date
  expires_at: Date
  client: string | null
  id_token: string | null
}

export interface AccessSpentAttempt {
  state_hash: Buffer
  expires_at: Date
}

export interface AccessStaff {
  id: string
  login: string
  name: string
  password_hash: string | null
  language: Generated<string>
  created_at: Date
  disabled_at: Date | null
}

export interface CustomersContact {
  corporation_id: number
  customer_id: number
  channel: number
  address: string
  rank: Generated<number>
  consent: Generated<boolean>
  recorded_at: Date
}

export interface CustomersCustomer {
  corporation_id: number
  id: GeneratedAlways<number>
  code: string
  name: string
  class: string
  area: string
  address: string | null
  commune: string | null
  province: string | null
  priority: string | null
  monthly_kwh: number | null
  language: Generated<string>
  recorded_at: Date
}

export interface CustomersSearchEntry {
  corporation_id: number
  customer_id: number
  name_id: number
  place_id: number
  numbers: string
  fingerprint: number
}

export interface CustomersSearchForm {
  corporation_id: number
  form: string
  kind: number
  word: string
  phrases: number
}

export interface CustomersSearchPhrase {
  corporation_id: number
  id: GeneratedAlways<number>
  kind: number
  written: string
  plain: string
}

export interface CustomersSearchWord {
  corporation_id: number
  kind: number
  word: string
  phrase_id: number
  written: string
  plain: string
}

export interface CustomersServicePoint {
  corporation_id: number
  id: GeneratedAlways<number>
  customer_id: number
  transformer_id: number
  code: string
  valid_from: Generated<string>
  valid_to: Generated<string>
  notice_channel: Generated<number>
  language: Generated<number>
  additional: Generated<boolean>
}

export interface ExchangeDelivery {
  corporation_id: number
  id: string
  webhook_id: string
  event_id: number | null
  type: string
  body: string
  made_at: Date
  state: Generated<string>
  attempts: Generated<number>
  first_at: Date | null
  next_at: Date
  leased_until: Date | null
  last_at: Date | null
  last_status: number | null
  last_error: string | null
  last_ms: number | null
}

export interface ExchangeWebhook {
  corporation_id: number
  id: string
  url: string
  events: string[]
  secret: string
  made_at: Date
  made_by: string
  given_up: Generated<number>
  paused_at: Date | null
  paused_because: string | null
}

export interface FaultsFact {
  corporation_id: number
  fault_id: string
  seq: number
  kind: string
  at: Date
  recorded_at: Date
  actor: string
  reason: string | null
  detail: Json
  transformers: string | null
  customers: number | null
}

export interface FaultsFault {
  corporation_id: number
  id: string
  code: string
  state: string
  device: string | null
  feeder: string | null
  out_at: Date
  transformers: string
  transformer_count: number
  customers: number
  network_revision: number
  cause: string | null
  failed_equipment: string | null
  voltage: string | null
  estimate: Date | null
  interruption_id: string
  still_out: string
  told: Generated<boolean>
  restored_at: Date | null
  recorded_by: string
  recorded_at: Date
}

export interface FaultsReport {
  corporation_id: number
  id: string
  customer_id: number | null
  transformer_id: number | null
  channel: string
  at: Date
  recorded_at: Date
  about_kind: string | null
  about: string | null
  words: string | null
}

export interface FaultsRuleSet {
  id: GeneratedAlways<number>
  corporation_id: number | null
  told_rule: string
  told_hours: number
  back_rule: string
  back_hours: number
  in_force_from: string
  in_force_to: Generated<string>
}

export interface IndicatorsCalls {
  corporation_id: number
  month: string
  recorded_at: Date
  offered: number
  answered: number
  in_time: number
  actor: string
}

export interface IndicatorsDefinition {
  id: GeneratedAlways<number>
  corporation_id: number | null
  code: string
  version: number
  in_force_from: string
  definition: Json | null
  reason: string
  recorded_at: Date
  actor: string
}

export interface IndicatorsEnergy {
  corporation_id: number
  month: string
  recorded_at: Date
  delivered_kwh: number
  sold_kwh: number
  employees: number
  customers: number
  actor: string
}

export interface IndicatorsIssuedReport {
  id: GeneratedAlways<number>
  corporation_id: number | null
  report: string
  period: string
  province: Generated<string>
  language: string
  known_on: Date
  document: string
  issued_at: Date
  actor: string
}

export interface IndicatorsPublished {
  id: GeneratedAlways<number>
  corporation_id: number | null
  code: string
  period_from: string
  period_to: string
  value: number
  decimals: number
  source: string
  remark_vi: Generated<string>
  remark_en: Generated<string>
  recorded_at: Date
  actor: string
}

export interface IndicatorsReportOrder {
  id: string
  corporation_id: number | null
  report: string
  province: Generated<string>
  format: string
  language: string
  email: string
  day: number
  in_force_from: string
  in_force_to: Generated<string>
  recorded_at: Date
  actor: string
}

export interface IndicatorsReportSent {
  corporation_id: number | null
  order_id: string
  period: string
  email: string
  sha256: string
  sent_at: Date
  provider: string
  code: string | null
}

export interface IndicatorsTarget {
  id: GeneratedAlways<number>
  corporation_id: number | null
  code: string
  year: number
  value: number | null
  of_group: Generated<boolean>
  source: string
  recorded_at: Generated<Date>
  actor: Generated<string>
  only_for: string | null
  month: number | null
  warning_value: number | null
  weight: Generated<number>
  owner: Generated<string>
  reason: string | null
}

export interface IntakeMessage {
  id: GeneratedAlways<number>
  channel: string
  digest: string
  sender: string
  heard_at: Date
  became: string
  about: string | null
  subject: string | null
  reply: string | null
  language: Generated<string>
  leased_until: Date | null
  replied_at: Date | null
  reply_outcome: string | null
}

export interface IntakeSmsPart {
  sender: string
  recipient: string
  reference: number
  total: number
  part: number
  encoding: string
  body: Buffer
  heard_at: Date
  handled: Generated<boolean>
}

export interface InterruptionsCustomersServed {
  corporation_id: number
  month: string
  customers: number
  recorded_at: Date
  actor: string
}

export interface InterruptionsExcludedCause {
  id: GeneratedAlways<number>
  corporation_id: number | null
  cause: string
  in_force_from: Generated<string>
  in_force_to: Generated<string>
  clause: string
}

export interface InterruptionsInterruption {
  corporation_id: number
  id: string
  code: string
  source_kind: string
  source: string | null
  recorded_at: Date
  actor: string
}

export interface InterruptionsReach {
  corporation_id: number
  block: number
  interruption_id: string
  step_no: number
  version: number
}

export interface InterruptionsStep {
  corporation_id: number
  excluded: boolean
  withdrawn: Generated<boolean>
  customers: number
  duration_s: GeneratedAlways<number | null>
  day: GeneratedAlways<string>
  month: GeneratedAlways<string>
  step_no: number
  version: Generated<number>
  superseded_at: Generated<Date>
  out_at: Date
  restored_at: Date | null
  recorded_at: Date
  interruption_id: string
  feeder: Generated<string>
  origin: string
  cause: Generated<string>
  equipment: Generated<string>
  transformers: string | null
  etr_first: Date | null
  etr_last: Date | null
  actor: string
  reason: string | null
}

export interface KernelCounter {
  name: string
  last: number
}

export interface KernelEvent {
  id: GeneratedAlways<number>
  name: string
  corporation_id: number | null
  about: string
  payload: Json
  published_at: Date
}

export interface KernelIdempotency {
  actor: string
  key: string
  request_hash: string
  status: number | null
  reply: Json | null
  made_at: Date
}

export interface KernelSetting {
  name: string
  value: Json
}

export interface NetworkEquipment {
  corporation_id: number
  id: number
  mrid: string
  kind: string
  name: string
  substation: string | null
  feeder: string | null
  from_node: string
  to_node: string | null
  phases: number
  normally_open: boolean
  normally_open_phases: Generated<number>
  never_serves: Generated<boolean>
  part_of: string | null
  transformer_id: number | null
  lon: number | null
  lat: number | null
  rating_a: number | null
  valid_from: Date
  removed_at: Date | null
}

export interface NetworkLoad {
  corporation_id: number
  mrid: string
  name: string
  node: string
  phases: number
  kw: number | null
  transformer: string | null
  transformer_id: number | null
  feeder: string | null
  valid_from: Date
  removed_at: Date | null
}

export interface NetworkLoadSupply {
  corporation_id: number
  mrid: string
  name: string
  phases: number
  kw: number
  feeder: string
  transformer_id: number
}

export interface NetworkNode {
  corporation_id: number
  name: string
  system: string
  x: number
  y: number
}

export interface NetworkPoint {
  corporation_id: number
  transformer_id: number
  mrid: string
  kind: string
  feeder: string
}

export interface NetworkPosition {
  corporation_id: number
  equipment_id: number
  revision: number
  open: boolean
  at: Date
  recorded_at: Date
  actor: string
  about: string | null
}

export interface NetworkRevision {
  corporation_id: number
  revision: number
  id: string
  kind: string
  at: Date
  recorded_at: Date
  actor: string
  note: string | null
}

export interface NoticesAddressee {
  corporation_id: number
  notice_id: number
  name: string
  address: string | null
  phone: string | null
  email: string | null
  recorded_at: Date
}

export interface NoticesBatch {
  corporation_id: number
  notice_id: number
  batch_no: number
  channel: number
  language: number
  customer_ids: number[]
  first_customer: number
  last_customer: number
  attempt: Generated<number>
}

export interface NoticesCall {
  corporation_id: number
  notice_id: number
  customer_id: number
  reason: string
  listed_at: Date
  called_at: Date | null
  called_by: string | null
  reached: boolean | null
  note: string | null
}

export interface NoticesNotice {
  corporation_id: number
  id: GeneratedAlways<number>
  kind: string
  about_kind: string
  about: string
  promise_id: string | null
  payload: Json
  made_at: Date
  messages: Generated<number>
  told_in_time: Generated<number>
  told_late: Generated<number>
}

export interface NoticesPending {
  corporation_id: number
  notice_id: number
  batch_no: number
  channel: number
  lane: Generated<number>
  since: Date
  not_before: Date
  attempts: Generated<number>
  leased_until: Generated<Date>
  leased_by: string | null
  said: Generated<boolean>
}

export interface NoticesResult {
  corporation_id: number
  notice_id: number
  batch_no: number
  result_no: GeneratedAlways<number>
  at: Date
  ordinals: number[]
  outcomes: number[]
  provider_ids: string[]
  reasons: string[]
  sent: Generated<number>
  delivered: Generated<number>
  told: Generated<number>
}

export interface OrganisationCorporation {
  id: GeneratedAlways<number>
  code: string
  name: string
  name_en: string
  hotline: string | null
  created_at: Date
}

export interface OrganisationDeclaredDay {
  id: GeneratedAlways<number>
  corporation_id: number | null
  day: string
  kind: string
  swapped_with: string | null
  notice: string
  actor: string
  recorded_at: Date
}

export interface OrganisationUnit {
  corporation_id: number
  id: GeneratedAlways<number>
  kind: string
  code: string
  name: string
  parent_id: number | null
  address: string | null
  lon: number | null
  lat: number | null
  phone: string | null
  opens: string | null
  closes: string | null
  created_at: Date
}

export interface OrganisationWorkingHours {
  corporation_id: number
  id: GeneratedAlways<number>
  unit_id: number | null
  weekday: number
  opens: string
  closes: string
  valid_from: Generated<string>
}

export interface PlannedOutagesDevice {
  corporation_id: number
  outage_id: string
  step_no: number
  equipment_id: number
  mrid: string
  action: string
}

export interface PlannedOutagesFact {
  corporation_id: number
  outage_id: string
  seq: number
  kind: string
  at: Date
  recorded_at: Date
  actor: string
  reason: string | null
  detail: Json
  transformers: string | null
  customers: number | null
}

export interface PlannedOutagesNoCutWindow {
  id: GeneratedAlways<number>
  corporation_id: number | null
  starts: Date
  ends: Date
  name: string
  name_en: string
}

export interface PlannedOutagesOutage {
  corporation_id: number
  id: string
  code: string
  state: string
  reason: string
  urgent: Generated<boolean>
  out_from: Date
  back_at: Date
  feeder: string | null
  network_revision: number
  transformers: string
  transformer_count: number
  customers: number
  version: Generated<number>
  told: Generated<boolean>
  cut_at: Date | null
  interruption_id: string | null
  still_out: Generated<string>
  restored_at: Date | null
  planned_by: string
  planned_at: Date
  recorded_at: Date
}

export interface PlannedOutagesRuleSet {
  id: GeneratedAlways<number>
  corporation_id: number | null
  name: string
  in_force_from: string
  in_force_to: Generated<string>
  notice_days: number
  change_notice_hours: number | null
  urgent_told_hours: number
  large_customer_kwh: number | null
  repeat_cut_days: Generated<number>
}

export interface PromisesOutcome {
  corporation_id: number
  promise_id: string
  seq: number
  outcome: string
  customers: number
  transformers: string | null
  at: Date
  late_s: number
  recorded_at: Date
  evidence_kind: string
  evidence: string
  reason: string | null
  corrects: number | null
}

export interface PromisesPromise {
  corporation_id: number
  id: string
  kind: string
  about_kind: string
  about: string
  due: Date
  customers: number
  transformers: string | null
  customer_id: number | null
  parts: string
  counted_at: Date
  rule: string
  version: Generated<number>
  made_at: Date
  recorded_at: Date
  kept: Generated<number>
  broken: Generated<number>
  released: Generated<number>
}

export interface ReliabilityClosedMonth {
  corporation_id: number
  sequence: number
  month: string
  as_known_on: Date
  closed_at: Date
  actor: string
  document: string
  sha256: Buffer
  previous_sha256: Buffer | null
  public_key: Buffer
  signature: Buffer
}

export interface ReliabilityRecomputed {
  corporation_id: number
  level: number
  over_s: number
  period: string
  excluded: boolean
  origin: string
  cause: string
  feeder: string
  steps: number
  interruptions: number
  customer_interruptions: number
  customer_s: number
  momentary_interruptions: number
}

export interface ReliabilityRecomputedStraddler {
  corporation_id: number
  level: number
  over_s: number
  period: string
  excluded: boolean
  origin: string
  cause: string
  feeder: string
  interruption_id: string
  counted: boolean
}

export interface ReliabilityReopenedMonth {
  corporation_id: number
  sequence: number
  reopened_at: Date
  actor: string
  reason: string
}

export interface ReliabilityRollUp {
  corporation_id: number
  level: number
  over_s: number
  period: string
  excluded: boolean
  origin: string
  cause: string
  feeder: string
  steps: number
  interruptions: number
  customer_interruptions: number
  customer_s: number
  momentary_interruptions: number
}

export interface ReliabilityRuleSet {
  id: GeneratedAlways<number>
  corporation_id: number | null
  book: string
  in_force_from: Generated<string>
  in_force_to: Generated<string>
  sustained_over_s: number
  clause: string
}

export interface ReliabilityStraddler {
  corporation_id: number
  level: number
  over_s: number
  period: string
  excluded: boolean
  origin: string
  cause: string
  feeder: string
  interruption_id: string
  counted: boolean
}

export interface RequestsAttachment {
  corporation_id: number
  request_id: string
  seq: number
  sha256: string
  name: string
  document: string | null
  channel: string
  actor: string
  recorded_at: Date
}

export interface RequestsClaim {
  corporation_id: number
  request_id: string
  seq: number
  kind: string
  reason: string
  evidence: string
  pause_seq: number | null
  unit_id: number | null
  claimed_at: Date
  actor: string
  recorded_at: Date
  reviewed_at: Date | null
  reviewed_by: string | null
  upheld: boolean | null
  review: string | null
  customer_says: string | null
  customer_words: string | null
  customer_said_at: Date | null
}

export interface RequestsContent {
  corporation_id: number
  sha256: string
  media: string
  bytes: number
  body: Buffer
}

export interface RequestsCounted {
  corporation_id: number
  month: string
  family: string
  outcome: string
  office: string
  unit_id: number
  service: string
  class: string
  limit_days: number
  working_days: number
  requests: number
  judged: number
  within: number
  paused_days: number
  closed_at: Date
}

export interface RequestsEscalationChain {
  id: GeneratedAlways<number>
  corporation_id: number | null
  service: string | null
  in_force_from: string
  in_force_to: Generated<string>
  levels: Json | null
  reason: string
  actor: Generated<string>
  recorded_at: Generated<Date>
}

export interface RequestsFact {
  corporation_id: number
  request_id: string
  seq: number
  kind: string
  at: Date
  recorded_at: Date
  actor: string
  reason: string | null
  detail: Json
}

export interface RequestsFigure {
  corporation_id: number
  month: string
  family: string
  outcome: string
  office: string
  unit_id: number
  service: string
  class: string
  limit_days: number
  working_days: number
  requests: number
  judged: number
  within: number
  paused_days: number
}

export interface RequestsPause {
  corporation_id: number
  request_id: string
  seq: number
  reason: string
  evidence: string
  paused_at: Date
  ends_by: Date
  resumed_at: Date | null
  resumed_by: string | null
  actor: string
  recorded_at: Date
  days: number | null
}

export interface RequestsPausedFigure {
  corporation_id: number
  month: string
  unit_id: number
  reason: string
  requests: number
  paused_days: number
  upheld: number
  not_upheld: number
  confirmed: number
  denied: number
}

export interface RequestsRecomputedFigure {
  corporation_id: number
  month: string
  family: string
  outcome: string
  office: string
  unit_id: number
  service: string
  class: string
  limit_days: number
  working_days: number
  requests: number
  judged: number
  within: number
  paused_days: number
}

export interface RequestsRecomputedPausedFigure {
  corporation_id: number
  month: string
  unit_id: number
  reason: string
  requests: number
  paused_days: number
  upheld: number
  not_upheld: number
  confirmed: number
  denied: number
}

export interface RequestsRequest {
  corporation_id: number
  id: string
  code: string
  service_id: number
  service: string
  family: string
  class: string | null
  limit_value: number | null
  limit_unit: string
  office: Generated<string>
  unit_id: number | null
  clock_unit_id: number | null
  channel: string
  customer_id: number | null
  contact: Json
  details: Json
  documents: Generated<string[]>
  state: string
  step: string | null
  step_at: Date | null
  received_at: Date
  complete_at: Date | null
  due_at: Date | null
  closed_at: Date | null
  outcome: string | null
  answer: string | null
  accepted: boolean | null
  working_days: number | null
  paused_days: Generated<number>
  in_limit: boolean | null
  version: Generated<number>
  clock_version: Generated<number>
  assigned_to: string | null
  merged_into: string | null
  about_kind: string | null
  about: string | null
  warned_percent: Generated<number>
  source: string
  recorded_at: Date
  crew: string | null
  step_due_at: Date | null
  steps_due_at: Date | null
  warn_50_at: Date | null
  warn_80_at: Date | null
  warn_at: Date | null
  step_warned: Generated<boolean>
  report_id: string | null
  late_warn_at: Date | null
  late_warned_days: Generated<number>
}

export interface RequestsService {
  id: GeneratedAlways<number>
  corporation_id: number | null
  only_for: string | null
  code: string
  aliases: Generated<string[]>
  name: string
  name_en: string
  family: string
  class: string | null
  topic: string
  for_class: string | null
  for_area: string | null
  in_force_from: Generated<string>
  in_force_to: Generated<string>
  limit_value: number | null
  limit_unit: string
  rule: string
  documents: Json
  form: Json
  steps: Json
  pauses: Json
  actor: Generated<string>
  recorded_at: Generated<Date>
  steps_limit_value: number | null
  steps_limit_unit: string | null
}

export interface SurveysAnswer {
  corporation_id: number
  draw_id: string
  customer_id: number
  score: number
  words: string | null
  words_plain: string | null
  via: string
  at: Date
}

export interface SurveysAskRule {
  id: GeneratedAlways<number>
  corporation_id: number | null
  about_kind: string
  in_force_from: string
  in_force_to: Generated<string>
  sample_rate: number
  per_event_max: number
  quiet_days: number
  open_days: number
  ask_from: string
  ask_until: string
  actor: Generated<string>
  recorded_at: Generated<Date>
}

export interface SurveysDraw {
  corporation_id: number
  id: string
  number: GeneratedAlways<number>
  about_kind: string
  about: string
  about_code: string | null
  wave: Generated<number>
  seed: string
  happened_at: Date
  drawn_at: Date
  closes_at: Date
  reachable: number
  drawn: number
  resting: number
  invited: number
}

export interface SurveysInvitation {
  corporation_id: number
  draw_id: string
  customer_id: number
  channel: number
  language: number
  invited_at: Date
}

export interface SurveysQuestionnaire {
  id: GeneratedAlways<number>
  corporation_id: number | null
  in_force_from: string
  factors: Json
  actor: Generated<string>
  recorded_at: Generated<Date>
}

export interface SurveysRefusal {
  corporation_id: number
  year: number
  customer_id: number
  at: Date
  reason: string
  actor: string
}

export interface SurveysReportingRule {
  id: GeneratedAlways<number>
  corporation_id: number | null
  only_for: string | null
  from_year: number
  to_year: number
  group_min: number
  satisfied_from: number
  source: string
  actor: Generated<string>
  recorded_at: Generated<Date>
}

export interface SurveysSampled {
  corporation_id: number
  year: number
  customer_id: number
  stratum: string
}

export interface SurveysSheet {
  corporation_id: number
  year: number
  respondent: string
  stratum: string
  weight: number
  answers: number[]
  overall: number
  recorded_at: Date
  actor: string
  customer_id: number | null
  class: string | null
  area: string | null
  via: Generated<string>
  words: string | null
  words_plain: string | null
  heard_at: Date | null
}

export interface SurveysStratum {
  corporation_id: number
  year: number
  stratum: string
  population: number
  class: string | null
  area: string | null
  sample_size: number | null
  deviation: number | null
}

export interface SurveysSurvey {
  corporation_id: number
  year: number
  id: string
  sample_size: number
  allocation: string
  factors: Json
  seed: string
  frame_day: string
  closes_at: Date
  planned_at: Date
  actor: string
  drawn_at: Date | null
}

export interface SurveysTopic {
  id: GeneratedAlways<number>
  corporation_id: number | null
  code: string
  vi: string
  en: string
  words: string[]
  in_force_from: string
  in_force_to: Generated<string>
  actor: Generated<string>
  recorded_at: Generated<Date>
}

export interface DB {
  'access.api_key': AccessApiKey
  'access.audit': AccessAudit
  'access.failed_sign_in': AccessFailedSignIn
  'access.identity': AccessIdentity
  'access.one_time_link': AccessOneTimeLink
  'access.role_grant': AccessRoleGrant
  'access.session': AccessSession
  'access.spent_attempt': AccessSpentAttempt
  'access.staff': AccessStaff
  'customers.contact': CustomersContact
  'customers.customer': CustomersCustomer
  'customers.search_entry': CustomersSearchEntry
  'customers.search_form': CustomersSearchForm
  'customers.search_phrase': CustomersSearchPhrase
  'customers.search_word': CustomersSearchWord
  'customers.service_point': CustomersServicePoint
  'exchange.delivery': ExchangeDelivery
  'exchange.webhook': ExchangeWebhook
  'faults.fact': FaultsFact
  'faults.fault': FaultsFault
  'faults.report': FaultsReport
  'faults.rule_set': FaultsRuleSet
  'indicators.calls': IndicatorsCalls
  'indicators.definition': IndicatorsDefinition
  'indicators.energy': IndicatorsEnergy
  'indicators.issued_report': IndicatorsIssuedReport
  'indicators.published': IndicatorsPublished
  'indicators.report_order': IndicatorsReportOrder
  'indicators.report_sent': IndicatorsReportSent
  'indicators.target': IndicatorsTarget
  'intake.message': IntakeMessage
  'intake.sms_part': IntakeSmsPart
  'interruptions.customers_served': InterruptionsCustomersServed
  'interruptions.excluded_cause': InterruptionsExcludedCause
  'interruptions.interruption': InterruptionsInterruption
  'interruptions.reach': InterruptionsReach
  'interruptions.step': InterruptionsStep
  'kernel.counter': KernelCounter
  'kernel.event': KernelEvent
  'kernel.idempotency': KernelIdempotency
  'kernel.setting': KernelSetting
  'network.equipment': NetworkEquipment
  'network.load': NetworkLoad
  'network.load_supply': NetworkLoadSupply
  'network.node': NetworkNode
  'network.point': NetworkPoint
  'network.position': NetworkPosition
  'network.revision': NetworkRevision
  'notices.addressee': NoticesAddressee
  'notices.batch': NoticesBatch
  'notices.call': NoticesCall
  'notices.notice': NoticesNotice
  'notices.pending': NoticesPending
  'notices.result': NoticesResult
  'organisation.corporation': OrganisationCorporation
  'organisation.declared_day': OrganisationDeclaredDay
  'organisation.unit': OrganisationUnit
  'organisation.working_hours': OrganisationWorkingHours
  'planned_outages.device': PlannedOutagesDevice
  'planned_outages.fact': PlannedOutagesFact
  'planned_outages.no_cut_window': PlannedOutagesNoCutWindow
  'planned_outages.outage': PlannedOutagesOutage
  'planned_outages.rule_set': PlannedOutagesRuleSet
  'promises.outcome': PromisesOutcome
  'promises.promise': PromisesPromise
  'reliability.closed_month': ReliabilityClosedMonth
  'reliability.recomputed': ReliabilityRecomputed
  'reliability.recomputed_straddler': ReliabilityRecomputedStraddler
  'reliability.reopened_month': ReliabilityReopenedMonth
  'reliability.roll_up': ReliabilityRollUp
  'reliability.rule_set': ReliabilityRuleSet
  'reliability.straddler': ReliabilityStraddler
  'requests.attachment': RequestsAttachment
  'requests.claim': RequestsClaim
  'requests.content': RequestsContent
  'requests.counted': RequestsCounted
  'requests.escalation_chain': RequestsEscalationChain
  'requests.fact': RequestsFact
  'requests.figure': RequestsFigure
  'requests.pause': RequestsPause
  'requests.paused_figure': RequestsPausedFigure
  'requests.recomputed_figure': RequestsRecomputedFigure
  'requests.recomputed_paused_figure': RequestsRecomputedPausedFigure
  'requests.request': RequestsRequest
  'requests.service': RequestsService
  'surveys.answer': SurveysAnswer
  'surveys.ask_rule': SurveysAskRule
  'surveys.draw': SurveysDraw
  'surveys.invitation': SurveysInvitation
  'surveys.questionnaire': SurveysQuestionnaire
  'surveys.refusal': SurveysRefusal
  'surveys.reporting_rule': SurveysReportingRule
  'surveys.sampled': SurveysSampled
  'surveys.sheet': SurveysSheet
  'surveys.stratum': SurveysStratum
  'surveys.survey': SurveysSurvey
  'surveys.topic': SurveysTopic
}
