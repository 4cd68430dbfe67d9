import type { OfficeKind, Role } from '../people/roles.ts';
import { reachOf, type ActName } from './acts.ts';
import { SUBSTITUTED_ACTS } from './substitution.ts';

/** Where a person may act and see; codes of units. Empty lists see nothing. */
export interface Jurisdiction {
  readonly provinces: readonly string[];
  readonly communes: readonly string[];
  /** Communes whose residents' data may be seen. */
  readonly recordCommunes: readonly string[];
  readonly villages: readonly string[];
}

/** One person's post as far as a decision needs it. */
export interface Post {
  readonly officeId: string;
  readonly role: Role;
  readonly area: Jurisdiction;
  /** What a substitute is limited to; absent for whoever acts for himself. */
  readonly limit?: SubstitutionLimit;
}

/** Steps and communes a substitution covers; `communes` null: the whole area of the office. */
export interface SubstitutionLimit {
  readonly steps: readonly string[];
  readonly communes: readonly string[] | null;
}

/** What an act is aimed at. Absent fields are unknown and match nothing. */
export interface Target {
  readonly provinceCode?: string | null;
  readonly communeCode?: string | null;
  readonly villageCode?: string | null;
  readonly officeId?: string | null;
  readonly role?: string | null;
  /** The step of a task. */
  readonly step?: string | null;
}

/** `no_permission`: the role never may; `out_of_area`: the role may, but not here. */
export type Decision = 'allowed' | 'no_permission' | 'out_of_area';

const includes = (codes: readonly string[], code: string | null | undefined): boolean =>
  code !== null && code !== undefined && codes.includes(code);

/** Decides one act on one target. The same table gives the SQL predicates, so a list never shows what a single read refuses. */
export function decide(act: ActName, post: Post, target: Target): Decision {
  const reach = reachOf(act, post.role);
  if (reach === undefined) return 'no_permission';
  if (post.limit !== undefined) {
    if (!SUBSTITUTED_ACTS.has(act)) return 'no_permission';
    if (!covers(post.limit, target)) return 'out_of_area';
  }
  const { provinces, communes, recordCommunes, villages } = post.area;
  switch (reach) {
    case 'anywhere':
      return 'allowed';
    case 'area':
      return includes(provinces, target.provinceCode) || includes(communes, target.communeCode)
        ? 'allowed'
        : 'out_of_area';
    case 'records':
      return includes(provinces, target.provinceCode) ||
        includes(recordCommunes, target.communeCode) ||
        includes(villages, target.villageCode)
        ? 'allowed'
        : 'out_of_area';
    case 'office':
      if (target.officeId !== post.officeId) return 'out_of_area';
      return target.role === undefined || target.role === null || target.role === post.role
        ? 'allowed'
        : 'no_permission';
  }
}

function covers({ steps, communes }: SubstitutionLimit, { step, communeCode }: Target): boolean {
  return (
    (step === undefined || (step !== null && steps.includes(step))) &&
    (communes === null || includes(communes, communeCode))
  );
}

/** The place of an office in the unit tree. */
export interface OfficePlace {
  readonly kind: OfficeKind;
  readonly provinceCode: string;
  readonly communeCode: string | null;
  readonly villageCode: string | null;
  /** Communes that were merged into this one. */
  readonly predecessors?: readonly string[];
}

const BLIND: ReadonlySet<Role> = new Set([
  'supervisor',
  'system_admin',
  'facility_officer',
  'registry_clerk',
]);

/** The area a post opens: that of its office (with the communes that were merged into its own), without residents' data for those who only watch or administer. */
export function areaOf(
  role: Role,
  { provinceCode, communeCode, villageCode, predecessors = [] }: OfficePlace,
): Jurisdiction {
  // The ministry's office signs for the whole country and works on nobody's records.
  if (role === 'key_officer') return { provinces: [], communes: [], recordCommunes: [], villages: [] };
  if (communeCode === null)
    return { provinces: [provinceCode], communes: [], recordCommunes: [], villages: [] };
  if (villageCode !== null)
    return {
      provinces: [],
      communes: [communeCode, ...predecessors],
      recordCommunes: [],
      villages: [villageCode],
    };
  return {
    provinces: [],
    communes: [communeCode, ...predecessors],
    recordCommunes: BLIND.has(role) ? [] : [communeCode, ...predecessors],
    villages: [],
  };
}
