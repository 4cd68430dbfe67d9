import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Records that changed hands by an event. */
@Entity('custody_moves')
export class CustodyMove {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'custody_moves_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'custody_moves_pk' })
  listId!: string;

  @PrimaryColumn({ type: 'bigint', name: 'event_no', primaryKeyConstraintName: 'custody_moves_pk' })
  eventNo!: string;

  @PrimaryColumn({ type: 'integer', name: 'move_no', primaryKeyConstraintName: 'custody_moves_pk' })
  moveNo!: number;

  @Column({ type: 'text', name: 'from_office_id', nullable: true })
  fromOfficeId!: string | null;

  @Column({ type: 'text', name: 'to_office_id' })
  toOfficeId!: string;

  @Column({ type: 'int4multirange' })
  records!: string;

  @Column({ type: 'integer', name: 'record_count' })
  recordCount!: number;
}
