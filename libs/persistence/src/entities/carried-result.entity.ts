import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Batch } from './batch.entity.ts';
import { List } from './list.entity.ts';

/** What people brought back from another system about one record, for the machine's work that waits for it. */
@Index('carried_results_by_batch', ['batchId'])
@Entity('carried_results')
export class CarriedResult {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'carried_results_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'carried_results_pk' })
  listId!: string;

  @ManyToOne(() => List)
  @JoinColumn({
    name: 'list_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'carried_results_list',
  })
  list!: List | null;

  @PrimaryColumn({ type: 'text', name: 'kind', primaryKeyConstraintName: 'carried_results_pk' })
  kind!: string;

  @PrimaryColumn({ type: 'text', name: 'scope', primaryKeyConstraintName: 'carried_results_pk' })
  scope!: string;

  @PrimaryColumn({ type: 'integer', name: 'run_no', primaryKeyConstraintName: 'carried_results_pk' })
  runNo!: number;

  @PrimaryColumn({ type: 'integer', name: 'record_no', primaryKeyConstraintName: 'carried_results_pk' })
  recordNo!: number;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  @Column({ type: 'jsonb' })
  result!: unknown;

  @Column({ type: 'uuid', name: 'batch_id' })
  batchId!: string;

  @ManyToOne(() => Batch)
  @JoinColumn({
    name: 'batch_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'carried_results_batch',
  })
  batch!: Batch | null;
}
