import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The answer kept for a repeated request. */
@Entity('idempotency_keys')
export class IdempotencyKey {
  @PrimaryColumn({ type: 'uuid', name: 'person_id', primaryKeyConstraintName: 'idempotency_keys_pk' })
  personId!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_keys_pk' })
  key!: string;

  @Column({ type: 'bytea', name: 'body_hash' })
  bodyHash!: Buffer;

  @Column({ type: 'integer' })
  status!: number;

  @Column({ type: 'jsonb', nullable: true })
  answer!: unknown;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;
}
