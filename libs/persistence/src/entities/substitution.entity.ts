import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Office } from './office.entity.ts';
import { Person } from './person.entity.ts';

/** Who may act for whom during an absence, where, at which steps and until when; in force once approved. */
@Check('substitutions_times', `valid_from < valid_to`)
@Check('substitutions_two_people', `absent_person_id <> substitute_person_id`)
@Index('substitutions_by_substitute', ['substitutePersonId'])
@Index('substitutions_by_office', ['officeId'])
@Entity('substitutions')
export class Substitution {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'substitutions_pk' })
  id!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @Column({ type: 'uuid', name: 'absent_person_id' })
  absentPersonId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'absent_person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'substitutions_absent',
  })
  absent!: Person | null;

  @Column({ type: 'uuid', name: 'substitute_person_id' })
  substitutePersonId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'substitute_person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'substitutions_substitute',
  })
  substitute!: Person | null;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'substitutions_office',
  })
  office!: Office | null;

  @Column({ type: 'text' })
  role!: string;

  @Column({ type: 'text', array: true })
  steps!: string[];

  @Column({ type: 'text', array: true, nullable: true })
  communes!: string[] | null;

  @Column({ type: 'boolean', name: 'may_sign' })
  maySign!: boolean;

  @Column({ type: 'timestamptz', name: 'valid_from' })
  validFrom!: Date;

  @Column({ type: 'timestamptz', name: 'valid_to' })
  validTo!: Date;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'uuid', name: 'requested_by' })
  requestedBy!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'requested_by',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'substitutions_requester',
  })
  requester!: Person | null;

  @Column({ type: 'timestamptz', name: 'requested_at' })
  requestedAt!: Date;

  @Column({ type: 'bytea' })
  sha256!: Buffer;
}
