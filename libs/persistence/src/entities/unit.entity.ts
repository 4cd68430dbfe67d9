import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** A province, district, commune or village, with the time in which it existed. */
@Check('units_level', `level in ('province', 'district', 'commune', 'village')`)
@Check('units_lifetime', 'valid_to is null or valid_to >= valid_from')
@Index('units_by_parent', ['parentCode'])
@Index('units_by_successor', ['successorCode'], { where: 'successor_code is not null' })
@Entity('units')
export class Unit {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'units_pk' })
  code!: string;

  @Column({ type: 'text' })
  level!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', name: 'parent_code', nullable: true })
  parentCode!: string | null;

  @ManyToOne(() => Unit)
  @JoinColumn({ name: 'parent_code', referencedColumnName: 'code', foreignKeyConstraintName: 'units_parent' })
  parent!: Unit | null;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'date', name: 'valid_from', default: () => `'2004-01-01'` })
  validFrom!: string;

  @Column({ type: 'date', name: 'valid_to', nullable: true })
  validTo!: string | null;

  @Column({ type: 'text', name: 'successor_code', nullable: true })
  successorCode!: string | null;

  @ManyToOne(() => Unit)
  @JoinColumn({
    name: 'successor_code',
    referencedColumnName: 'code',
    foreignKeyConstraintName: 'units_successor',
  })
  successor!: Unit | null;
}
