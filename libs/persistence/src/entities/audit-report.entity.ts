import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the comparison of a night found. */
@Entity('audit_reports')
export class AuditReport {
  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'audit_reports_pk' })
  day!: string;

  @Column({ type: 'timestamptz', name: 'ended_at', default: () => 'clock_timestamp()' })
  endedAt!: Date;

  @Column({ type: 'integer' })
  lists!: number;

  @Column({ type: 'bigint' })
  records!: string;

  @Column({ type: 'integer' })
  differences!: number;

  /** The first thousand: places and problems, no person's data. */
  @Column({ type: 'jsonb' })
  findings!: unknown;
}
