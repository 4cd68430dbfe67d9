import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Office } from './office.entity.ts';
import { Person } from './person.entity.ts';

/** A filter of the inbox that a person keeps, for themselves or for the office. */
@Unique('saved_filters_name', ['personId', 'officeId', 'name'])
@Index('saved_filters_shared', ['officeId', 'name'], { where: `shared` })
@Entity('saved_filters')
export class SavedFilter {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'saved_filters_pk' })
  id!: string;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'saved_filters_person',
  })
  person!: Person | null;

  @Column({ type: 'text', name: 'office_id' })
  officeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'saved_filters_office',
  })
  office!: Office | null;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'boolean', default: false })
  shared!: boolean;

  @Column({ type: 'jsonb' })
  filter!: unknown;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ type: 'timestamptz', name: 'changed_at' })
  changedAt!: Date;
}
