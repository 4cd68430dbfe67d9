import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Office } from './office.entity.ts';
import { Person } from './person.entity.ts';

/** By which way an office reaches an outside system: the API, or files that people carry. */
@Check('office_channels_system', `system in ('population', 'platform')`)
@Check('office_channels_channel', `channel in ('api', 'files')`)
@Entity('office_channels')
export class OfficeChannel {
  @PrimaryColumn({ type: 'text', name: 'office_id', primaryKeyConstraintName: 'office_channels_pk' })
  officeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'office_channels_office',
  })
  office!: Office | null;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'office_channels_pk' })
  system!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @Column({ type: 'text' })
  channel!: string;

  @Column({ type: 'text', name: 'certificate_pem', nullable: true })
  certificatePem!: string | null;

  @Column({ type: 'boolean', default: false })
  signed!: boolean;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({
    name: 'person_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'office_channels_person',
  })
  person!: Person | null;

  @Column({ type: 'timestamptz', name: 'changed_at' })
  changedAt!: Date;

  @Column({ type: 'integer', default: 1 })
  version!: number;
}
