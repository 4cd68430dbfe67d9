import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A signed statement about the heads of all lists' chains at one moment. */
@Unique('checkpoints_day_unique', ['day'])
@Entity('checkpoints')
export class Checkpoint {
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'checkpoints_pk' })
  no!: number;

  /** The day (of Vietnam) it stands for; null for one that somebody asked for in between. */
  @Column({ type: 'date', nullable: true })
  day!: string | null;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'integer', name: 'list_count' })
  listCount!: number;

  @Column({ type: 'text' })
  statement!: string;

  /** Of the statement; the next checkpoint names it. */
  @Column({ type: 'bytea' })
  sha256!: Buffer;

  @Column({ type: 'bytea', name: 'prev_sha256', nullable: true })
  prevSha256!: Buffer | null;

  /** Detached CMS of the seal key over the statement. */
  @Column({ type: 'bytea' })
  signature!: Buffer;

  /** One line per list, compressed with gzip. */
  @Column({ type: 'bytea' })
  heads!: Buffer;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;
}
