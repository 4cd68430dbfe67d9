import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Person } from './person.entity.ts';
import { Task } from './task.entity.ts';

/** A remark on a task; never changed. */
@Unique('task_comments_once', ['taskId', 'commentNo'])
@Entity('task_comments')
export class TaskComment {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'task_comments_pk' })
  id!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @Column({ type: 'uuid', name: 'task_id' })
  taskId!: string;

  @ManyToOne(() => Task)
  @JoinColumn({ name: 'task_id', referencedColumnName: 'id', foreignKeyConstraintName: 'task_comments_task' })
  task!: Task | null;

  @Column({ type: 'integer', name: 'comment_no' })
  commentNo!: number;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'task_comments_person',
  })
  person!: Person | null;

  @Column({ type: 'uuid', name: 'acting_for', nullable: true })
  actingFor!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'acting_for',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'task_comments_acting_for',
  })
  represented!: Person | null;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @Column({ type: 'text' })
  role!: string;

  @Column({ type: 'text' })
  text!: string;

  @Column({ type: 'bytea' })
  sha256!: Buffer;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
