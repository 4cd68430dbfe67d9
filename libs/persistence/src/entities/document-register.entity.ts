import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Office } from './office.entity.ts';

/** The last number an office gave to papers of a kind in a year. */
@Entity('document_registers')
export class DocumentRegister {
  @PrimaryColumn({ type: 'text', name: 'office_id', primaryKeyConstraintName: 'document_registers_pk' })
  officeId!: string;

  @ManyToOne(() => Office)
  @JoinColumn({
    name: 'office_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'document_registers_office',
  })
  office!: Office | null;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'document_registers_pk' })
  year!: number;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'document_registers_pk' })
  kind!: string;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @Column({ type: 'integer', name: 'last_number' })
  lastNumber!: number;
}
