import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Handover } from './handover.entity.ts';
import { List } from './list.entity.ts';
import { Office } from './office.entity.ts';

/** A paper (biên bản) of a handover: its PDF, its number in the office's register, and who signed. */
@Unique('papers_number_unique', ['officeId', 'year', 'kind', 'number'])
@Check('papers_kind', `kind in ('minutes', 'receipt')`)
@Check('papers_grade', `grade in ('official', 'attested')`)
@Check('papers_state', `state in ('prepared', 'signed', 'numbered', 'issued', 'voided')`)
@Check(
  'papers_numbered',
  `(number is null) = (year is null) and (state not in ('numbered', 'issued') or number is not null)`,
)
@Index('papers_once', ['handoverId', 'kind'], { unique: true, where: `state <> 'voided'` })
@Index('papers_by_list', ['listId'])
@Index('papers_received', ['toOfficeId', 'year', 'number', 'id'])
@Entity('papers')
export class Paper {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'papers_pk' })
  id!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  @Column({ type: 'uuid', name: 'list_id' })
  listId!: string;

  @ManyToOne(() => List)
  @JoinColumn({ name: 'list_id', referencedColumnName: 'id', foreignKeyConstraintName: 'papers_list' })
  list!: List | null;

  @Column({ type: 'uuid', name: 'handover_id' })
  handoverId!: string;

  @ManyToOne(() => Handover)
  @JoinColumn({
    name: 'handover_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'papers_handover',
  })
  handover!: Handover | null;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  grade!: string;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({ name: 'office_id', referencedColumnName: 'id', foreignKeyConstraintName: 'papers_office' })
  office!: Office | null;

  @Column({ type: 'text', name: 'to_office_id' })
  toOfficeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({ name: 'to_office_id', referencedColumnName: 'id', foreignKeyConstraintName: 'papers_to' })
  toOffice!: Office | null;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'text' })
  symbol!: string;

  @Column({ type: 'integer', nullable: true })
  year!: number | null;

  @Column({ type: 'integer', nullable: true })
  number!: number | null;

  @Column({ type: 'bytea' })
  pdf!: Buffer;

  @Column({ type: 'bytea' })
  sha256!: Buffer;

  @Column({ type: 'bytea', nullable: true })
  pending!: Buffer | null;

  @Column({ type: 'bytea', name: 'content_hash', nullable: true })
  contentHash!: Buffer | null;

  @Column({ type: 'uuid', name: 'prepared_by' })
  preparedBy!: string;

  @Column({ type: 'timestamptz', name: 'prepared_at', default: () => 'clock_timestamp()' })
  preparedAt!: Date;

  @Column({ type: 'uuid', name: 'signer_person_id', nullable: true })
  signerPersonId!: string | null;

  @Column({ type: 'text', name: 'signer_thumbprint', nullable: true })
  signerThumbprint!: string | null;

  @Column({ type: 'timestamptz', name: 'signed_at', nullable: true })
  signedAt!: Date | null;

  @Column({ type: 'uuid', name: 'clerk_person_id', nullable: true })
  clerkPersonId!: string | null;

  @Column({ type: 'text', name: 'organisation_thumbprint', nullable: true })
  organisationThumbprint!: string | null;

  @Column({ type: 'timestamptz', name: 'numbered_at', nullable: true })
  numberedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'issued_at', nullable: true })
  issuedAt!: Date | null;

  @Column({ type: 'uuid', name: 'voided_by', nullable: true })
  voidedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'voided_at', nullable: true })
  voidedAt!: Date | null;

  @Column({ type: 'text', name: 'void_reason', nullable: true })
  voidReason!: string | null;
}
