import { Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { List } from './list.entity.ts';

/** An ended list whose workflow's history is still to be archived. */
@Index('archive_orders_by_due', ['dueAt'])
@Entity('archive_orders')
export class ArchiveOrder {
  @PrimaryColumn({ type: 'uuid', name: 'list_id', primaryKeyConstraintName: 'archive_orders_pk' })
  listId!: string;

  @OneToOne(() => List)
  @JoinColumn({
    name: 'list_id',
    referencedColumnName: 'id',
    foreignKeyConstraintName: 'archive_orders_list',
  })
  list!: List | null;

  @Column({ type: 'timestamptz', name: 'ordered_at', default: () => 'clock_timestamp()' })
  orderedAt!: Date;

  /** When somebody may look next; the one who looks moves it on, so that two never look at once. */
  @Column({ type: 'timestamptz', name: 'due_at', default: () => 'clock_timestamp()' })
  dueAt!: Date;
}
