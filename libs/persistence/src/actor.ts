import type { Role } from '#domain/people/roles';
import type { TaskStep } from '#domain/process/steps';

/** The areas row-level security lets a request see; empty arrays see nothing. */
export interface Area {
  readonly provinces: readonly string[];
  readonly communes: readonly string[];
  /** Communes whose records' personal data may be seen; a village officer sees the commune's lists but only own villages' records. */
  readonly recordCommunes: readonly string[];
  readonly villages: readonly string[];
}

/** A substitution under which somebody acts: for whom, and at which steps (the signing ones only where it names them). */
export interface Substituted {
  readonly personId: string;
  readonly substitutionId: string;
  readonly steps: readonly TaskStep[];
  /** Communes it is limited to; null: the whole area of the office. */
  readonly communes: readonly string[] | null;
  /** Hash of the substitution's content, hexadecimal. */
  readonly sha256: string;
}

/** The person represented in an act, as it stands in the event: whoever delegated the task, or who is absent. */
export interface Represented {
  readonly personId: string;
  /** Null when the task was delegated. */
  readonly substitutionId: string | null;
  /** Hash of the substitution's content, hexadecimal. */
  readonly substitutionSha256?: string;
}

/** Who acts: one person in one office and one role. The system itself has no person. */
export interface Actor {
  readonly personId: string | null;
  readonly officeId: string | null;
  readonly role: Role | 'system';
  readonly area: Area;
  /** Only while acting for somebody absent. */
  readonly onBehalfOf?: Substituted;
}

const NOWHERE: Area = { provinces: [], communes: [], recordCommunes: [], villages: [] };
export const SYSTEM: Actor = { personId: null, officeId: null, role: 'system', area: NOWHERE };
