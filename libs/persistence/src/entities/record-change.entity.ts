import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One field of one record that an event changed. */
@Entity('record_changes')
export class RecordChange {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'record_changes_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'record_changes_pk' })
  listId!: string;

  @PrimaryColumn({ type: 'bigint', name: 'event_no', primaryKeyConstraintName: 'record_changes_pk' })
  eventNo!: string;

  @PrimaryColumn({ type: 'integer', name: 'record_no', primaryKeyConstraintName: 'record_changes_pk' })
  recordNo!: number;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'record_changes_pk' })
  field!: string;

  @Column({ type: 'text', name: 'old_value', nullable: true })
  oldValue!: string | null;

  @Column({ type: 'text', name: 'new_value', nullable: true })
  newValue!: string | null;

  @Column({ type: 'text' })
  source!: string;
}
