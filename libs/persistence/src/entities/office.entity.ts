import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { OfficeCalendar } from './calendar.entity.ts';
import { Unit } from './unit.entity.ts';

/** A place in the chain of custody: it holds parcels and its officers hold tasks. */
@Index('offices_by_commune', ['communeCode', 'kind'])
@Check('offices_lifetime', 'valid_to is null or valid_to >= valid_from')
@Entity('offices')
export class Office {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'offices_pk' })
  id!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @ManyToOne(() => Unit)
  @JoinColumn({
    name: 'province_code',
    referencedColumnName: 'code',
    foreignKeyConstraintName: 'offices_province',
  })
  province!: Unit | null;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @ManyToOne(() => Unit)
  @JoinColumn({
    name: 'commune_code',
    referencedColumnName: 'code',
    foreignKeyConstraintName: 'offices_commune',
  })
  commune!: Unit | null;

  @Column({ type: 'text', name: 'village_code', nullable: true })
  villageCode!: string | null;

  @ManyToOne(() => Unit)
  @JoinColumn({
    name: 'village_code',
    referencedColumnName: 'code',
    foreignKeyConstraintName: 'offices_village',
  })
  village!: Unit | null;

  @Column({ type: 'text', name: 'superior_office_id', nullable: true })
  superiorOfficeId!: string | null;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'superior_office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'offices_superior',
  })
  superiorOffice!: Office | null;

  /** When it works. */
  @Column({ type: 'text', name: 'calendar_id', default: 'vn' })
  calendarId!: string;

  @ManyToOne(() => OfficeCalendar)
  @JoinColumn({
    name: 'calendar_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'offices_calendar',
  })
  calendar!: OfficeCalendar | null;

  @Column({ type: 'date', name: 'valid_from', default: () => `'2004-01-01'` })
  validFrom!: string;

  /** Its first day out of existence. */
  @Column({ type: 'date', name: 'valid_to', nullable: true })
  validTo!: string | null;

  @Column({ type: 'text', name: 'successor_id', nullable: true })
  successorId!: string | null;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'successor_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'offices_successor',
  })
  successor!: Office | null;
}
