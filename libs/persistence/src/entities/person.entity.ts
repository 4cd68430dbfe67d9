import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** Somebody who may sign in; `subject` is what the identity provider calls them. */
@Unique('people_subject_unique', ['subject'])
@Entity('people')
export class Person {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'people_pk' })
  id!: string;

  @Column({ type: 'text' })
  subject!: string;

  @Column({ type: 'text', name: 'full_name' })
  fullName!: string;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  /** Since when the person may do nothing at all, whatever the posts. */
  @Column({ type: 'timestamptz', name: 'suspended_at', nullable: true })
  suspendedAt!: Date | null;
}
