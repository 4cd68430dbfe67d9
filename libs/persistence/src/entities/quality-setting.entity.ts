import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Person } from './person.entity.ts';
import { Unit } from './unit.entity.ts';

/** The thresholds of a province, every version of them, with who set them and why. */
@Check('quality_settings_alike', `alike between 0.30 and 1.00`)
@Check('quality_settings_duplicate', `duplicate between 0.50 and 1.00`)
@Entity('quality_settings')
export class QualitySetting {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'quality_settings_pk' })
  provinceCode!: string;

  @ManyToOne(() => Unit)
  @JoinColumn({
    name: 'province_code',
    referencedColumnName: 'code',
    foreignKeyConstraintName: 'quality_settings_province',
  })
  province!: Unit | null;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'quality_settings_pk' })
  version!: number;

  @Column({ type: 'numeric', precision: 3, scale: 2 })
  alike!: string;

  @Column({ type: 'numeric', precision: 3, scale: 2 })
  duplicate!: string;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'uuid', name: 'set_by' })
  setBy!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'set_by',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'quality_settings_setter',
  })
  setter!: Person | null;

  @Column({ type: 'timestamptz', name: 'set_at', default: () => 'clock_timestamp()' })
  setAt!: Date;
}
