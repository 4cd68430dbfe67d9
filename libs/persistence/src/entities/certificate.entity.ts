import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Person } from './person.entity.ts';
import { Office } from './office.entity.ts';

/** An officer's enrolled signing certificate. */
@Check('certificates_holder', `holder in ('person', 'organisation')`)
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
}
