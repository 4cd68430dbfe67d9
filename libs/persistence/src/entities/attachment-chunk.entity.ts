import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { TaskAttachment } from './task-attachment.entity.ts';

/** A piece of a file. */
@Entity('attachment_chunks')
export class AttachmentChunk {
  @PrimaryColumn({ type: 'uuid', name: 'attachment_id', primaryKeyConstraintName: 'attachment_chunks_pk' })
  attachmentId!: string;

  @ManyToOne(() => TaskAttachment)
  @JoinColumn({
    name: 'attachment_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'attachment_chunks_attachment',
  })
  attachment!: TaskAttachment | null;

  @PrimaryColumn({ type: 'integer', name: 'chunk_no', primaryKeyConstraintName: 'attachment_chunks_pk' })
  chunkNo!: number;

  @Column({ type: 'text', name: 'province_code' })
  provinceCode!: string;

  @Column({ type: 'text', name: 'commune_code', nullable: true })
  communeCode!: string | null;

  @Column({ type: 'bytea' })
  bytes!: Buffer;
}
