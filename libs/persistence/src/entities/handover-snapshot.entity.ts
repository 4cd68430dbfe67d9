import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Handover } from './handover.entity.ts';

/** A record as it was when the parcel was frozen. */
@Entity('handover_snapshots')
export class HandoverSnapshot {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'handover_snapshots_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'handover_snapshots_pk' })
  listId!: string;

  @PrimaryColumn({ type: 'uuid', name: 'handover_id', primaryKeyConstraintName: 'handover_snapshots_pk' })
  handoverId!: string;

  @ManyToOne(() => Handover)
  @JoinColumn({
    name: 'handover_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'handover_snapshots_handover',
  })
  handover!: Handover | null;

  @PrimaryColumn({ type: 'integer', name: 'record_no', primaryKeyConstraintName: 'handover_snapshots_pk' })
  recordNo!: number;

  @Column({ type: 'text' })
  snapshot!: string;
}
