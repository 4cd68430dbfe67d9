import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Person } from './person.entity.ts';

/** A browser that somebody signed in with. The cookie's value is kept as its SHA-256 only. */
@Index('sessions_by_person', ['personId'])
@Index('sessions_by_end', ['expiresAt'])
@Entity('sessions')
export class Session {
  @PrimaryColumn({ type: 'bytea', name: 'token_hash', primaryKeyConstraintName: 'sessions_pk' })
  tokenHash!: Buffer;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id', referencedColumnName: 'id', foreignKeyConstraintName: 'sessions_person' })
  person!: Person | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'last_seen_at', default: () => 'clock_timestamp()' })
  lastSeenAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'auth_time' })
  authTime!: Date;

  @Column({ type: 'bytea', name: 'user_agent_hash' })
  userAgentHash!: Buffer;
}
