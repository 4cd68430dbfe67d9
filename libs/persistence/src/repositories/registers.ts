import { DomainError } from '#domain/errors';
import { dayInVietnam, type PaperKind } from '#domain/papers/paper';
import type { Act, Actor } from '../act.ts';
import type { Sql } from '../sql.ts';
import { PAPER_VIEW, type PaperFile, type PaperView, type Pending } from './papers.ts';
import { visible } from './visible.ts';

/**
 * The next number of the acting office's papers of this kind in this year. The row of the register stays locked to the end of the
 * transaction, so that numbers have no gap when it fails and no two papers get one number.
 */
export async function takeNumber(
  act: Act,
  place: { provinceCode: string; communeCode: string | null },
  kind: PaperKind,
): Promise<{ year: number; number: number }> {
  const { year } = dayInVietnam(act.now);
  const [taken] = await act.query<{ number: number }>(
    `insert into document_registers as r (province_code, commune_code, office_id, year, kind, last_number) values ($1, $2, $3, $4, $5, 1)
     on conflict (office_id, year, kind) do update set last_number = r.last_number + 1 returning last_number as number`,
    [place.provinceCode, place.communeCode, act.actor.officeId, year, kind],
  );
  return { year, number: (taken as { number: number }).number };
}

/** A signed paper with its number, waiting for the signature of the organisation. */
export async function keepNumbered(
  act: Act,
  { id }: PaperFile,
  { year, number }: { year: number; number: number },
  waiting: Pending,
): Promise<void> {
  await act.query(
    `update papers set state = 'numbered', year = $2, number = $3, pending = $4, content_hash = $5, clerk_person_id = $6, numbered_at = $7 where id = $1`,
    [id, year, number, waiting.pending, waiting.contentHash, act.actor.personId, act.now],
  );
}

/** One line of a register: sổ văn bản đi (sent) or đến (received). */
export interface RegisterLine extends PaperView {
  readonly fromName: string;
  readonly toName: string;
}

export interface RegisterPage {
  readonly officeId: string;
  readonly direction: 'sent' | 'received';
  readonly year: number;
  readonly after: readonly [number: number, id: string] | undefined;
  readonly limit: number;
}

/**
 * The papers an office sent in a year, voided ones with a number included, or those that were issued to it; in the order of their
 * numbers, one more than `limit` when another page follows.
 * @throws DomainError `not_found`, `out_of_area`, `no_permission`.
 */
export async function readRegister(
  sql: Sql,
  actor: Actor,
  { officeId, direction, year, after, limit }: RegisterPage,
): Promise<RegisterLine[]> {
  await refuseOffice(sql, actor, officeId);
  const [number, id] = after ?? [0, '00000000-0000-0000-0000-000000000000'];
  const mine = direction === 'sent' ? 'p.office_id = $1' : `p.to_office_id = $1 and p.issued_at is not null`;
  return sql.query<RegisterLine & Record<string, unknown>>(
    `select ${PAPER_VIEW}, f.name as "fromName", t.name as "toName"
     from papers p join offices f on f.id = p.office_id join offices t on t.id = p.to_office_id
     where ${mine} and p.year = $2 and p.number is not null and (p.number, p.id) > ($3, $4::uuid)
     order by p.number, p.id limit $5`,
    [officeId, year, number, id, limit + 1],
  );
}

async function refuseOffice(sql: Sql, actor: Actor, officeId: string): Promise<void> {
  const may = visible(
    'register.read',
    actor,
    { province: 'o.province_code', commune: 'o.commune_code', office: 'o.id' },
    2,
  );
  const [office] = await sql.query<{ may: boolean }>(
    `select ${may.text} as may from offices o where o.id = $1`,
    [officeId, ...may.values],
  );
  if (office === undefined) throw new DomainError('not_found', { officeId });
  if (!office.may) throw new DomainError('out_of_area', { officeId });
}
