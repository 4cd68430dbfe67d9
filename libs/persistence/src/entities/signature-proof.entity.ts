import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Handover } from './handover.entity.ts';
import { List } from './list.entity.ts';

/** What keeps an official signature checkable after its certificate has ended. Its final form is reached with the time stamp. */
@Check('signature_proofs_part', `part in ('offer', 'receipt')`)
@Check('signature_proofs_state', `state in ('waiting', 'complete')`)
@Check(
  'signature_proofs_complete',
  `(state = 'complete') = (time_stamp is not null and stamped_at is not null and tsa_thumbprint is not null)`,
)
@Index('signature_proofs_waiting', ['nextAttemptAt'], { where: `state = 'waiting'` })
@Entity('signature_proofs')
export class SignatureProof {
  @PrimaryColumn({ type: 'text', name: 'province_code', primaryKeyConstraintName: 'signature_proofs_pk' })
  provinceCode!: string;

  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'signature_proofs_pk' })
  listId!: string;

  @ManyToOne(() => List)
  @JoinColumn({
    name: 'list_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'signature_proofs_list',
  })
  list!: List | null;

  @PrimaryColumn({ type: 'uuid', name: 'handover_id', primaryKeyConstraintName: 'signature_proofs_pk' })
  handoverId!: string;

  @ManyToOne(() => Handover)
  @JoinColumn({
    name: 'handover_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'signature_proofs_handover',
  })
  handover!: Handover | null;

  /** `offer`: the manifest's signature; `receipt`: the receipt's. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'signature_proofs_pk' })
  part!: string;

  @Column({ type: 'text', name: 'commune_code' })
  communeCode!: string;

  /** SHA-256 of the CMS file: what the time stamp is for. */
  @Column({ type: 'bytea', name: 'signature_hash' })
  signatureHash!: Buffer;

  @Column({ type: 'text', name: 'certificate_thumbprint' })
  certificateThumbprint!: string;

  /** From the signer's certificate up to the anchor. */
  @Column({ type: 'text', name: 'chain_pem' })
  chainPem!: string;

  /** Lists of revoked certificates (DER): those the check relied on, then any that had to be added for the stamped time. */
  @Column({ type: 'bytea', array: true })
  crls!: Buffer[];

  @Column({ type: 'timestamptz', name: 'crl_this_update', nullable: true })
  crlThisUpdate!: Date | null;

  @Column({ type: 'timestamptz', name: 'crl_next_update', nullable: true })
  crlNextUpdate!: Date | null;

  @Column({ type: 'text', default: 'waiting' })
  state!: string;

  /** The time-stamp server's whole answer (TimeStampResp, DER). */
  @Column({ type: 'bytea', name: 'time_stamp', nullable: true })
  timeStamp!: Buffer | null;

  @Column({ type: 'timestamptz', name: 'stamped_at', nullable: true })
  stampedAt!: Date | null;

  @Column({ type: 'text', name: 'tsa_thumbprint', nullable: true })
  tsaThumbprint!: string | null;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'timestamptz', name: 'next_attempt_at', default: () => 'clock_timestamp()' })
  nextAttemptAt!: Date;

  @Column({ type: 'text', name: 'last_failure_code', nullable: true })
  lastFailureCode!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;
}
