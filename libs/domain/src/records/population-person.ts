export interface PopulationPerson {
  readonly personId: string;
  readonly idNumber: string;
  readonly fullName: string;
  readonly dateOfBirth: string;
  readonly gender: string;
  readonly residenceCommune?: string | null;
  readonly deceased?: boolean;
}

/** One item of the population database's answer. */
export interface LookupAnswer {
  readonly status: 'found' | 'not_found' | 'several';
  readonly by?: 'number' | 'person';
  readonly persons: readonly PopulationPerson[];
}

export const COMPARED_FIELDS = ['idNumber', 'fullName', 'dateOfBirth', 'gender'] as const;
export type ComparedField = (typeof COMPARED_FIELDS)[number];

export interface IdentityValues {
  readonly fullName: string;
  readonly dateOfBirth: string;
  readonly gender: string;
  readonly idNumber: string;
}
