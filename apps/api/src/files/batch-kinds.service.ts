import { Injectable } from '@nestjs/common';
import type { BatchKind } from '#domain/files/row-states';
import { BY_HAND_JOBS, type ByHandJob } from '#domain/process/channels';
import { DomainError } from '#domain/errors';
import type { Act } from '#persistence/act';
import { applyCarried, compareCarried, handRun, undoCarried } from '#persistence/files/carried-batches';
import type { LockedBatch } from '#persistence/files/batches';
import { applyDecisions, compareDecisions } from '#persistence/files/decision-batches';
import { undoDecisions } from '#persistence/files/undoing';
import type { TaskView } from '#persistence/repositories/inbox';
import type { Work } from '#persistence/repositories/work';
import type { Sql } from '#persistence/sql';

export interface Applied {
  readonly applied: number;
  /** The event that proves it; null when nothing changed. */
  readonly eventNo: bigint | null;
}

/** What a kind of batch does. */
export interface BatchHandling {
  compare(act: Act, work: Work, batch: Pick<LockedBatch, 'id' | 'runNo'>): Promise<void>;
  apply(act: Act, work: Work, batch: LockedBatch): Promise<Applied>;
  /** Returns the event's number. @throws DomainError `batch_not_undoable` */
  undo(act: Act, work: Work, batch: LockedBatch, reason: string): Promise<bigint>;
}

const DECISIONS: BatchHandling = {
  compare: (act, work, { id }) => compareDecisions(act, work, id),
  apply: applyDecisions,
  undo: undoDecisions,
};

/** What people brought back for one kind of job. */
const carried = (kind: ByHandJob): BatchHandling => ({
  compare: (act, work, { id, runNo }) => compareCarried(act, work, { id, runNo, kind }),
  apply: (act, work, batch) => applyCarried(act, work, { ...batch, kind }),
  undo: (act, work, batch, reason) => undoCarried(act, work, { ...batch, kind }, reason),
});

const HANDLING: Readonly<Record<BatchKind, BatchHandling>> = {
  review: DECISIONS,
  decisions: DECISIONS,
  proposals: DECISIONS,
  population_check: carried('population_check'),
  population_update: carried('population_update'),
  platform_update: carried('platform_update'),
  verification: carried('verification'),
};

/** One table from kinds of batches to what they do. */
@Injectable()
export class BatchKinds {
  of(kind: BatchKind): BatchHandling {
    return HANDLING[kind];
  }

  /**
   * The run of the machine's job that a file belongs to; 1 where people decide and no job waits.
   * @throws DomainError `act_not_allowed` when the job does not wait for people.
   */
  async runNo(sql: Sql, { id, listId, scope }: TaskView, kind: BatchKind): Promise<number> {
    if (!(kind in BY_HAND_JOBS) || listId === null) return 1;
    const run = await handRun(sql, listId, kind as ByHandJob, scope);
    if (run?.state !== 'by_hand')
      throw new DomainError('act_not_allowed', {
        taskId: id,
        job: kind,
        state: run?.state ?? null,
        allowed: ['by_hand'],
      });
    return run.runNo;
  }
}
