import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A change of a row that belongs to no list's chain. Written by triggers alone. */
@Entity('registry_changes')
@Check('registry_changes_op', `op in ('insert','update','delete')`)
@Index('registry_changes_by_row', ['tableName', 'rowKey'])
@Index('registry_changes_by_act', ['actId'])
export class RegistryChange {
  @PrimaryColumn({
    type: 'bigint',
    name: 'change_no',
    primaryKeyConstraintName: 'registry_changes_pk',
    default: () => `nextval('registry_change_no')`,
  })
  changeNo!: string;

  /** The transaction. */
  @Column({ type: 'uuid', name: 'act_id' })
  actId!: string;

  @Column({ type: 'text', name: 'table_name' })
  tableName!: string;

  @Column({ type: 'text', name: 'row_key' })
  rowKey!: string;

  @Column({ type: 'text' })
  op!: string;

  @Column({ type: 'jsonb' })
  changes!: unknown;

  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  at!: Date;

  @Column({ type: 'text', name: 'db_user' })
  dbUser!: string;

  /** The person of the request, where one was. */
  @Column({ type: 'uuid', name: 'person_id', nullable: true })
  personId!: string | null;
}

/** One event of the registry's chain: all changes of a transaction. */
@Entity('registry_events')
@Unique('registry_events_act_unique', ['actId'])
export class RegistryEvent {
  @PrimaryColumn({ type: 'bigint', name: 'event_no', primaryKeyConstraintName: 'registry_events_pk' })
  eventNo!: string;

  @Column({ type: 'uuid', name: 'act_id' })
  actId!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'integer', name: 'change_count' })
  changeCount!: number;

  @Column({ type: 'bytea', name: 'changes_hash' })
  changesHash!: Buffer;

  @Column({ type: 'text' })
  body!: string;

  @Column({ type: 'bytea', name: 'prev_hash' })
  prevHash!: Buffer;

  @Column({ type: 'bytea' })
  hash!: Buffer;
}

/** The end of the registry's chain: one row. */
@Entity('registry_head')
@Check('registry_head_one', 'id')
export class RegistryHead {
  @PrimaryColumn({ type: 'boolean', primaryKeyConstraintName: 'registry_head_pk', default: true })
  id!: boolean;

  @Column({ type: 'bigint', name: 'event_no' })
  eventNo!: string;

  @Column({ type: 'bytea' })
  hash!: Buffer;
}
