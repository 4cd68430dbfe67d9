/** The fields a rule can speak about. */
export const RECORD_FIELDS = [
  'fullName',
  'dateOfBirth',
  'gender',
  'idNumber',
  'passportNumber',
  'nationality',
] as const;
export type RecordField = (typeof RECORD_FIELDS)[number];

/** The three official groups of Công văn 2262/BYT-CNTT; everything else is a hint and never a fourth group. */
export const DEFECT_GROUPS = ['missing_id', 'bad_id_format', 'wrong_basic_info'] as const;
export type DefectGroup = (typeof DEFECT_GROUPS)[number];

/** `error`: the value cannot be right; `warning`: somebody should look; `info`: good to know while looking. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * What a rule's repair may be at most: `safe` may be applied by a batch, `confirm` waits for a person, `none` proposes nothing.
 * A hit never exceeds its rule; a test holds every hit against this.
 */
export type RepairPolicy = 'safe' | 'confirm' | 'none';

export interface Rule {
  readonly field: RecordField;
  readonly severity: Severity;
  readonly repair: RepairPolicy;
  /** The official group this rule puts a record into, if any. */
  readonly group?: DefectGroup;
  readonly vi: string;
  readonly en: string;
}

/** Why a rule was hit, in facts and counts: "eleven digits, the year fits". Never the value itself. */
export type Evidence = Readonly<Record<string, string | number | boolean>>;

/** A proposed value. `safe`: it may be applied by a batch; otherwise a person confirms it against the papers. */
export interface Repair {
  readonly value: string;
  readonly safe: boolean;
}
