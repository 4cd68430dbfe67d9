import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Workflow code that a worker of ours has run, so that histories can be replayed on it. */
@Entity('workflow_bundles')
export class WorkflowBundle {
  /** Of the code as the worker loads it. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'workflow_bundles_pk' })
  sha256!: Buffer;

  /** Compressed with gzip. */
  @Column({ type: 'bytea' })
  code!: Buffer;

  @Column({ type: 'timestamptz', name: 'registered_at', default: () => 'clock_timestamp()' })
  registeredAt!: Date;
}
