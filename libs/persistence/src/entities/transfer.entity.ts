import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { List } from './list.entity.ts';
import { Office } from './office.entity.ts';
import { Person } from './person.entity.ts';
import { Unit } from './unit.entity.ts';

/** A record on its way to the commune of permanent residence. */
@Check('transfers_state', `state in ('offered','accepted','refused','escalated','withdrawn','kept')`)
@Index('transfers_once', ['fromList', 'recordNo'], {
  unique: true,
  where: `state in ('offered','accepted','escalated')`,
})
@Index('transfers_by_target', ['toCommune', 'state', 'offeredAt'])
@Index('transfers_by_list', ['targetList'], { where: `target_list is not null` })
@Index('transfers_unfinished', ['offeredAt'], {
  where: `state = 'offered' or told_at is null or (state = 'accepted' and target_list is null)`,
})
@Entity('transfers')
export class Transfer {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'transfers_pk' })
  id!: string;

  @Column({ type: 'uuid', name: 'from_list' })
  fromList!: string;

  @ManyToOne(() => List)
  @JoinColumn({
    name: 'from_list',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'transfers_from_list',
  })
  giver!: List | null;

  @Column({ type: 'integer', name: 'record_no' })
  recordNo!: number;

  @Column({ type: 'text', name: 'subject_id' })
  subjectId!: string;

  @Column({ type: 'text', name: 'from_province' })
  fromProvince!: string;

  @Column({ type: 'text', name: 'from_commune' })
  fromCommune!: string;

  @Column({ type: 'text', name: 'to_province' })
  toProvince!: string;

  @Column({ type: 'text', name: 'to_commune' })
  toCommune!: string;

  @ManyToOne(() => Unit)
  @JoinColumn({
    name: 'to_commune',
    referencedColumnName: 'code',
    foreignKeyConstraintName: 'transfers_to_commune',
  })
  receiver!: Unit | null;

  @Column({ type: 'text', default: 'offered' })
  state!: string;

  @Column({ type: 'integer', default: 1 })
  attempt!: number;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'uuid', name: 'offered_by' })
  offeredBy!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'offered_by',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'transfers_offerer',
  })
  offerer!: Person | null;

  @Column({ type: 'timestamptz', name: 'offered_at' })
  offeredAt!: Date;

  @Column({ type: 'timestamptz', name: 'due_at' })
  dueAt!: Date;

  @Column({ type: 'uuid', name: 'answered_by', nullable: true })
  answeredBy!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'answered_by',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'transfers_answerer',
  })
  answerer!: Person | null;

  @Column({ type: 'text', name: 'answered_office_id', nullable: true })
  answeredOfficeId!: string | null;

  @Column({ type: 'timestamptz', name: 'answered_at', nullable: true })
  answeredAt!: Date | null;

  @Column({ type: 'text', name: 'answer_reason', nullable: true })
  answerReason!: string | null;

  @Column({ type: 'text', nullable: true })
  receipt!: string | null;

  @Column({ type: 'text', name: 'superior_office_id', nullable: true })
  superiorOfficeId!: string | null;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'superior_office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'transfers_superior',
  })
  superior!: Office | null;

  @Column({ type: 'timestamptz', name: 'told_at', nullable: true })
  toldAt!: Date | null;

  @Column({ type: 'uuid', name: 'target_list', nullable: true })
  targetList!: string | null;

  @ManyToOne(() => List)
  @JoinColumn({
    name: 'target_list',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'transfers_target_list',
  })
  target!: List | null;

  @Column({ type: 'integer', name: 'loaded_record_no', nullable: true })
  loadedRecordNo!: number | null;
}
