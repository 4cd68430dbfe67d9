import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { List } from './list.entity.ts';

/** What became of a rule's suggestions in one parcel: taken, replaced, or left. */
@Check('rule_outcomes_add_up', `suggested = accepted + other + kept`)
@Index('rule_outcomes_by_day', ['provinceCode', 'day'])
@Entity('rule_outcomes')
export class RuleOutcome {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'rule_outcomes_pk' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'rule_outcomes_pk' })
  listId!: string;

  @ManyToOne(() => List)
  @JoinColumn({ name: 'list_id', referencedColumnName: 'id', foreignKeyConstraintName: 'rule_outcomes_list' })
  list!: List | null;

  @PrimaryColumn({ type: 'integer', name: 'parcel_no', primaryKeyConstraintName: 'rule_outcomes_pk' })
  parcelNo!: number;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'rule_outcomes_pk' })
  rule!: string;

  @Column({ type: 'date' })
  day!: string;

  @Column({ type: 'integer' })
  suggested!: number;

  @Column({ type: 'integer' })
  accepted!: number;

  @Column({ type: 'integer' })
  other!: number;

  @Column({ type: 'integer' })
  kept!: number;
}
