import type { Pool } from 'pg';
import { birthKey, nameKey } from '../generator/keys.ts';
import { Refusal, type Call } from '../http/answers.ts';
import type { Turnstile } from './turnstile.ts';

interface Edit {
  subjectId: string;
  expectedVersion: number;
  /** Only the fields given, under their column names, with the derived keys. */
  patch: Record<string, string | null>;
  fieldset: string[];
  /** The fields given, as given: for the effect log. */
  given: Record<string, string | null>;
  requestId: string;
  idempotencyKey: string | null;
  delivery: string;
  /** The office that says it made the change. */
  office: string | null;
}

export interface EditVerdict {
  verdict: 'applied' | 'unchanged' | 'version_conflict' | 'not_found';
  version: number | null;
  current: Record<string, unknown> | null;
}

interface Waiting {
  edit: Edit;
  settle: (verdict: EditVerdict) => void;
  fail: (error: unknown) => void;
}

const BATCH = 200;
const FIELDS = {
  fullName: 'full_name',
  dateOfBirth: 'date_of_birth',
  gender: 'gender',
  idNumber: 'id_number',
  passportNumber: 'passport_number',
  nationality: 'nationality',
} as const;

/**
 * Direct edits. Those that arrive while one statement runs share the next one: one round trip and one flush to disk for
 * many, so an edit costs little although each is answered only when it is durable. Two edits of one subject never
 * share a statement, so the second meets the version the first one left.
 */
export class Edits {
  private waiting: Waiting[] = [];
  private running = false;

  constructor(
    private readonly pool: Pool,
    private readonly turnstile: Turnstile,
  ) {}

  submit(edit: Edit): Promise<EditVerdict> {
    return new Promise((settle, fail) => {
      this.waiting.push({ edit, settle, fail });
      if (!this.running) {
        this.running = true;
        setImmediate(() => void this.run());
      }
    });
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.takeBatch();
      try {
        const verdicts = await this.turnstile.pass(() => this.apply(batch.map(({ edit }) => edit)));
        batch.forEach(({ settle, fail }, nth) => {
          const verdict = verdicts[nth];
          if (verdict) settle(verdict);
          else fail(new Error('edit without a verdict'));
        });
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    this.running = false;
  }

  private takeBatch(): Waiting[] {
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    const subjects = new Set<string>();
    for (const one of this.waiting) {
      if (taken.length >= BATCH || subjects.has(one.edit.subjectId)) {
        left.push(one);
        continue;
      }
      subjects.add(one.edit.subjectId);
      taken.push(one);
    }
    this.waiting = left;
    return taken;
  }

  private async apply(edits: readonly Edit[]): Promise<EditVerdict[]> {
    const { rows } = await this.pool.query<EditVerdict>({
      name: 'platform-edits',
      text: EDIT_SQL,
      values: [JSON.stringify(edits)],
    });
    return rows;
  }
}

/** An edit from a call. Throws Refusal: 428 without expectedVersion, 422 for a value the platform's form would not take. */
export function editFromCall({ json, params, headers, requestId, idempotencyKey, delivery }: Call): Edit {
  const body = json();
  const expectedVersion = body['expectedVersion'];
  if (typeof expectedVersion !== 'number') throw new Refusal(428, { code: 'version_required' });
  const patch: Record<string, string | null> = {};
  const given: Record<string, string | null> = {};
  for (const [field, column] of Object.entries(FIELDS)) {
    if (!(field in body)) continue;
    const value = body[field];
    if ((value !== null && typeof value !== 'string') || (value?.length ?? 0) > 200) {
      throw new Refusal(422, { code: 'invalid_value', field });
    }
    patch[column] = value ?? null;
    given[field] = value ?? null;
  }
  const fieldset = Object.keys(given);
  if (fieldset.length === 0) throw new Refusal(422, { code: 'nothing_to_change' });
  check(patch);
  return {
    subjectId: params['id'] ?? '',
    expectedVersion,
    patch,
    fieldset,
    given,
    requestId,
    idempotencyKey,
    delivery,
    office: headers['x-office'] ?? null,
  };
}

function check(patch: Record<string, string | null>): void {
  const { full_name: name, date_of_birth: birth, gender } = patch;
  if (name !== undefined) {
    if (name === null || name.trim() === '')
      throw new Refusal(422, { code: 'invalid_value', field: 'fullName' });
    patch['name_key'] = nameKey(name);
  }
  if (birth !== undefined) {
    const key = birthKey(birth);
    if (key === null)
      throw new Refusal(422, { code: 'invalid_value', field: 'dateOfBirth', expected: 'dd/mm/yyyy' });
    patch['birth_key'] = key;
  }
  if (gender !== undefined && gender !== 'Nam' && gender !== 'Nữ') {
    throw new Refusal(422, { code: 'invalid_value', field: 'gender', expected: 'Nam | Nữ' });
  }
}

const NEXT = (column: string): string =>
  `case when i.patch ? '${column}' then i.patch->>'${column}' else s.${column} end`;
const VALUES = `jsonb_build_object('fullName', s.full_name, 'dateOfBirth', s.date_of_birth, 'gender', s.gender,
     'idNumber', s.id_number, 'passportNumber', s.passport_number, 'nationality', s.nationality)`;

const EDIT_SQL = `
  with i as materialized (
    select * from rows from (jsonb_to_recordset($1::jsonb) as ("subjectId" text, "expectedVersion" int, patch jsonb, fieldset text[], given jsonb,
      "requestId" text, "idempotencyKey" text, delivery text, office text)) with ordinality
      as i(subject_id, expected, patch, fieldset, given, request_id, idempotency_key, delivery, office, nth)),
  next as materialized (
    select i.nth, i.subject_id, i.fieldset, i.given, i.expected, i.request_id, i.idempotency_key, i.delivery, i.office, s.version as old_version,
      ${VALUES} as old_values,
      ${[...Object.values(FIELDS), 'name_key', 'birth_key'].map((column) => `${NEXT(column)} as ${column}`).join(', ')},
      case when s.subject_id is null then 'not_found' when s.version <> i.expected then 'version_conflict'
        when not exists (select from jsonb_each_text(i.patch) p where p.value is distinct from to_jsonb(s)->>p.key) then 'unchanged'
        else 'applied' end as verdict
    from i left join platform_subjects s on s.subject_id = i.subject_id),
  changed as (
    update platform_subjects s set version = s.version + 1, full_name = n.full_name, name_key = n.name_key,
      date_of_birth = n.date_of_birth, birth_key = n.birth_key, gender = n.gender, id_number = n.id_number,
      passport_number = n.passport_number, nationality = n.nationality, changed_by = n.office
    from next n where n.verdict = 'applied' and s.subject_id = n.subject_id),
  logged as (
    insert into effects (system, kind, subject, fieldset, old_values, new_values, expected_version, old_version, result_version,
      request_id, idempotency_key, delivery, applied, reason)
    select 'platform', 'edit', subject_id, fieldset, old_values, given, expected, old_version,
      case when verdict = 'applied' then old_version + 1 else old_version end, request_id, idempotency_key, delivery,
      verdict = 'applied', nullif(verdict, 'applied')
    from next n)
  select verdict, case when verdict = 'applied' then old_version + 1 else old_version end as version,
    case when verdict = 'version_conflict' then old_values end as current
  from next order by nth`;
