import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Person } from './person.entity.ts';
import { Substitution } from './substitution.entity.ts';

/** What became of a substitution. */
@Check('substitution_decisions_kind', `kind in ('approved', 'refused', 'revoked')`)
@Entity('substitution_decisions')
export class SubstitutionDecision {
  @PrimaryColumn({
    type: 'uuid',
    name: 'substitution_id',
    primaryKeyConstraintName: 'substitution_decisions_pk',
  })
  substitutionId!: string;

  @ManyToOne(() => Substitution)
  @JoinColumn({
    name: 'substitution_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'substitution_decisions_substitution',
  })
  substitution!: Substitution | null;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'substitution_decisions_pk' })
  kind!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'substitution_decisions_person',
  })
  person!: Person | null;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
