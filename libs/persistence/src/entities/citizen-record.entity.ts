import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import { List } from './list.entity.ts';

/** One resident in a list: what the platform had, what the papers and the police say, and what became of it. */
// The subject stands first: an index that begins with the list was taken for single records before the table had statistics, at 4 ms each.
@Unique('records_subject_once', ['platformSubjectId', 'listId', 'provinceCode'])
@Index('records_by_number', ['provinceCode', 'idNumber'], { where: 'id_number is not null' })
@Index('records_by_folded_name', { synchronize: false })
@Index('records_by_person', { synchronize: false })
@Check('records_doses', 'dose_count >= 0')
@Entity('records')
export class CitizenRecord {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'records_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'records_pk' })
  listId!: string;

  @ManyToOne(() => List)
  @JoinColumn({ name: 'list_id', referencedColumnName: 'id', foreignKeyConstraintName: 'records_list' })
  list!: List | null;

  @PrimaryColumn({ type: 'integer', name: 'record_no', primaryKeyConstraintName: 'records_pk' })
  recordNo!: number;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  @Column({ type: 'text', name: 'village_code', nullable: true })
  villageCode!: string | null;

  @Column({ type: 'integer', name: 'parcel_no' })
  parcelNo!: number;

  @Column({ type: 'text', name: 'platform_subject_id' })
  platformSubjectId!: string;

  @Column({ type: 'integer', name: 'platform_version' })
  platformVersion!: number;

  @Column({ type: 'text', name: 'platform_full_name', nullable: true })
  platformFullName!: string | null;

  @Column({ type: 'text', name: 'platform_date_of_birth', nullable: true })
  platformDateOfBirth!: string | null;

  @Column({ type: 'text', name: 'platform_gender', nullable: true })
  platformGender!: string | null;

  @Column({ type: 'text', name: 'platform_id_number', nullable: true })
  platformIdNumber!: string | null;

  @Column({ type: 'text', name: 'platform_passport_number', nullable: true })
  platformPassportNumber!: string | null;

  @Column({ type: 'text', name: 'platform_nationality', nullable: true })
  platformNationality!: string | null;

  @Column({ type: 'integer', name: 'rules_version', nullable: true })
  rulesVersion!: number | null;

  @Column({ type: 'text', name: 'full_name', nullable: true })
  fullName!: string | null;

  @Column({ type: 'text', name: 'date_of_birth', nullable: true })
  dateOfBirth!: string | null;

  @Column({ type: 'text', nullable: true })
  gender!: string | null;

  @Column({ type: 'text', name: 'id_number', nullable: true })
  idNumber!: string | null;

  @Column({ type: 'text', name: 'passport_number', nullable: true })
  passportNumber!: string | null;

  @Column({ type: 'text', default: 'VN' })
  nationality!: string;

  @Column({ type: 'text', nullable: true })
  phone!: string | null;

  @Column({ type: 'text', nullable: true })
  address!: string | null;

  /** Doses given, as the platform says; null where it does not. */
  @Column({ type: 'smallint', name: 'dose_count', nullable: true })
  doseCount!: number | null;

  @Column({ type: 'text', array: true, default: () => `'{}'` })
  defects!: string[];

  @Column({ type: 'jsonb', default: () => `'[]'` })
  hints!: unknown;

  @Column({ type: 'text', name: 'excluded_reason', nullable: true })
  excludedReason!: string | null;

  @Column({ type: 'text', name: 'village_outcome', nullable: true })
  villageOutcome!: string | null;

  @Column({ type: 'text', name: 'village_note', nullable: true })
  villageNote!: string | null;

  @Column({ type: 'text', name: 'population_status', nullable: true })
  populationStatus!: string | null;

  @Column({ type: 'jsonb', name: 'population_answer', nullable: true })
  populationAnswer!: unknown;

  @Column({ type: 'timestamptz', name: 'population_checked_at', nullable: true })
  populationCheckedAt!: Date | null;

  @Column({ type: 'text', name: 'proposed_outcome', nullable: true })
  proposedOutcome!: string | null;

  @Column({ type: 'jsonb', name: 'proposed_values', nullable: true })
  proposedValues!: unknown;

  @Column({ type: 'text', name: 'police_outcome', nullable: true })
  policeOutcome!: string | null;

  @Column({ type: 'text', name: 'police_note', nullable: true })
  policeNote!: string | null;

  @Column({ type: 'text', name: 'population_update', nullable: true })
  populationUpdate!: string | null;

  @Column({ type: 'text', name: 'side_wrong', nullable: true })
  sideWrong!: string | null;

  @Column({ type: 'text', nullable: true })
  destination!: string | null;

  @Column({ type: 'text', name: 'update_kind', nullable: true })
  updateKind!: string | null;

  @Column({ type: 'text', name: 'update_state', nullable: true })
  updateState!: string | null;

  @Column({ type: 'text', name: 'update_failure', nullable: true })
  updateFailure!: string | null;

  @Column({ type: 'timestamptz', name: 'updated_at', nullable: true })
  updatedAt!: Date | null;

  @Column({ type: 'text', name: 'verification_result', nullable: true })
  verificationResult!: string | null;

  @Column({ type: 'text', name: 'refused_reason', nullable: true })
  refusedReason!: string | null;

  @Column({ type: 'integer', default: 1 })
  version!: number;
}
