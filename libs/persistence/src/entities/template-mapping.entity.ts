import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Office } from './office.entity.ts';
import { Person } from './person.entity.ts';

/** How an office has files of a foreign template read. */
@Entity('template_mappings')
export class TemplateMapping {
  @PrimaryColumn({ type: 'text', name: 'office_id', primaryKeyConstraintName: 'template_mappings_pk' })
  officeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'template_mappings_office',
  })
  office!: Office | null;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'template_mappings_pk' })
  kind!: string;

  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'template_mappings_pk' })
  fingerprint!: Buffer;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'jsonb' })
  headings!: unknown;

  @Column({ type: 'jsonb' })
  mapping!: unknown;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'template_mappings_person',
  })
  person!: Person | null;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ type: 'timestamptz', name: 'changed_at' })
  changedAt!: Date;
}
