import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who decided which records at a step, for the separation of duty. */
@Entity('deciders')
export class Decider {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'deciders_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'deciders_pk' })
  listId!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'deciders_pk' })
  step!: string;

  @PrimaryColumn({ type: 'uuid', name: 'person_id', primaryKeyConstraintName: 'deciders_pk' })
  personId!: string;

  @Column({ type: 'int4multirange' })
  records!: string;
}
