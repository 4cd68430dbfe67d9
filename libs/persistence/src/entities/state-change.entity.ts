import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A change of a list, parcel, task or handover, written by a trigger under the event that proves it. */
@Check('state_changes_op', `op in ('insert', 'update', 'delete')`)
@Index('state_changes_by_row', ['listId', 'tableName', 'rowKey'])
@Entity('state_changes')
export class StateChange {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'state_changes_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'state_changes_pk' })
  listId!: string;

  @PrimaryColumn({ type: 'bigint', name: 'event_no', primaryKeyConstraintName: 'state_changes_pk' })
  eventNo!: string;

  /** Only orders the changes of an event; numbers of acts that were rolled back are missing. */
  @PrimaryColumn({ type: 'bigint', name: 'change_no', primaryKeyConstraintName: 'state_changes_pk' })
  changeNo!: string;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  @Column({ type: 'text', name: 'table_name' })
  tableName!: string;

  @Column({ type: 'text', name: 'row_key' })
  rowKey!: string;

  @Column({ type: 'text' })
  op!: string;

  @Column({ type: 'jsonb' })
  changes!: unknown;

  /** The database user of the session: only the two application roles act through events. */
  @Column({ type: 'text', name: 'db_user' })
  dbUser!: string;
}
