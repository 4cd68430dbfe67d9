import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Office } from './office.entity.ts';
import { Person } from './person.entity.ts';
import { Unit } from './unit.entity.ts';

/** The act by which communes became one, with what it moved. */
@Entity('unit_mergers')
export class UnitMerger {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'unit_mergers_pk' })
  id!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @ManyToOne(() => Unit)
  @JoinColumn({
    name: 'province_code',
    referencedColumnName: 'code',
    foreignKeyConstraintName: 'unit_mergers_province',
  })
  province!: Unit | null;

  /** The first day of the new unit. */
  @Column({ type: 'date' })
  day!: string;

  @Column({ type: 'text', name: 'into_code' })
  intoCode!: string;

  @ManyToOne(() => Unit)
  @JoinColumn({
    name: 'into_code',
    referencedColumnName: 'code',
    foreignKeyConstraintName: 'unit_mergers_into',
  })
  into!: Unit | null;

  @Column({ type: 'text', name: 'from_codes', array: true })
  fromCodes!: string[];

  @Column({ type: 'jsonb' })
  plan!: unknown;

  @Column({ type: 'bytea', name: 'plan_sha256' })
  planSha256!: Buffer;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'unit_mergers_person',
  })
  person!: Person | null;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'unit_mergers_office',
  })
  office!: Office | null;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
