import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import { List } from './list.entity.ts';
import { Office } from './office.entity.ts';
import { Person } from './person.entity.ts';

/** What a task force says to the offices below it. Append-only. */
@Entity('broadcasts')
export class Broadcast {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'broadcasts_pk' })
  id!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @Column({ type: 'text', name: 'from_office_id' })
  fromOfficeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'from_office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'broadcasts_office',
  })
  fromOffice!: Office | null;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @Column({ type: 'text', name: 'office_ids', array: true })
  officeIds!: string[];

  /** Where they are: who may read it. */
  @Column({ type: 'text', name: 'commune_codes', array: true })
  communeCodes!: string[];

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text' })
  body!: string;

  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  at!: Date;
}

/** One thing an office is told. Append-only; who has read it stands beside it. */
@Unique('notifications_once', ['listId', 'eventNo', 'kind', 'officeId', 'taskId', 'broadcastId'])
@Index('notifications_by_office', ['officeId', 'id'])
@Entity('notifications')
export class Notification {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'notifications_pk',
  })
  id!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  /** Null: everyone in the office. */
  @Column({ type: 'text', nullable: true })
  role!: string | null;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'uuid', name: 'list_id', nullable: true })
  listId!: string | null;

  @Column({ type: 'bigint', name: 'event_no', nullable: true })
  eventNo!: string | null;

  @Column({ type: 'uuid', name: 'campaign_id', nullable: true })
  campaignId!: string | null;

  @Column({ type: 'uuid', name: 'task_id', nullable: true })
  taskId!: string | null;

  @Column({ type: 'uuid', name: 'handover_id', nullable: true })
  handoverId!: string | null;

  @Column({ type: 'uuid', name: 'broadcast_id', nullable: true })
  broadcastId!: string | null;

  @ManyToOne(() => Broadcast)
  @JoinColumn({
    name: 'broadcast_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'notifications_broadcast',
  })
  broadcast!: Broadcast | null;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;
}

/** Up to which event of a list notifications were derived. */
@Entity('notification_cursors')
export class NotificationCursor {
  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'notification_cursors_pk' })
  listId!: string;

  @ManyToOne(() => List)
  @JoinColumn({
    name: 'list_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'notification_cursors_list',
  })
  list!: List | null;

  @Column({ type: 'bigint', name: 'event_no' })
  eventNo!: string;
}

@Entity('notification_reads')
export class NotificationRead {
  @PrimaryColumn({ type: 'uuid', name: 'person_id', primaryKeyConstraintName: 'notification_reads_pk' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'notification_reads_person',
  })
  person!: Person | null;

  @PrimaryColumn({
    type: 'bigint',
    name: 'notification_id',
    primaryKeyConstraintName: 'notification_reads_pk',
  })
  notificationId!: string;

  @ManyToOne(() => Notification)
  @JoinColumn({
    name: 'notification_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'notification_reads_notification',
  })
  notification!: Notification | null;

  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  at!: Date;
}

/** What a person wants to be told outside the product, and where. */
@Check('notification_preferences_channel', `channel in ('email', 'sms')`)
@Entity('notification_preferences')
export class NotificationPreference {
  @PrimaryColumn({ type: 'uuid', name: 'person_id', primaryKeyConstraintName: 'notification_preferences_pk' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'notification_preferences_person',
  })
  person!: Person | null;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'notification_preferences_pk' })
  channel!: string;

  @Column({ type: 'text' })
  address!: string;

  @Column({ type: 'text', array: true })
  kinds!: string[];
}
