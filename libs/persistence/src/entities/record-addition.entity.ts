import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { List } from './list.entity.ts';

/** A subject of the platform whom the station asked to add to its list, with what became of it. */
@Check(
  'record_additions_result',
  `result in ('added', 'already_in_list', 'in_other_list', 'not_found', 'other_commune')`,
)
@Check(
  'record_additions_numbered',
  `(result = 'added') = (record_no is not null) or result = 'already_in_list'`,
)
@Entity('record_additions')
export class RecordAddition {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'record_additions_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'record_additions_pk' })
  listId!: string;

  @ManyToOne(() => List)
  @JoinColumn({
    name: 'list_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'record_additions_list',
  })
  list!: List | null;

  @PrimaryColumn({ type: 'integer', name: 'run_no', primaryKeyConstraintName: 'record_additions_pk' })
  runNo!: number;

  @PrimaryColumn({ type: 'text', name: 'subject_id', primaryKeyConstraintName: 'record_additions_pk' })
  subjectId!: string;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'text', nullable: true })
  result!: string | null;

  @Column({ type: 'integer', name: 'record_no', nullable: true })
  recordNo!: number | null;
}
