import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Person } from './person.entity.ts';
import { Task } from './task.entity.ts';

/** That a person has read a task. */
@Entity('task_reads')
export class TaskRead {
  @PrimaryColumn({ type: 'uuid', name: 'person_id', primaryKeyConstraintName: 'task_reads_pk' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'task_reads_person',
  })
  person!: Person | null;

  @PrimaryColumn({ type: 'uuid', name: 'task_id', primaryKeyConstraintName: 'task_reads_pk' })
  taskId!: string;

  @ManyToOne(() => Task)
  @JoinColumn({ name: 'task_id', referencedColumnName: 'id', foreignKeyConstraintName: 'task_reads_task' })
  task!: Task | null;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
