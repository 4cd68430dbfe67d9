import { reachOf, type ActName } from '#domain/authority/acts';
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
  if (reach === undefined) throw new DomainError('no_permission', { act, role: actor.role });
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
  switch (reach) {
    case 'anywhere':
      return { text: '(true)', values };
    case 'area':
      term(columns.province, anyOf, provinces);
      term(columns.commune, anyOf, communes);
      term(columns.communes, (column, param) => `${column} && ${param}::text[]`, communes);
      return { text: `(${terms.join(' or ')})`, values };
    case 'records':
      term(columns.province, anyOf, provinces);
      term(columns.commune, anyOf, recordCommunes);
      term(columns.village, anyOf, villages);
      return { text: `(${terms.join(' or ')})`, values };
    case 'office':
      term(columns.office, (column, param) => `${column} = ${param}`, actor.officeId);
      term(columns.role, (column, param) => `${column} = ${param}`, actor.role);
      return { text: `(${terms.join(' and ')})`, values };
  }
}
