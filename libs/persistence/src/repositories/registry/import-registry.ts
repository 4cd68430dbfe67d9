import type { Role } from '#domain/people/roles';
import { SHEET_NAMES, type RegistryRows, type RegistrySheet, type RowProblem } from '#domain/registry/sheets';
import { holderOfCertificate } from '#domain/authority/acts';
import type { Act } from '../../act.ts';
import type { Sql } from '../../sql.ts';
import { noteChange } from '../change-notes.ts';
import type { RowState, Uploader } from './check-context.ts';
import { dayOf, type ReadCertificate } from './check-people.ts';
import { checkRows, type Checked } from './checks.ts';
import { readPresent } from './present.ts';

export interface SheetCounts {
  readonly sheet: RegistrySheet;
  readonly rows: number;
  readonly new: number;
  readonly changed: number;
  readonly same: number;
  readonly wrong: number;
}

export interface RegistryResult {
  /** Whether anything was written. */
  readonly applied: boolean;
  readonly sheets: readonly SheetCounts[];
  readonly problems: readonly RowProblem[];
}

/** What the rows would do, and what is wrong with them. `problems` are those that reading the file found already. */
export async function checkRegistry(
  sql: Sql,
  rows: RegistryRows,
  read: { readonly certificates: readonly ReadCertificate[]; readonly problems: readonly RowProblem[] },
  uploader: Uploader,
): Promise<RegistryResult & Pick<Checked, 'states'>> {
  const present = await readPresent(
    sql,
    rows,
    read.certificates.map(({ thumbprint }) => thumbprint),
  );
  const { problems, states } = checkRows(rows, present, read.certificates, uploader);
  const all = [...read.problems, ...problems].sort(
    (a, b) => SHEET_NAMES.indexOf(a.sheet) - SHEET_NAMES.indexOf(b.sheet) || a.row - b.row,
  );
  const sheets = SHEET_NAMES.map((sheet): SheetCounts => {
    const of = (state: RowState) => [...states[sheet].values()].filter((one) => one === state).length;
    const wrong = new Set(all.filter((one) => one.sheet === sheet).map(({ row }) => row)).size;
    return {
      sheet,
      rows: rows[sheet].length,
      new: of('new'),
      changed: of('changed'),
      same: of('same'),
      wrong,
    };
  });
  return { applied: false, sheets, problems: all, states };
}

const VILLAGES = `
  insert into units (code, level, name, parent_code, province_code)
  select v.code, 'village', v.name, v."communeCode", $2 from jsonb_to_recordset($1::jsonb) as v(code text, name text, "communeCode" text)
  on conflict (code) do update set name = excluded.name`;
const OFFICES = `
  insert into offices (id, kind, name, province_code, commune_code, village_code, superior_office_id, calendar_id)
  select o.id, o.kind, o.name, $2, o."communeCode", o."villageCode", o."superiorOfficeId", coalesce(o."calendarId", 'vn')
  from jsonb_to_recordset($1::jsonb) as o(id text, kind text, name text, "communeCode" text, "villageCode" text, "superiorOfficeId" text, "calendarId" text)
  on conflict (id) do update set name = excluded.name, superior_office_id = excluded.superior_office_id`;
const PEOPLE = `
  insert into people (subject, full_name) select p.subject, p."fullName" from jsonb_to_recordset($1::jsonb) as p(subject text, "fullName" text)
  on conflict (subject) do update set full_name = excluded.full_name`;
// A post that ends on a day ends with that day.
const POSTS = `
  insert into memberships (person_id, office_id, role, valid_from, valid_to)
  select q.id, p."officeId", p.role, $2::timestamptz, (p."validTo"::date + 1)::timestamp at time zone interval '7 hours' - interval '1 second'
  from jsonb_to_recordset($1::jsonb) as p(subject text, "officeId" text, role text, "validTo" text) join people q on q.subject = p.subject
  on conflict on constraint memberships_once do update set valid_to = excluded.valid_to,
    valid_from = case when memberships.valid_to <= excluded.valid_from then excluded.valid_from else memberships.valid_from end`;
const CERTIFICATES = `
  insert into certificates (thumbprint, person_id, office_id, pem, not_before, not_after, enrolled_at, enrolled_by, holder)
  select c.thumbprint, q.id, c."officeId", c.pem, c."notBefore", c."notAfter", $2, $3, c.holder
  from jsonb_to_recordset($1::jsonb) as c(thumbprint text, subject text, "officeId" text, pem text, "notBefore" timestamptz, "notAfter" timestamptz, holder text)
  join people q on q.subject = c.subject on conflict (thumbprint) do nothing`;

/**
 * Writes what is new or changed, everything or nothing: one problem, and the act must not be kept (`applied` is false then, and nothing was written).
 * The same rows again change nothing.
 */
export async function importRegistry(
  act: Act,
  rows: RegistryRows,
  read: { readonly certificates: readonly ReadCertificate[]; readonly problems: readonly RowProblem[] },
  uploader: Uploader,
  sha256: string,
): Promise<RegistryResult> {
  // Two workbooks of one province wait for each other: what the one has made, the other finds.
  await act.query(`select pg_advisory_xact_lock(hashtextextended('bangiao registry ' || $1, 0))`, [
    uploader.provinceCode,
  ]);
  const { states, ...result } = await checkRegistry(act, rows, read, uploader);
  if (result.problems.length > 0) return result;
  const wanted = (sheet: RegistrySheet) =>
    rows[sheet].filter(({ row }) => (states[sheet].get(row) ?? 'same') !== 'same').map(({ cells }) => cells);
  const write = async (text: string, found: readonly object[], ...values: readonly unknown[]) => {
    if (found.length > 0) await act.query(text, [JSON.stringify(found), ...values]);
  };
  await write(VILLAGES, wanted('villages'), uploader.provinceCode);
  await write(OFFICES, wanted('offices'), uploader.provinceCode);
  await write(PEOPLE, wanted('people'));
  const posts = wanted('posts').map((cells) => ({
    ...cells,
    validTo: cells['validTo'] === undefined ? null : dayOf(cells['validTo']),
  }));
  await write(POSTS, posts, act.now);
  await write(
    CERTIFICATES,
    newCertificates(rows, read.certificates, states.certificates),
    act.now,
    act.actor.personId,
  );
  const changed = result.sheets.reduce((sum, one) => sum + one.new + one.changed, 0);
  if (changed > 0) await noteChange(act, 'registry.import', sha256, { sheets: result.sheets });
  return { ...result, applied: changed > 0 };
}

function newCertificates(
  rows: RegistryRows,
  certificates: readonly ReadCertificate[],
  states: ReadonlyMap<number, RowState>,
): object[] {
  const byRow = new Map(rows.certificates.map(({ row, cells }) => [row, cells]));
  const posts = new Map(
    rows.posts.map(({ cells }) => [`${cells['subject']} ${cells['officeId']}`, cells['role']]),
  );
  return certificates
    .filter(({ row }) => states.get(row) === 'new')
    .map(({ row, thumbprint, pem, notBefore, notAfter }) => {
      const { subject, officeId } = byRow.get(row) ?? {};
      const role = posts.get(`${subject} ${officeId}`) as Role | undefined;
      const holder = role === undefined ? 'person' : holderOfCertificate(role);
      return { thumbprint, pem, notBefore, notAfter, subject, officeId, holder };
    });
}
