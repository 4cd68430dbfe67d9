import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A signed statement about the entries of the access log from one number to another. */
@Check('access_log_seals_span', 'from_id <= to_id')
@Entity('access_log_seals')
export class AccessLogSeal {
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'access_log_seals_pk' })
  no!: number;

  @Column({ type: 'bigint', name: 'from_id' })
  fromId!: string;

  @Column({ type: 'bigint', name: 'to_id' })
  toId!: string;

  @Column({ type: 'integer', name: 'row_count' })
  rowCount!: number;

  @Column({ type: 'bytea', name: 'rows_sha256' })
  rowsSha256!: Buffer;

  @Column({ type: 'text' })
  statement!: string;

  @Column({ type: 'bytea' })
  sha256!: Buffer;

  @Column({ type: 'bytea', name: 'prev_sha256', nullable: true })
  prevSha256!: Buffer | null;

  @Column({ type: 'bytea' })
  signature!: Buffer;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;

  /** Sixteen bytes for each entry: its number, and the beginning of its line's hash. Null in seals of before. */
  @Column({ type: 'bytea', nullable: true })
  leaves!: Buffer | null;
}
