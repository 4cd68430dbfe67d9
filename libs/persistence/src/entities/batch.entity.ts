import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import { List } from './list.entity.ts';
import { Person } from './person.entity.ts';
import { Task } from './task.entity.ts';

/** Rows that were brought back in a file, or decisions made at once: previewed, applied and undone together. */
@Check('batches_state', `state in ('reading', 'checked', 'applied', 'undone', 'discarded')`)
@Unique('batches_numbered', ['listId', 'batchNo'])
@Index('batches_by_task', ['taskId', 'createdAt'])
@Entity('batches')
export class Batch {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'batches_pk' })
  id!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  @Column({ type: 'text', name: 'village_code', nullable: true })
  villageCode!: string | null;

  @Column({ type: 'uuid', name: 'list_id' })
  listId!: string;

  @ManyToOne(() => List)
  @JoinColumn({
    name: 'list_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'batches_list',
  })
  list!: List | null;

  @Column({ type: 'uuid', name: 'task_id' })
  taskId!: string;

  @ManyToOne(() => Task)
  @JoinColumn({
    name: 'task_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'batches_task',
  })
  task!: Task | null;

  @Column({ type: 'integer', name: 'batch_no', nullable: true })
  batchNo!: number | null;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'integer', name: 'run_no' })
  runNo!: number;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'text', name: 'file_name', nullable: true })
  fileName!: string | null;

  @Column({ type: 'bytea', name: 'file_sha256', nullable: true })
  fileSha256!: Buffer | null;

  @Column({ type: 'text', nullable: true })
  format!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  headings!: unknown;

  @Column({ type: 'jsonb', default: () => `'[]'` })
  warnings!: unknown;

  @Column({ type: 'jsonb', default: () => `'{}'` })
  counts!: unknown;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'batches_person',
  })
  person!: Person | null;

  @Column({ type: 'uuid', name: 'acting_for', nullable: true })
  actingFor!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'acting_for',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'batches_acting_for',
  })
  represented!: Person | null;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @Column({ type: 'text' })
  role!: string;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'applied_at', nullable: true })
  appliedAt!: Date | null;

  @Column({ type: 'uuid', name: 'applied_by', nullable: true })
  appliedBy!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'applied_by',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'batches_applied_by',
  })
  applier!: Person | null;

  @Column({ type: 'bigint', name: 'applied_event_no', nullable: true })
  appliedEventNo!: string | null;

  @Column({ type: 'timestamptz', name: 'undone_at', nullable: true })
  undoneAt!: Date | null;

  @Column({ type: 'uuid', name: 'undone_by', nullable: true })
  undoneBy!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'undone_by',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'batches_undone_by',
  })
  undoer!: Person | null;

  @Column({ type: 'bigint', name: 'undone_event_no', nullable: true })
  undoneEventNo!: string | null;

  @Column({ type: 'text', name: 'undo_reason', nullable: true })
  undoReason!: string | null;
}
