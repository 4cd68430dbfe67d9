import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Office } from './office.entity.ts';
import { Person } from './person.entity.ts';

/** What an officer must sign to show that a certificate is his own. */
@Entity('certificate_challenges')
export class CertificateChallenge {
  @PrimaryColumn({ type: 'uuid', name: 'person_id', primaryKeyConstraintName: 'certificate_challenges_pk' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'certificate_challenges_person',
  })
  person!: Person | null;

  @PrimaryColumn({ type: 'text', name: 'office_id', primaryKeyConstraintName: 'certificate_challenges_pk' })
  officeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'certificate_challenges_office',
  })
  office!: Office | null;

  @Column({ type: 'text' })
  challenge!: string;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;
}
