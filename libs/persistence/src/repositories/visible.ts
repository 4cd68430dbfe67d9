import { reachOf, type ActName } from '#domain/authority/acts';
import { SUBSTITUTED_ACTS } from '#domain/authority/substitution';
import { DomainError } from '#domain/errors';
import type { Actor } from '../act.ts';

/** Names of the columns that place a row; a table that has none of a kind leaves it out. */
export interface PlaceColumns {
  readonly province: string;
  readonly commune?: string;
  /** An array column of communes, where a row belongs to several. */
  readonly communes?: string;
  readonly village?: string;
  readonly office?: string;
  readonly role?: string;
  /** The step of a task, for what a substitution is limited to. */
  readonly step?: string;
}

export interface Predicate {
  /** A condition in brackets. The text depends on the reach only, so the number of prepared statements stays small. */
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The authority table as an SQL condition: the one place that turns reach into columns. `first` is the number of the first parameter.
 * @throws DomainError `no_permission` when the role has no right to the act at all.
 */
export function visible(act: ActName, actor: Actor, columns: PlaceColumns, first = 1): Predicate {
  if (actor.role === 'system') return { text: '(true)', values: [] };
  const reach = reachOf(act, actor.role);
  if (reach === undefined || (actor.onBehalfOf !== undefined && !SUBSTITUTED_ACTS.has(act)))
    throw new DomainError('no_permission', { act, role: actor.role });
  const { provinces, communes, recordCommunes, villages } = actor.area;
  const values: unknown[] = [];
  const terms: string[] = [];
  const term = (
    column: string | undefined,
    make: (column: string, param: string) => string,
    value: unknown,
  ) => {
    if (column === undefined) return;
    values.push(value);
    terms.push(make(column, `$${first + values.length - 1}`));
  };
  const anyOf = (column: string, param: string) => `${column} = any(${param}::text[])`;
  const within = (): string =>
    limitTerms(actor, columns, values, first)
      .map((limit) => ` and ${limit}`)
      .join('');
  switch (reach) {
    case 'anywhere':
      return { text: `(true${within()})`, values };
    case 'area':
      term(columns.province, anyOf, provinces);
      term(columns.commune, anyOf, communes);
      term(columns.communes, (column, param) => `${column} && ${param}::text[]`, communes);
      return { text: `((${terms.join(' or ')})${within()})`, values };
    case 'records':
      term(columns.province, anyOf, provinces);
      term(columns.commune, anyOf, recordCommunes);
      term(columns.village, anyOf, villages);
      return { text: `((${terms.join(' or ')})${within()})`, values };
    case 'office':
      term(columns.office, (column, param) => `${column} = ${param}`, actor.officeId);
      term(columns.role, (column, param) => `${column} = ${param}`, actor.role);
      return { text: `(${terms.join(' and ')}${within()})`, values };
  }
}

/** What a substitution leaves of it, as `decide` says it: its steps where a row has one, its communes. */
function limitTerms(
  { onBehalfOf }: Actor,
  { step, commune }: PlaceColumns,
  values: unknown[],
  first: number,
): string[] {
  if (onBehalfOf === undefined) return [];
  const terms: string[] = [];
  const limit = (column: string, value: readonly string[]): void => {
    values.push(value);
    terms.push(`${column} = any($${first + values.length - 1}::text[])`);
  };
  if (step !== undefined) limit(step, onBehalfOf.steps);
  if (onBehalfOf.communes !== null) {
    if (commune === undefined) terms.push('false');
    else limit(commune, onBehalfOf.communes);
  }
  return terms;
}
