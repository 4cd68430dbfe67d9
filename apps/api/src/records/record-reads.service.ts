import { Inject, Injectable } from '@nestjs/common';
import { toRanges } from '#domain/handovers/record-numbers';
import { seesPlain } from '#domain/people/seeing';
import type { RecordPageText, RecordView } from '#persistence/repositories/records';
import { AccessLog } from '../auth/access-log.ts';
import type { ActingCapacity } from '../auth/capacity.ts';
import type { JsonText } from '../http/act-answer.ts';
import { pageText } from '../http/paging.ts';
import { maskRecord } from './record-masking.ts';

/** A record on its way to a reader; `masked` tells whether numbers and birth dates are hidden. */
export type ShownRecord = RecordView & { readonly masked: boolean };

export interface RecordPage {
  readonly listId: string;
  /** The task whose records these are; null for a page of the list. */
  readonly taskId: string | null;
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
    page: RecordPage,
  ): Promise<ShownRecord[]> {
    if (!seesPlain(actor.role) && page.unmask === undefined)
      return records.map((record) => ({ ...maskRecord(record), masked: true }));
    await this.#log(
      actor,
      records.map(({ recordNo }) => recordNo),
      page,
    );
    return records.map((record) => ({ ...record, masked: false }));
  }

  /** Whether this reader sees numbers and birth dates whole without naming a purpose. */
  seesAll({ role }: ActingCapacity): boolean {
    return seesPlain(role);
  }

  /** The same for readers who see all, as the text PostgreSQL wrote. */
  async showText(
    actor: ActingCapacity,
    { items, recordNos, more }: RecordPageText,
    page: RecordPage,
  ): Promise<JsonText> {
    await this.#log(actor, recordNos, page);
    return pageText(items, more ? [recordNos.at(-1) ?? 0] : null);
  }

  async #log(
    actor: ActingCapacity,
    recordNos: readonly number[],
    { listId, taskId, unmask }: RecordPage,
  ): Promise<void> {
    if (recordNos.length === 0) return;
    await this.accessLog.seen('read', actor, 'record.read', listId, {
      count: recordNos.length,
      records: toRanges(recordNos),
      ...(taskId === null ? {} : { taskId }),
      purpose: unmask ?? 'task',
      unmasked: !seesPlain(actor.role),
    });
  }
}
