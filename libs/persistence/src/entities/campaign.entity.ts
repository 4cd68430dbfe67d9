import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Unit } from './unit.entity.ts';
import { Person } from './person.entity.ts';

/** A drive of one province over some of its communes. */
@Unique('campaigns_name_unique', ['provinceCode', 'name'])
@Check('campaigns_state', `state in ('draft', 'open', 'closed', 'cancelled')`)
@Entity('campaigns')
export class Campaign {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'campaigns_pk' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @ManyToOne(() => Unit)
  @JoinColumn({
    name: 'province_code',
    referencedColumnName: 'code',
    foreignKeyConstraintName: 'campaigns_province',
  })
  province!: Unit | null;

  @Column({ type: 'text', default: 'draft' })
  state!: string;

  @Column({ type: 'text', array: true, name: 'commune_codes' })
  communeCodes!: string[];

  @Column({ type: 'jsonb' })
  terms!: unknown;

  @Column({ type: 'timestamptz', name: 'due_at', nullable: true })
  dueAt!: Date | null;

  @Column({ type: 'uuid', name: 'created_by' })
  createdBy!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'created_by',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'campaigns_creator',
  })
  creator!: Person | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'opened_at', nullable: true })
  openedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'heard_at', default: () => 'clock_timestamp()' })
  heardAt!: Date;
}
