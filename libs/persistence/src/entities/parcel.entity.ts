import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { List } from './list.entity.ts';
import { Office } from './office.entity.ts';

/** A set of records that travels together: one stage, one custodian. */
@Check('parcels_count', 'record_count >= 0')
@Check('parcels_kind', `kind in ('list', 'village', 'police')`)
@Index('parcels_by_list', ['listId'])
@Entity('parcels')
export class Parcel {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'parcels_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'parcels_pk' })
  listId!: string;

  @ManyToOne(() => List)
  @JoinColumn({ name: 'list_id', referencedColumnName: 'id', foreignKeyConstraintName: 'parcels_list' })
  list!: List | null;

  @PrimaryColumn({ type: 'integer', name: 'parcel_no', primaryKeyConstraintName: 'parcels_pk' })
  parcelNo!: number;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text', default: '' })
  scope!: string;

  @Column({ type: 'integer', default: 1 })
  round!: number;

  @Column({ type: 'text' })
  stage!: string;

  @Column({ type: 'text', name: 'custodian_office_id' })
  custodianOfficeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'custodian_office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'parcels_custodian',
  })
  custodianOffice!: Office | null;

  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  since!: Date;

  @Column({ type: 'integer', name: 'record_count' })
  recordCount!: number;

  @Column({ type: 'timestamptz', name: 'frozen_at', nullable: true })
  frozenAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}
