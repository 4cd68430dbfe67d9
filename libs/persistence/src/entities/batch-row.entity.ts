import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Batch } from './batch.entity.ts';

/** One row of a batch: what it says, what it would change, and what is wrong with it. */
@Entity('batch_rows')
export class BatchRow {
  @PrimaryColumn({ type: 'uuid', name: 'batch_id', primaryKeyConstraintName: 'batch_rows_pk' })
  batchId!: string;

  @ManyToOne(() => Batch)
  @JoinColumn({
    name: 'batch_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'batch_rows_batch',
  })
  batch!: Batch | null;

  @PrimaryColumn({ type: 'integer', name: 'row_no', primaryKeyConstraintName: 'batch_rows_pk' })
  rowNo!: number;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  @Column({ type: 'text', name: 'village_code', nullable: true })
  villageCode!: string | null;

  @Column({ type: 'uuid', name: 'list_id' })
  listId!: string;

  @Column({ type: 'integer', name: 'record_no', nullable: true })
  recordNo!: number | null;

  @Column({ type: 'text', name: 'subject_id', nullable: true })
  subjectId!: string | null;

  @Column({ type: 'uuid', name: 'export_id', nullable: true })
  exportId!: string | null;

  @Column({ type: 'integer', name: 'base_version', nullable: true })
  baseVersion!: number | null;

  @Column({ type: 'integer', name: 'seen_version', nullable: true })
  seenVersion!: number | null;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'jsonb', nullable: true })
  cells!: unknown;

  @Column({ type: 'jsonb', nullable: true })
  decision!: unknown;

  @Column({ type: 'jsonb', default: () => `'[]'` })
  changes!: unknown;

  @Column({ type: 'jsonb', default: () => `'[]'` })
  problems!: unknown;
}
