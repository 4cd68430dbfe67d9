import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Task } from './task.entity.ts';

/** When the database's clock looks at a task next; `infinity` when nothing is left to say while it stays as it is. */
@Index('task_clocks_by_look', ['lookAt'])
@Entity('task_clocks')
export class TaskClock {
  @PrimaryColumn({ type: 'uuid', name: 'task_id', primaryKeyConstraintName: 'task_clocks_pk' })
  taskId!: string;

  @ManyToOne(() => Task)
  @JoinColumn({ name: 'task_id', referencedColumnName: 'id', foreignKeyConstraintName: 'task_clocks_task' })
  task!: Task | null;

  @Column({ type: 'uuid', name: 'campaign_id' })
  campaignId!: string;

  @Column({ type: 'uuid', name: 'list_id', nullable: true })
  listId!: string | null;

  @Column({ type: 'timestamptz', name: 'look_at' })
  lookAt!: Date;
}

/** A deadline moved by an office above, with its reason. Append-only. */
@Check('task_extensions_later', `to_due_at > from_due_at`)
@Entity('task_extensions')
export class TaskExtension {
  @PrimaryColumn({ type: 'uuid', name: 'task_id', primaryKeyConstraintName: 'task_extensions_pk' })
  taskId!: string;

  @ManyToOne(() => Task)
  @JoinColumn({
    name: 'task_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'task_extensions_task',
  })
  task!: Task | null;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'task_extensions_pk' })
  no!: number;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @Column({ type: 'timestamptz', name: 'from_due_at' })
  fromDueAt!: Date;

  @Column({ type: 'timestamptz', name: 'to_due_at' })
  toDueAt!: Date;

  /** Highest escalation number given before: the new deadline's are counted from there. */
  @Column({ type: 'integer', name: 'escalated_before' })
  escalatedBefore!: number;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
