import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Task } from './task.entity.ts';

/** A reminder or an escalation that was given, once per number. */
@Check('task_notices_kind', `kind in ('reminder', 'escalation')`)
@Entity('task_notices')
export class TaskNotice {
  @PrimaryColumn({ type: 'uuid', name: 'task_id', primaryKeyConstraintName: 'task_notices_pk' })
  taskId!: string;

  @ManyToOne(() => Task)
  @JoinColumn({ name: 'task_id', referencedColumnName: 'id', foreignKeyConstraintName: 'task_notices_task' })
  task!: Task | null;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'task_notices_pk' })
  kind!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'task_notices_pk' })
  no!: number;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  at!: Date;
}
