import type { Registered } from '../migrations/registered-tables.ts';

/**
 * How each table of the schema is proven. A new table is declared here, and nowhere else; a test refuses one that is not:
 * - `registry`: `...registering('table', how)` in its migration, and the same `how` here. Right for everything that belongs to no list, or
 *   changes between a list's events.
 * - `list`: rows change under a list's events alone; the capturing trigger of `state_changes` goes into its migration, the table
 *   into `CAPTURED_TABLES` (rebuild.ts).
 * - `evidence`: it is what others are proven by; a comparison of its own checks it.
 * - `derived`: a comparison of its own builds it from evidence.
 * - `unproven`: nothing an auditor relies on, and why.
 */
export type Proof =
  | ({ readonly by: 'registry' } & Registered)
  | { readonly by: 'list' | 'evidence' | 'derived'; readonly how: string }
  | { readonly by: 'unproven'; readonly because: string };

const SENDING = 'only says how far a message has come; what it is about is proven by the list’s events';
const PASSPORTS =
  'passports prove themselves: certificates and batches are signed, events chained per office (passport_events); not compared yet';
const PERSONAL = 'one person’s own convenience; nobody is told anything by it';

export const PROVEN_TABLES = {
  lists: { by: 'list', how: 'state_changes; the head by the chain' },
  parcels: { by: 'list', how: 'state_changes' },
  tasks: { by: 'list', how: 'state_changes' },
  handovers: { by: 'list', how: 'state_changes, and manifests, receipts and signatures' },
  task_notices: { by: 'list', how: 'state_changes' },
  deciders: { by: 'list', how: 'state_changes; who reviewed and verified by the events of deciding' },
  records: { by: 'derived', how: 'record_changes and record_sets' },
  handover_snapshots: { by: 'derived', how: 'the manifest’s Merkle root; the record as of the freezing' },

  events: { by: 'evidence', how: 'hash chain of the list' },
  record_changes: { by: 'evidence', how: 'hash in the event' },
  record_sets: { by: 'evidence', how: 'hash in the event' },
  state_changes: { by: 'evidence', how: 'hash in the event' },
  custody_moves: { by: 'evidence', how: 'said by the event' },
  registry_changes: { by: 'evidence', how: 'hash in the registry’s event' },
  registry_events: { by: 'evidence', how: 'hash chain of the registry' },
  registry_head: { by: 'derived', how: 'the last event of the registry' },
  access_log: { by: 'evidence', how: 'seals, batch by batch' },

  units: { by: 'registry', key: ['code'] },
  offices: { by: 'registry', key: ['id'] },
  people: { by: 'registry', key: ['id'] },
  memberships: { by: 'registry', key: ['id'] },
  certificates: { by: 'registry', key: ['thumbprint'] },
  campaigns: { by: 'registry', key: ['id'], ignored: ['heard_at'] },
  calendars: { by: 'registry', key: ['id'] },
  calendar_hours: { by: 'registry', key: ['calendar_id', 'weekday', 'from_minute'] },
  calendar_days: { by: 'registry', key: ['calendar_id', 'day'] },
  substitutions: { by: 'registry', key: ['id'], hashed: ['reason'] },
  substitution_decisions: { by: 'registry', key: ['substitution_id', 'kind'], hashed: ['reason'] },
  task_comments: { by: 'registry', key: ['id'], hashed: ['text'] },
  task_attachments: { by: 'registry', key: ['id'], hashed: ['file_name'] },
  attachment_chunks: { by: 'registry', key: ['attachment_id', 'chunk_no'], hashed: ['bytes'] },
  task_extensions: { by: 'registry', key: ['task_id', 'no'], hashed: ['reason'] },
  signature_proofs: {
    ...{ by: 'registry', key: ['handover_id', 'part'], hashed: ['chain_pem', 'crls', 'time_stamp'] },
    ignored: ['attempts', 'next_attempt_at', 'last_failure_code'],
  },
  papers: { by: 'registry', key: ['id'], hashed: ['pdf', 'pending', 'void_reason'] },
  document_registers: { by: 'registry', key: ['office_id', 'year', 'kind'] },
  workflow_bundles: { by: 'registry', key: ['sha256'], hashed: ['code'] },
  workflow_archives: { by: 'registry', key: ['list_id', 'run_no'], hashed: ['history'] },
  audit_reports: { by: 'registry', key: ['day'], hashed: ['findings'] },
  broadcasts: { by: 'registry', key: ['id'], hashed: ['title', 'body'] },
  webhooks: { by: 'registry', key: ['id'], hashed: ['secret'] },
  jobs: { by: 'registry', key: ['list_id', 'kind', 'scope', 'run_no'] },
  duplicate_pairs: { by: 'registry', key: ['id'], hashed: ['reason'] },
  transfers: { by: 'registry', key: ['id'], hashed: ['reason', 'answer_reason', 'receipt'] },
  quality_settings: { by: 'registry', key: ['province_code', 'version'], hashed: ['reason'] },
  record_additions: { by: 'registry', key: ['list_id', 'run_no', 'subject_id'], hashed: ['reason'] },
  weekly_reports: { by: 'registry', key: ['id'], hashed: ['facts'] },
  unit_mergers: { by: 'registry', key: ['id'] },
  // Signed, too, each naming the one before.
  access_log_seals: { by: 'registry', key: ['no'], hashed: ['statement', 'signature', 'leaves'] },
  checkpoints: { by: 'registry', key: ['no'], hashed: ['statement', 'signature', 'heads'] },

  signing_keys: { by: 'registry', key: ['kid'], hashed: ['certificate', 'sealed', 'token'] },
  issuing_state: { by: 'registry', key: ['id'] },
  passport_checks: { by: 'registry', key: ['day'] },

  vaccinees: { by: 'unproven', because: PASSPORTS },
  doses: { by: 'unproven', because: PASSPORTS },
  facility_days: { by: 'unproven', because: PASSPORTS },
  passport_batches: { by: 'unproven', because: PASSPORTS },
  passport_batch_doses: { by: 'unproven', because: PASSPORTS },
  passport_orders: { by: 'unproven', because: PASSPORTS },
  passports: { by: 'unproven', because: PASSPORTS },
  revocations: { by: 'unproven', because: PASSPORTS },
  passport_corrections: { by: 'unproven', because: PASSPORTS },
  vaccinee_changes: { by: 'unproven', because: PASSPORTS },
  key_signatures: { by: 'unproven', because: PASSPORTS },
  passport_chains: { by: 'unproven', because: PASSPORTS },
  passport_events: { by: 'unproven', because: PASSPORTS },
  dose_edits: { by: 'unproven', because: SENDING },
  holder_messages: { by: 'unproven', because: SENDING },
  holder_links: { by: 'unproven', because: 'open for minutes; proves nothing' },
  platform_feeds: { by: 'unproven', because: SENDING },

  migrations: { by: 'unproven', because: 'the schema’s own version' },
  sessions: { by: 'unproven', because: 'ends within hours; what was done in it names the person' },
  idempotency_keys: { by: 'unproven', because: 'answers kept for repeated requests; the acts are proven' },
  certificate_challenges: { by: 'unproven', because: 'open for minutes; the enrolled certificate is proven' },
  workflow_messages: { by: 'unproven', because: 'says: look again' },
  rule_outcomes: {
    by: 'unproven',
    because: 'counts of what became of suggestions; the records they are counted from are proven',
  },
  archive_orders: { by: 'unproven', because: 'what is still to be archived; the archives are proven' },
  task_clocks: { by: 'unproven', because: 'when to look next; deadlines stand in the tasks' },
  notifications: { by: 'unproven', because: 'derived from events; reminders and escalations are proven' },
  notification_cursors: { by: 'unproven', because: SENDING },
  deliveries: { by: 'unproven', because: SENDING },
  notification_reads: { by: 'unproven', because: PERSONAL },
  notification_preferences: { by: 'unproven', because: PERSONAL },
  task_reads: { by: 'unproven', because: PERSONAL },
  saved_filters: { by: 'unproven', because: PERSONAL },
  file_exports: { by: 'unproven', because: 'the list’s event file.issued says the same' },
  batches: { by: 'unproven', because: 'the list’s events of checking, deciding and undoing say the same' },
  batch_rows: {
    by: 'unproven',
    because: 'what was looked at before it was applied; what was applied is proven',
  },
  carried_results: { by: 'unproven', because: 'the event that brought them commits to their hash' },
  template_mappings: {
    by: 'unproven',
    because: 'how files are read; what was read is shown before it is applied',
  },
  office_channels: {
    by: 'unproven',
    because: 'by which way an office works; what goes out and back is proven',
  },
} as const satisfies Readonly<Record<string, Proof>>;

export type ProvenTable = keyof typeof PROVEN_TABLES;

/** Tables under the registry, with what their triggers are given. */
export const REGISTERED_TABLES: readonly (readonly [table: string, how: Registered])[] = (
  Object.entries(PROVEN_TABLES) as [string, Proof][]
).flatMap(([table, proof]) => (proof.by === 'registry' ? [[table, proof] as const] : []));
