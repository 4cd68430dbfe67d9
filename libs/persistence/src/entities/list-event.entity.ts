import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A link in the chain of events of a list. */
@Entity('events')
export class ListEvent {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'events_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'events_pk' })
  listId!: string;

  @PrimaryColumn({ type: 'bigint', name: 'event_no', primaryKeyConstraintName: 'events_pk' })
  eventNo!: string;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'uuid', name: 'actor_person_id', nullable: true })
  actorPersonId!: string | null;

  @Column({ type: 'text', name: 'actor_office_id', nullable: true })
  actorOfficeId!: string | null;

  @Column({ type: 'text', name: 'actor_role', nullable: true })
  actorRole!: string | null;

  @Column({ type: 'uuid', name: 'task_id', nullable: true })
  taskId!: string | null;

  @Column({ type: 'jsonb' })
  payload!: unknown;

  @Column({ type: 'text' })
  body!: string;

  @Column({ type: 'bytea', name: 'changes_hash', nullable: true })
  changesHash!: Buffer | null;

  @Column({ type: 'bytea', name: 'prev_hash' })
  prevHash!: Buffer;

  @Column({ type: 'bytea' })
  hash!: Buffer;
}
