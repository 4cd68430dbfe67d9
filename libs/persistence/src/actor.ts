import type { Role } from '#domain/people/roles';

/** The areas row-level security lets a request see; empty arrays see nothing. */
export interface Area {
  readonly provinces: readonly string[];
  readonly communes: readonly string[];
  /** Communes whose records' personal data may be seen; a village officer sees the commune's lists but only own villages' records. */
  readonly recordCommunes: readonly string[];
  readonly villages: readonly string[];
}

/** Who acts: one person in one office and one role. The system itself has no person. */
export interface Actor {
  readonly personId: string | null;
  readonly officeId: string | null;
  readonly role: Role | 'system';
  readonly area: Area;
}

const NOWHERE: Area = { provinces: [], communes: [], recordCommunes: [], villages: [] };
export const SYSTEM: Actor = { personId: null, officeId: null, role: 'system', area: NOWHERE };
