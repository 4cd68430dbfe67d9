import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A refused attempt, a read of unmasked data, a search, or a change that belongs to no list. */
@Check('access_log_kind', `kind in ('refused', 'read', 'search', 'change')`)
@Index('access_log_by_target', ['target', 'id'], { where: `kind in ('read', 'search')` })
@Entity('access_log')
export class AccessLogEntry {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'access_log_pk',
  })
  id!: string;

  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  at!: Date;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'uuid', name: 'person_id', nullable: true })
  personId!: string | null;

  @Column({ type: 'text', name: 'office_id', nullable: true })
  officeId!: string | null;

  @Column({ type: 'text' })
  act!: string;

  @Column({ type: 'text', nullable: true })
  target!: string | null;

  @Column({ type: 'text', nullable: true })
  code!: string | null;

  @Column({ type: 'jsonb', default: () => `'{}'` })
  details!: unknown;
}
