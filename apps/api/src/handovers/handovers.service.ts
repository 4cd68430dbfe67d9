import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '#domain/errors';
import type { Refusal } from '#domain/handovers/manifest';
import type { Act } from '#persistence/act';
import { noteDuty, refuseOwnWork } from '#persistence/repositories/duties';
import { readHandover, type HandoverView } from '#persistence/repositories/handover-views';
import { changedTask, type TaskView } from '#persistence/repositories/inbox';
import type { Evidence } from '#persistence/repositories/manifests';
import {
  checkEnrolled,
  freeze,
  getHandover,
  offerSigned,
  presentHandover,
  voidHandover,
  withdrawHandover,
  type CheckedSignature,
  type OfficialHandover,
} from '#persistence/repositories/official-handovers';
import { acceptSigned, draftReceipt } from '#persistence/repositories/official-receipts';
import { acceptanceDue, receiveParcel } from '#persistence/repositories/receiving';
import { communeOffice } from '#persistence/repositories/regrouping';
import { claimedTask, completeTask } from '#persistence/repositories/tasks';
import { coveredParcel, passParcels, workOf, type Work } from '#persistence/repositories/work';
import { EVIDENCE } from './evidence.provider.ts';

/** The official handover in the caller's act: freeze, sign, receive, withdraw. */
@Injectable()
export class HandoversService {
  constructor(@Inject(EVIDENCE) private readonly evidence: Evidence) {}

  async freeze(act: Act, taskId: string, epoch: number): Promise<{ handover: HandoverView }> {
    const task = await claimedTask(act, taskId, epoch, 'sign');
    if (task.preparing) throw new DomainError('task_preparing', { taskId, step: task.step });
    const work = workOf(task);
    const parcel = await coveredParcel(act, work);
    await refuseOwnWork(act, task);
    const station = await communeOffice(act, work.communeCode, 'health_station');
    const id = await freeze(act, work, parcel, station, this.evidence);
    return { handover: await readHandover(act, id) };
  }

  async unfreeze(act: Act, handoverId: string, epoch: number): Promise<{ handover: HandoverView }> {
    const handover = await getHandover(act, handoverId);
    await claimedTask(act, handover.taskId, epoch, 'sign');
    await voidHandover(act, handover);
    return { handover: await readHandover(act, handoverId) };
  }

  /** The checked signature makes the frozen parcel an offer and completes the sign task. */
  async sign(
    act: Act,
    handoverId: string,
    epoch: number,
    signed: CheckedSignature,
  ): Promise<{ handover: HandoverView }> {
    const handover = await getHandover(act, handoverId);
    const task = await claimedTask(act, handover.taskId, epoch, 'sign', 'complete');
    const work = workOf(task);
    await checkEnrolled(act, signed.thumbprint);
    await refuseOwnWork(act, task);
    await offerSigned(act, handover, signed, await acceptanceDue(act, work.listId, handover.toOfficeId));
    await noteDuty(act, work, 'sign');
    await passParcels(act, work, 'receive');
    await completeTask(act, task, 'offered');
    await act.event(work.listId, {
      ...{ type: 'handover.offered', taskId: task.id },
      payload: {
        ...{ handoverId, number: handover.number, count: handover.recordCount, to: handover.toOfficeId },
        ...{ manifestHash: signed.contentHash.toString('hex'), certificateThumbprint: signed.thumbprint },
      },
    });
    await act.tell('cleanList', work.listId);
    return { handover: await readHandover(act, handoverId) };
  }

  async withdraw(act: Act, handoverId: string, reason: string): Promise<{ handover: HandoverView }> {
    const handover = await getHandover(act, handoverId);
    if (handover.fromOfficeId !== act.actor.officeId) throw new DomainError('out_of_area', { handoverId });
    const { state } = act.head(handover.listId);
    if (state === 'paused') throw new DomainError('list_paused', { listId: handover.listId });
    await withdrawHandover(act, handover, reason);
    await act.tell('cleanList', handover.listId);
    return { handover: await readHandover(act, handoverId) };
  }

  /** Writes the receipt; the answer holds the exact text to sign. */
  async receipt(act: Act, taskId: string, epoch: number, refused: readonly Refusal[]) {
    const work = workOf(await claimedTask(act, taskId, epoch, 'receive'));
    const handover = await this.#offered(act, work);
    const draft = await draftReceipt(act, handover, refused);
    await act.event(work.listId, {
      ...{ type: 'receipt.drafted', taskId },
      payload: { handoverId: handover.id, refused: refused.length, receiptHash: draft.hash.toString('hex') },
    });
    return { handoverId: handover.id, receipt: draft.text, receiptHash: draft.hash.toString('hex') };
  }

  /** The countersigned receipt: custody of what was accepted moves, the receive task is complete. */
  async receive(act: Act, taskId: string, epoch: number, signed: CheckedSignature): Promise<TaskView> {
    const task = await claimedTask(act, taskId, epoch, 'receive', 'complete');
    const work = workOf(task);
    const handover = await this.#offered(act, work);
    await checkEnrolled(act, signed.thumbprint);
    await refuseOwnWork(act, task);
    await noteDuty(act, work, 'receive');
    const refusedCount = handover.receipt === null ? 0 : refusals(handover.receipt);
    const state = refusedCount === handover.recordCount ? 'refused' : 'accepted';
    await acceptSigned(act, handover, signed, state);
    await completeTask(act, task, state === 'refused' ? 'refused' : 'received');
    await receiveParcel(act, work, handover);
    await act.tell('cleanList', work.listId);
    return changedTask(act, taskId);
  }

  async #offered(act: Act, work: Work): Promise<OfficialHandover> {
    const { parcelNo } = await coveredParcel(act, work);
    const handover = await presentHandover(act, work, parcelNo);
    if (handover === undefined) throw new DomainError('act_not_allowed', { taskId: work.id, parcelNo });
    return handover;
  }
}

function refusals(receipt: string): number {
  return (JSON.parse(receipt) as { refused: unknown[] }).refused.length;
}
