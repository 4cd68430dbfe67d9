import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import { Person } from './person.entity.ts';
import { Task } from './task.entity.ts';

/** A file given to a task; never changed. */
@Unique('task_attachments_once', ['taskId', 'attachmentNo'])
@Entity('task_attachments')
export class TaskAttachment {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'task_attachments_pk' })
  id!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @Column({ type: 'uuid', name: 'task_id' })
  taskId!: string;

  @ManyToOne(() => Task)
  @JoinColumn({
    name: 'task_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'task_attachments_task',
  })
  task!: Task | null;

  @Column({ type: 'integer', name: 'attachment_no' })
  attachmentNo!: number;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'task_attachments_person',
  })
  person!: Person | null;

  @Column({ type: 'uuid', name: 'acting_for', nullable: true })
  actingFor!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'acting_for',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'task_attachments_acting_for',
  })
  represented!: Person | null;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @Column({ type: 'text', name: 'file_name' })
  fileName!: string;

  @Column({ type: 'text', name: 'media_type' })
  mediaType!: string;

  @Column({ type: 'integer', name: 'size_bytes' })
  sizeBytes!: number;

  @Column({ type: 'bytea' })
  sha256!: Buffer;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
