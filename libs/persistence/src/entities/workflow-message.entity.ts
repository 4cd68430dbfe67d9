import { Check, Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** The outbox: a workflow that should look at the facts again. */
@Check('workflow_messages_workflow', `workflow in ('cleanList', 'campaign', 'passports')`)
@Entity('workflow_messages')
export class WorkflowMessage {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'workflow_messages_pk',
  })
  id!: string;

  @Column({ type: 'text' })
  workflow!: string;

  @Column({ type: 'uuid', name: 'subject_id' })
  subjectId!: string;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;
}
