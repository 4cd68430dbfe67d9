import { Inject, Injectable } from '@nestjs/common';
import { seesPlain } from '#domain/people/seeing';
import type { RecordView } from '#persistence/repositories/records';
import { AccessLog } from '../auth/access-log.ts';
import type { ActingCapacity } from '../auth/capacity.ts';
import { maskRecord } from './record-masking.ts';

/** A record on its way to a reader; `masked` tells whether numbers and birth dates are hidden. */
export type ShownRecord = RecordView & { readonly masked: boolean };

export interface RecordPage {
  /** What the page was read of: a list or a task. */
  readonly target: string;
  /** Why the reader wants unmasked values; absent: shown as the role sees them. */
  readonly unmask: string | undefined;
}

/** Shows records to a reader and writes down that they were shown. */
@Injectable()
export class RecordReads {
  constructor(@Inject(AccessLog) private readonly accessLog: AccessLog) {}

  /**
   * Masks what the role need not see. One entry per page of unmasked records goes to the access log, in a transaction of its own and
   * before anything is shown: those who work with the data for their task, everybody else for the purpose named.
   */
  async show(
    actor: ActingCapacity,
    records: readonly RecordView[],
    { target, unmask }: RecordPage,
  ): Promise<ShownRecord[]> {
    const plain = seesPlain(actor.role);
    if (!plain && unmask === undefined)
      return records.map((record) => ({ ...maskRecord(record), masked: true }));
    if (records.length > 0)
      await this.accessLog.seen('read', actor, 'record.read', target, {
        count: records.length,
        first: records[0]?.recordNo,
        last: records.at(-1)?.recordNo,
        purpose: unmask ?? 'task',
        unmasked: !plain,
      });
    return records.map((record) => ({ ...record, masked: false }));
  }
}
