import type { TemplateMapping } from '#domain/files/columns';
import type { BatchKind } from '#domain/files/row-states';
import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import type { Sql } from '../sql.ts';

/** How an office has files of one foreign template read. */
export interface TemplateView {
  readonly kind: BatchKind;
  /** Hexadecimal SHA-256 of the template's headings. */
  readonly fingerprint: string;
  readonly name: string;
  readonly headings: readonly string[];
  readonly mapping: TemplateMapping;
  readonly version: number;
  readonly changedAt: Date;
}

const VIEW = `kind, encode(fingerprint, 'hex') as fingerprint, name, headings, mapping, version, changed_at as "changedAt"`;

/** The templates of an office, of one kind or of all; an office has few. */
export function readTemplates(
  sql: Sql,
  officeId: string,
  kind: BatchKind | null,
): Promise<(TemplateView & Record<string, unknown>)[]> {
  return sql.query(
    `select ${VIEW} from template_mappings where office_id = $1 and ($2::text is null or kind = $2) order by changed_at desc limit 200`,
    [officeId, kind],
  );
}

/** Keeps how a template is to be read, for the office of the actor; a template has one mapping. */
export async function saveTemplate(
  act: Act,
  {
    kind,
    fingerprint,
    name,
    headings,
    mapping,
  }: {
    readonly kind: BatchKind;
    readonly fingerprint: Buffer;
    readonly name: string;
    readonly headings: readonly string[];
    readonly mapping: TemplateMapping;
  },
): Promise<TemplateView> {
  const [saved] = await act.query<TemplateView & Record<string, unknown>>(
    `insert into template_mappings as m (office_id, kind, fingerprint, province_code, commune_code, name, headings, mapping, person_id, changed_at)
     select o.id, $2, $3, o.province_code, o.commune_code, $4, $5, $6, $7, $8 from offices o where o.id = $1
     on conflict on constraint template_mappings_pk do update set name = excluded.name, headings = excluded.headings, mapping = excluded.mapping,
       person_id = excluded.person_id, changed_at = excluded.changed_at, version = m.version + 1
     returning ${VIEW}`,
    [
      ...[act.actor.officeId, kind, fingerprint, name, JSON.stringify(headings), JSON.stringify(mapping)],
      ...[act.actor.personId, act.now],
    ],
  );
  if (saved === undefined) throw new DomainError('no_permission');
  return saved;
}

/** @throws DomainError `not_found` */
export async function dropTemplate(act: Act, kind: string, fingerprint: string): Promise<void> {
  const gone = await act.query(
    `delete from template_mappings where office_id = $1 and kind = $2 and fingerprint = decode($3, 'hex') returning kind`,
    [act.actor.officeId, kind, fingerprint],
  );
  if (gone.length === 0) throw new DomainError('not_found', { fingerprint });
}
