import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { List } from './list.entity.ts';
import { Task } from './task.entity.ts';
import { Office } from './office.entity.ts';

/** An offer of a parcel with its manifest, and the receipt for it. */
@Unique('handovers_number_unique', ['listId', 'number'])
@Check('handovers_grade', `grade in ('official', 'attested')`)
@Check('handovers_state', `state in ('frozen', 'offered', 'accepted', 'refused', 'withdrawn', 'voided')`)
@Entity('handovers')
export class Handover {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'handovers_pk' })
  id!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  @Column({ type: 'uuid', name: 'list_id' })
  listId!: string;

  @ManyToOne(() => List)
  @JoinColumn({ name: 'list_id', referencedColumnName: 'id', foreignKeyConstraintName: 'handovers_list' })
  list!: List | null;

  @Column({ type: 'integer' })
  number!: number;

  @Column({ type: 'text' })
  step!: string;

  @Column({ type: 'text' })
  grade!: string;

  @Column({ type: 'integer', array: true, name: 'parcel_nos' })
  parcelNos!: number[];

  @Column({ type: 'uuid', name: 'task_id', nullable: true })
  taskId!: string | null;

  @ManyToOne(() => Task)
  @JoinColumn({ name: 'task_id', referencedColumnName: 'id', foreignKeyConstraintName: 'handovers_task' })
  task!: Task | null;

  @Column({ type: 'text', name: 'from_office_id' })
  fromOfficeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'from_office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'handovers_from',
  })
  fromOffice!: Office | null;

  @Column({ type: 'text', name: 'to_office_id' })
  toOfficeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({ name: 'to_office_id', referencedColumnName: 'id', foreignKeyConstraintName: 'handovers_to' })
  toOffice!: Office | null;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'int4multirange' })
  records!: string;

  @Column({ type: 'integer', name: 'record_count' })
  recordCount!: number;

  @Column({ type: 'bytea' })
  salt!: Buffer;

  @Column({ type: 'text' })
  manifest!: string;

  @Column({ type: 'bytea', name: 'manifest_hash' })
  manifestHash!: Buffer;

  @Column({ type: 'bytea', nullable: true })
  signature!: Buffer | null;

  @Column({ type: 'uuid', name: 'signer_person_id', nullable: true })
  signerPersonId!: string | null;

  @Column({ type: 'text', name: 'certificate_thumbprint', nullable: true })
  certificateThumbprint!: string | null;

  @Column({ type: 'timestamptz', name: 'frozen_at', default: () => 'clock_timestamp()' })
  frozenAt!: Date;

  @Column({ type: 'timestamptz', name: 'offered_at', nullable: true })
  offeredAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'accept_due_at', nullable: true })
  acceptDueAt!: Date | null;

  @Column({ type: 'int4multirange', default: () => `'{}'` })
  refused!: string;

  @Column({ type: 'text', nullable: true })
  receipt!: string | null;

  @Column({ type: 'bytea', name: 'receipt_hash', nullable: true })
  receiptHash!: Buffer | null;

  @Column({ type: 'bytea', name: 'receipt_signature', nullable: true })
  receiptSignature!: Buffer | null;

  @Column({ type: 'uuid', name: 'receiver_person_id', nullable: true })
  receiverPersonId!: string | null;

  @Column({ type: 'text', name: 'receipt_thumbprint', nullable: true })
  receiptThumbprint!: string | null;

  @Column({ type: 'timestamptz', name: 'received_at', nullable: true })
  receivedAt!: Date | null;
}
