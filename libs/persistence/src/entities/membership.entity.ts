import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Person } from './person.entity.ts';
import { Office } from './office.entity.ts';

/** A person in an office with a role, for a time. */
@Unique('memberships_once', ['personId', 'officeId', 'role'])
@Index('memberships_by_office', ['officeId'])
@Entity('memberships')
export class Membership {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'memberships_pk' })
  id!: string;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'memberships_person',
  })
  person!: Person | null;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'memberships_office',
  })
  office!: Office | null;

  @Column({ type: 'text' })
  role!: string;

  @Column({ type: 'timestamptz', name: 'valid_from', default: () => 'now()' })
  validFrom!: Date;

  @Column({ type: 'timestamptz', name: 'valid_to', nullable: true })
  validTo!: Date | null;
}
