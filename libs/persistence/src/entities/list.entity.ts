import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Campaign } from './campaign.entity.ts';
import { Unit } from './unit.entity.ts';

/** One commune's list in a campaign, and the head of its chain of events. */
@Unique('lists_once', ['campaignId', 'communeCode', 'seq'])
@Check('lists_state', `state in ('waiting', 'open', 'paused', 'completed', 'cancelled')`)
@Index('lists_by_area', ['provinceCode', 'communeCode'])
@Index('lists_unfinished', ['heardAt'], {
  where: `(state = ANY (ARRAY['waiting'::text, 'open'::text, 'paused'::text]))`,
})
@Entity('lists')
export class List {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'lists_pk' })
  id!: string;

  @Column({ type: 'uuid', name: 'campaign_id' })
  campaignId!: string;

  @ManyToOne(() => Campaign)
  @JoinColumn({ name: 'campaign_id', referencedColumnName: 'id', foreignKeyConstraintName: 'lists_campaign' })
  campaign!: Campaign | null;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  @ManyToOne(() => Unit)
  @JoinColumn({
    name: 'commune_code',
    referencedColumnName: 'code',
    foreignKeyConstraintName: 'lists_commune',
  })
  commune!: Unit | null;

  @Column({ type: 'integer', default: 1 })
  seq!: number;

  @Column({ type: 'text', default: 'waiting' })
  state!: string;

  @Column({ type: 'boolean', default: false })
  urgent!: boolean;

  @Column({ type: 'jsonb' })
  terms!: unknown;

  @Column({ type: 'integer', name: 'record_count', default: 0 })
  recordCount!: number;

  @Column({ type: 'integer', name: 'parcel_count', default: 0 })
  parcelCount!: number;

  @Column({ type: 'integer', name: 'handover_count', default: 0 })
  handoverCount!: number;

  @Column({ type: 'integer', name: 'forward_round', default: 1 })
  forwardRound!: number;

  @Column({ type: 'timestamptz', name: 'due_at', nullable: true })
  dueAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'opened_at', nullable: true })
  openedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'paused_at', nullable: true })
  pausedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column({ type: 'text', name: 'end_reason', nullable: true })
  endReason!: string | null;

  @Column({ type: 'timestamptz', name: 'heard_at', default: () => 'clock_timestamp()' })
  heardAt!: Date;

  @Column({ type: 'bigint', name: 'event_no', default: 0 })
  eventNo!: string;

  @Column({ type: 'bytea', name: 'head_hash', default: () => `'\\x'` })
  headHash!: Buffer;

  @Column({ type: 'timestamptz', name: 'last_event_at', default: () => 'clock_timestamp()' })
  lastEventAt!: Date;

  @Column({ type: 'bytea', name: 'last_handover_hash', nullable: true })
  lastHandoverHash!: Buffer | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;
}
