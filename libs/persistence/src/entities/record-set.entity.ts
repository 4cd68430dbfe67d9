import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One field that an event gave many records the same value. */
@Entity('record_sets')
export class RecordSet {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'record_sets_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'record_sets_pk' })
  listId!: string;

  @PrimaryColumn({ type: 'bigint', name: 'event_no', primaryKeyConstraintName: 'record_sets_pk' })
  eventNo!: string;

  @PrimaryColumn({ type: 'integer', name: 'set_no', primaryKeyConstraintName: 'record_sets_pk' })
  setNo!: number;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  @Column({ type: 'text' })
  field!: string;

  @Column({ type: 'text', name: 'new_value', nullable: true })
  newValue!: string | null;

  @Column({ type: 'text' })
  source!: string;

  @Column({ type: 'int4multirange' })
  records!: string;
}
