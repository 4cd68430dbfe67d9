import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Campaign } from './campaign.entity.ts';
import { List } from './list.entity.ts';
import { Office } from './office.entity.ts';
import { Person } from './person.entity.ts';

/** A piece of work in the inbox of an office. */
@Unique('tasks_once', ['campaignId', 'listId', 'step', 'scope', 'round', 'partNo'])
@Check('tasks_state', `state in ('open', 'claimed', 'held', 'completed', 'cancelled')`)
@Check('tasks_check_state', `check_state in ('submitted', 'changes_requested', 'approved')`)
@Index('tasks_by_list', ['listId'])
@Index('tasks_by_holder', ['claimedBy'], { where: `state in ('claimed', 'held')` })
@Index('tasks_inbox', ['officeId', 'role', 'priority', 'dueAt', 'id'], {
  where: `state in ('open', 'claimed', 'held') and part_count = 0`,
})
@Entity('tasks')
export class Task {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'tasks_pk' })
  id!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @Column({ type: 'text', name: 'village_code', nullable: true })
  villageCode!: string | null;

  @Column({ type: 'uuid', name: 'campaign_id' })
  campaignId!: string;

  @ManyToOne(() => Campaign)
  @JoinColumn({ name: 'campaign_id', referencedColumnName: 'id', foreignKeyConstraintName: 'tasks_campaign' })
  campaign!: Campaign | null;

  @Column({ type: 'uuid', name: 'list_id', nullable: true })
  listId!: string | null;

  @ManyToOne(() => List)
  @JoinColumn({ name: 'list_id', referencedColumnName: 'id', foreignKeyConstraintName: 'tasks_list' })
  list!: List | null;

  @Column({ type: 'text' })
  step!: string;

  @Column({ type: 'text', default: '' })
  scope!: string;

  @Column({ type: 'integer', default: 1 })
  round!: number;

  @Column({ type: 'integer', name: 'part_no', default: 0 })
  partNo!: number;

  @Column({ type: 'uuid', name: 'part_of', nullable: true })
  partOf!: string | null;

  @ManyToOne(() => Task)
  @JoinColumn({ name: 'part_of', referencedColumnName: 'id', foreignKeyConstraintName: 'tasks_part_of' })
  wholeTask!: Task | null;

  @Column({ type: 'integer', name: 'part_count', default: 0 })
  partCount!: number;

  @Column({ type: 'int4multirange', nullable: true })
  records!: string | null;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({ name: 'office_id', referencedColumnName: 'id', foreignKeyConstraintName: 'tasks_office' })
  office!: Office | null;

  @Column({ type: 'text' })
  role!: string;

  @Column({ type: 'text', default: 'open' })
  state!: string;

  @Column({ type: 'boolean', default: false })
  preparing!: boolean;

  @Column({ type: 'integer', default: 0 })
  priority!: number;

  @Column({ type: 'integer', name: 'claim_epoch', default: 0 })
  claimEpoch!: number;

  @Column({ type: 'uuid', name: 'claimed_by', nullable: true })
  claimedBy!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'claimed_by', referencedColumnName: 'id', foreignKeyConstraintName: 'tasks_claimer' })
  claimer!: Person | null;

  @Column({ type: 'timestamptz', name: 'claimed_at', nullable: true })
  claimedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'opened_at', default: () => 'clock_timestamp()' })
  openedAt!: Date;

  @Column({ type: 'timestamptz', name: 'due_at' })
  dueAt!: Date;

  @Column({ type: 'timestamptz', name: 'remind_at', nullable: true })
  remindAt!: Date | null;

  /** When a handover that nobody took over is escalated. */
  @Column({ type: 'timestamptz', name: 'accept_due_at', nullable: true })
  acceptDueAt!: Date | null;

  /** The escalations from the deadline on. */
  @Column({ type: 'timestamptz', name: 'escalate_at', array: true, nullable: true })
  escalateAt!: Date[] | null;

  @Column({ type: 'timestamptz', name: 'held_until', nullable: true })
  heldUntil!: Date | null;

  @Column({ type: 'text', nullable: true })
  outcome!: string | null;

  @Column({ type: 'text', nullable: true })
  note!: string | null;

  @Column({ type: 'uuid', name: 'completed_by', nullable: true })
  completedBy!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'completed_by',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'tasks_completer',
  })
  completer!: Person | null;

  @Column({ type: 'timestamptz', name: 'completed_at', nullable: true })
  completedAt!: Date | null;

  /** The person for whom the holder acts: who delegated the task, or who is absent. */
  @Column({ type: 'uuid', name: 'acting_for', nullable: true })
  actingFor!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'acting_for',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'tasks_acting_for',
  })
  represented!: Person | null;

  @Column({ type: 'uuid', name: 'substitution_id', nullable: true })
  substitutionId!: string | null;

  @Column({ type: 'text', name: 'check_state', nullable: true })
  checkState!: string | null;
}
