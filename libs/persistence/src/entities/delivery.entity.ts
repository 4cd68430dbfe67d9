import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Notification } from './notification.entity.ts';
import { Office } from './office.entity.ts';
import { Person } from './person.entity.ts';

/** A machine that is told what happens in an area. The secret is sealed with the key of the installation. */
@Entity('webhooks')
export class Webhook {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'webhooks_pk' })
  id!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({ name: 'office_id', referencedColumnName: 'id', foreignKeyConstraintName: 'webhooks_office' })
  office!: Office | null;

  @Column({ type: 'text' })
  url!: string;

  @Column({ type: 'bytea' })
  secret!: Buffer;

  @Column({ type: 'text', array: true })
  kinds!: string[];

  @Column({ type: 'uuid', name: 'created_by' })
  createdBy!: string;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}

/** A notification on its way to one person or machine. */
@Unique('deliveries_once', ['notificationId', 'channel', 'personId', 'webhookId', 'replayNo'])
@Check('deliveries_channel', `channel in ('email', 'sms', 'webhook')`)
@Check('deliveries_state', `state in ('waiting', 'sent', 'dead')`)
@Index('deliveries_waiting', ['nextAttemptAt'], { where: `state = 'waiting'` })
@Index('deliveries_dead', ['id'], { where: `state = 'dead'` })
@Entity('deliveries')
export class Delivery {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'deliveries_pk',
  })
  id!: string;

  @Column({ type: 'bigint', name: 'notification_id' })
  notificationId!: string;

  @ManyToOne(() => Notification)
  @JoinColumn({
    name: 'notification_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'deliveries_notification',
  })
  notification!: Notification | null;

  @Column({ type: 'text' })
  channel!: string;

  @Column({ type: 'uuid', name: 'person_id', nullable: true })
  personId!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'deliveries_person',
  })
  person!: Person | null;

  @Column({ type: 'uuid', name: 'webhook_id', nullable: true })
  webhookId!: string | null;

  @ManyToOne(() => Webhook)
  @JoinColumn({
    name: 'webhook_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'deliveries_webhook',
  })
  webhook!: Webhook | null;

  @Column({ type: 'text', default: 'waiting' })
  state!: string;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'timestamptz', name: 'next_attempt_at', default: () => 'clock_timestamp()' })
  nextAttemptAt!: Date;

  @Column({ type: 'text', name: 'last_code', nullable: true })
  lastCode!: string | null;

  @Column({ type: 'integer', name: 'replay_no', default: 0 })
  replayNo!: number;

  @Column({ type: 'timestamptz', name: 'sent_at', nullable: true })
  sentAt!: Date | null;
}
