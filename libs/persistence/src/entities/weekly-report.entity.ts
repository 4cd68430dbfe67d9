import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Person } from './person.entity.ts';
import { Unit } from './unit.entity.ts';

/** The official report of a week, as it was made. */
@Entity('weekly_reports')
@Check('weekly_reports_monday', 'extract(isodow from week) = 1')
@Index('weekly_reports_once', ['provinceCode', 'week'], { unique: true, where: 'person_id is null' })
@Index('weekly_reports_by_province', ['provinceCode', 'madeAt', 'id'])
export class WeeklyReport {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'weekly_reports_pk' })
  id!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @ManyToOne(() => Unit)
  @JoinColumn({
    name: 'province_code',
    referencedColumnName: 'code',
    foreignKeyConstraintName: 'weekly_reports_province',
  })
  province!: Unit;

  /** Its Monday. */
  @Column({ type: 'date' })
  week!: string;

  @Column({ type: 'timestamptz', name: 'made_at' })
  madeAt!: Date;

  /** Who asked for it; null: the clock did. */
  @Column({ type: 'uuid', name: 'person_id', nullable: true })
  personId!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'weekly_reports_person',
  })
  person!: Person | null;

  /** Canonical JSON (RFC 8785) of the facts. */
  @Column({ type: 'text' })
  facts!: string;

  @Column({ type: 'bytea' })
  sha256!: Buffer;
}
