export type FieldName = 'fullName' | 'dateOfBirth' | 'gender' | 'idNumber' | 'passportNumber' | 'nationality';
export type FieldValues = Readonly<Partial<Record<FieldName, string | null>>>;

export interface HintView {
  readonly rule: string;
  readonly field: FieldName;
  readonly severity: 'error' | 'warning' | 'info';
  readonly repair?: { readonly value: string; readonly safe: boolean };
}

export interface PopulationPersonView {
  readonly personId?: string;
  readonly fullName?: string;
  readonly dateOfBirth?: string;
  readonly gender?: string;
  readonly idNumber?: string;
  readonly residenceCommune?: string | null;
  readonly deceased?: boolean;
}

export interface RecordView {
  readonly recordNo: number;
  readonly villageCode: string | null;
  readonly parcelNo: number;
  readonly stage: string;
  readonly platformSubjectId: string;
  readonly platform: FieldValues;
  readonly current: FieldValues;
  readonly phone: string | null;
  readonly address: string | null;
  readonly defects: readonly string[];
  readonly hints: readonly HintView[];
  readonly villageOutcome: string | null;
  readonly villageNote: string | null;
  readonly populationStatus: string | null;
  readonly populationAnswer: {
    readonly persons?: readonly PopulationPersonView[];
    readonly person?: PopulationPersonView | null;
    readonly status?: string;
    readonly differing?: readonly FieldName[];
  } | null;
  readonly proposedOutcome: string | null;
  readonly proposedValues: FieldValues | null;
  readonly policeOutcome: string | null;
  readonly policeNote: string | null;
  readonly sideWrong: string | null;
  readonly destination: string | null;
  readonly updateState: string | null;
  readonly updateFailure: string | null;
  readonly verificationResult: string | null;
  readonly version: number;
  readonly masked: boolean;
}

/** A decision about a record, as it is sent. `outcome: null` takes the decision back. */
export interface DecisionItem {
  readonly recordNo: number;
  readonly outcome: string | null;
  readonly values?: FieldValues;
  readonly note?: string;
  readonly version?: number;
}
