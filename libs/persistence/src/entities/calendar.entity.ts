import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Unit } from './unit.entity.ts';

/** When an office works; what is not said here is as in its base. */
@Entity('calendars')
export class OfficeCalendar {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'calendars_pk' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  /** Null for the national one. */
  @Column({ type: 'text', name: 'province_code', nullable: true })
  provinceCode!: string | null;

  @ManyToOne(() => Unit)
  @JoinColumn({
    name: 'province_code',
    referencedColumnName: 'code',
    foreignKeyConstraintName: 'calendars_province',
  })
  province!: Unit | null;

  @Column({ type: 'text', name: 'base_id', nullable: true })
  baseId!: string | null;

  @ManyToOne(() => OfficeCalendar)
  @JoinColumn({ name: 'base_id', referencedColumnName: 'id', foreignKeyConstraintName: 'calendars_base' })
  base!: OfficeCalendar | null;

  /** Grows with every change. */
  @Column({ type: 'integer', default: 1 })
  version!: number;
}

/** One span of office hours; minutes after local midnight, weekday 0 is Sunday. */
@Check('calendar_hours_weekday', `weekday between 0 and 6`)
@Check('calendar_hours_span', `0 <= from_minute and from_minute < to_minute and to_minute <= 1440`)
@Entity('calendar_hours')
export class CalendarHours {
  @PrimaryColumn({ type: 'text', name: 'calendar_id', primaryKeyConstraintName: 'calendar_hours_pk' })
  calendarId!: string;

  @ManyToOne(() => OfficeCalendar)
  @JoinColumn({
    name: 'calendar_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'calendar_hours_calendar',
  })
  calendar!: OfficeCalendar | null;

  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'calendar_hours_pk' })
  weekday!: number;

  @PrimaryColumn({ type: 'smallint', name: 'from_minute', primaryKeyConstraintName: 'calendar_hours_pk' })
  fromMinute!: number;

  @Column({ type: 'smallint', name: 'to_minute' })
  toMinute!: number;
}

/** A day off, or a swap day that is worked. */
@Check('calendar_days_kind', `kind in ('off', 'work')`)
@Entity('calendar_days')
export class CalendarDay {
  @PrimaryColumn({ type: 'text', name: 'calendar_id', primaryKeyConstraintName: 'calendar_days_pk' })
  calendarId!: string;

  @ManyToOne(() => OfficeCalendar)
  @JoinColumn({
    name: 'calendar_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'calendar_days_calendar',
  })
  calendar!: OfficeCalendar | null;

  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'calendar_days_pk' })
  day!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  name!: string;
}
