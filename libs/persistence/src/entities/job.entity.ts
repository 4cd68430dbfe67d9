import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { List } from './list.entity.ts';

/** Work of the system on a whole list, with its progress. */
@Check(
  'jobs_kind',
  `kind in ('compile', 'population_check', 'population_update', 'platform_update', 'verification', 'addition')`,
)
@Check('jobs_state', `state in ('requested', 'running', 'by_hand', 'done', 'failed')`)
@Index('jobs_by_list', ['listId'])
@Entity('jobs')
export class Job {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'jobs_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'jobs_pk' })
  listId!: string;

  @ManyToOne(() => List)
  @JoinColumn({ name: 'list_id', referencedColumnName: 'id', foreignKeyConstraintName: 'jobs_list' })
  list!: List | null;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'jobs_pk' })
  kind!: string;

  @PrimaryColumn({ type: 'text', default: '', primaryKeyConstraintName: 'jobs_pk' })
  scope!: string;

  @PrimaryColumn({ type: 'integer', name: 'run_no', default: 1, primaryKeyConstraintName: 'jobs_pk' })
  runNo!: number;

  @Column({ type: 'text', default: 'requested' })
  state!: string;

  @Column({ type: 'text', nullable: true })
  cursor!: string | null;

  @Column({ type: 'integer', nullable: true })
  total!: number | null;

  @Column({ type: 'integer', default: 0 })
  done!: number;

  @Column({ type: 'integer', default: 0 })
  failed!: number;

  @Column({ type: 'text', name: 'failure_code', nullable: true })
  failureCode!: string | null;

  @Column({ type: 'uuid', name: 'requested_by', nullable: true })
  requestedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'requested_at', default: () => 'clock_timestamp()' })
  requestedAt!: Date;

  @Column({ type: 'timestamptz', name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
