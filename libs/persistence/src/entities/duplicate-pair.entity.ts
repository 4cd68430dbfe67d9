import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { List } from './list.entity.ts';
import { Person } from './person.entity.ts';

/** Two records that may be one person, and what people and the platform made of it. */
@Check('duplicate_pairs_state', `state in ('open','confirmed','dismissed','merging','merged','refused')`)
@Check('duplicate_pairs_keep', `keep in ('a','b')`)
@Check('duplicate_pairs_ordered', `subject_a < subject_b`)
@Check('duplicate_pairs_decided', `(state = 'open') = (decided_by is null)`)
@Index('duplicate_pairs_by_a', ['listA', 'state'])
@Index('duplicate_pairs_by_b', ['listB', 'state'])
@Index('duplicate_pairs_merging', ['decidedAt'], { where: `state = 'merging'` })
@Unique('duplicate_pairs_once', ['subjectA', 'subjectB'])
@Entity('duplicate_pairs')
export class DuplicatePair {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'duplicate_pairs_pk' })
  id!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'uuid', name: 'list_a' })
  listA!: string;

  @ManyToOne(() => List)
  @JoinColumn({
    name: 'list_a',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'duplicate_pairs_list_a',
  })
  a!: List | null;

  @Column({ type: 'integer', name: 'record_a' })
  recordA!: number;

  @Column({ type: 'text', name: 'commune_a' })
  communeA!: string;

  @Column({ type: 'text', name: 'subject_a' })
  subjectA!: string;

  @Column({ type: 'uuid', name: 'list_b' })
  listB!: string;

  @ManyToOne(() => List)
  @JoinColumn({
    name: 'list_b',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'duplicate_pairs_list_b',
  })
  b!: List | null;

  @Column({ type: 'integer', name: 'record_b' })
  recordB!: number;

  @Column({ type: 'text', name: 'commune_b' })
  communeB!: string;

  @Column({ type: 'text', name: 'subject_b' })
  subjectB!: string;

  @Column({ type: 'numeric', precision: 3, scale: 2 })
  score!: string;

  @Column({ type: 'jsonb' })
  likeness!: unknown;

  @Column({ type: 'text', default: 'open' })
  state!: string;

  @Column({ type: 'text', nullable: true })
  keep!: string | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'uuid', name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'decided_by',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'duplicate_pairs_decider',
  })
  decider!: Person | null;

  @Column({ type: 'text', name: 'decided_office_id', nullable: true })
  decidedOfficeId!: string | null;

  @Column({ type: 'timestamptz', name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  @Column({ type: 'uuid', name: 'merge_asked_by', nullable: true })
  mergeAskedBy!: string | null;

  @Column({ type: 'text', name: 'merge_code', nullable: true })
  mergeCode!: string | null;

  @Column({ type: 'timestamptz', name: 'merged_at', nullable: true })
  mergedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'found_at', default: () => 'clock_timestamp()' })
  foundAt!: Date;
}
