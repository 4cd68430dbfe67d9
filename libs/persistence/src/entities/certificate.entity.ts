import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Person } from './person.entity.ts';
import { Office } from './office.entity.ts';

/** An officer's enrolled signing certificate. */
@Check('certificates_holder', `holder in ('person', 'organisation')`)
@Index('certificates_by_office', ['officeId', 'thumbprint'])
@Entity('certificates')
export class Certificate {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'certificates_pk' })
  thumbprint!: string;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'certificates_person',
  })
  person!: Person | null;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'certificates_office',
  })
  office!: Office | null;

  @Column({ type: 'text' })
  pem!: string;

  @Column({ type: 'timestamptz', name: 'not_before' })
  notBefore!: Date;

  @Column({ type: 'timestamptz', name: 'not_after' })
  notAfter!: Date;

  @Column({ type: 'timestamptz', name: 'enrolled_at', default: () => 'now()' })
  enrolledAt!: Date;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  /** Whether it names a person or the office itself. */
  @Column({ type: 'text', default: 'person' })
  holder!: string;
  /** Null: enrolled by the system's own start. */
  @Column({ type: 'uuid', name: 'enrolled_by', nullable: true })
  enrolledBy!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'enrolled_by',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'certificates_enroller',
  })
  enroller!: Person | null;

  /** When another certificate took its place. */
  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column({ type: 'text', name: 'replaced_by', nullable: true })
  replacedBy!: string | null;

  @ManyToOne(() => Certificate)
  @JoinColumn({
    name: 'replaced_by',
    referencedColumnName: 'thumbprint',
    foreignKeyConstraintName: 'certificates_successor',
  })
  successor!: Certificate | null;

  @Column({ type: 'uuid', name: 'revoked_by', nullable: true })
  revokedBy!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'revoked_by',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'certificates_revoker',
  })
  revoker!: Person | null;

  @Column({ type: 'text', name: 'revocation_reason', nullable: true })
  revocationReason!: string | null;
}
