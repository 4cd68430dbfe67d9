import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { List } from './list.entity.ts';

/** The Temporal history of one run of a list's workflow, or that there is none any more. */
@Check('workflow_archives_state', `state in ('kept', 'lost')`)
@Check(
  'workflow_archives_whole',
  `(state = 'kept') = (history is not null and sha256 is not null and run_id is not null)`,
)
@Entity('workflow_archives')
export class WorkflowArchive {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'workflow_archives_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'workflow_archives_pk' })
  listId!: string;

  @ManyToOne(() => List)
  @JoinColumn({
    name: 'list_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'workflow_archives_list',
  })
  list!: List | null;

  /** From 1, in the order in which the runs began. */
  @PrimaryColumn({ type: 'integer', name: 'run_no', primaryKeyConstraintName: 'workflow_archives_pk' })
  runNo!: number;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'text', name: 'workflow_id' })
  workflowId!: string;

  @Column({ type: 'text', name: 'run_id', nullable: true })
  runId!: string | null;

  @Column({ type: 'text', name: 'ended_as', nullable: true })
  endedAs!: string | null;

  @Column({ type: 'timestamptz', name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'closed_at', nullable: true })
  closedAt!: Date | null;

  @Column({ type: 'integer', name: 'event_count', default: 0 })
  eventCount!: number;

  /** The code that worked on the run last. */
  @Column({ type: 'bytea', name: 'bundle_sha256', nullable: true })
  bundleSha256!: Buffer | null;

  /** Temporal's JSON of the history, compressed with gzip. */
  @Column({ type: 'bytea', nullable: true })
  history!: Buffer | null;

  /** Of the JSON before compression. */
  @Column({ type: 'bytea', nullable: true })
  sha256!: Buffer | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;
}
