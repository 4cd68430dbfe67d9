import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { List } from './list.entity.ts';
import { Person } from './person.entity.ts';
import { Task } from './task.entity.ts';

/** What went out in a file: which records of which task, to whom; the rows are signed one by one with its id. */
@Index('file_exports_by_task', ['taskId', 'at'])
@Entity('file_exports')
export class FileExport {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'file_exports_pk' })
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
    foreignKeyConstraintName: 'file_exports_list',
  })
  list!: List | null;

  @Column({ type: 'uuid', name: 'task_id' })
  taskId!: string;

  @ManyToOne(() => Task)
  @JoinColumn({
    name: 'task_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'file_exports_task',
  })
  task!: Task | null;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'integer' })
  round!: number;

  @Column({ type: 'integer', name: 'run_no' })
  runNo!: number;

  @Column({ type: 'integer', name: 'claim_epoch' })
  claimEpoch!: number;

  @Column({ type: 'int4multirange' })
  records!: string;

  @Column({ type: 'integer', name: 'record_count' })
  recordCount!: number;

  @Column({ type: 'bigint', name: 'event_no' })
  eventNo!: string;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'file_exports_person',
  })
  person!: Person | null;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
