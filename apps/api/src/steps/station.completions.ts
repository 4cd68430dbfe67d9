import { DomainError } from '#domain/errors';
import { endList } from '#persistence/process/list-orders';
import { lastRun, settleDestinations, updateCounts } from '#persistence/repositories/station-jobs';
import { coveredParcel, passParcels } from '#persistence/repositories/work';
import type { StepCompletion } from './step-completion.ts';

/** Step 8 is completed by the countersigned receipt. */
export const RECEIVE: StepCompletion = {
  async check({ work }) {
    throw new DomainError('act_not_allowed', { taskId: work.id, allowed: ['receipt', 'receive'] });
  },
  async apply() {},
};

/** Step 9: over when a run has ended and nothing waits. What failed stays listed and goes to the next list. */
export const UPDATE: StepCompletion = {
  async check({ act, work }) {
    const run = await lastRun(act, work, 'platform_update');
    const { pending } = await updateCounts(act, work);
    if (run?.state !== 'done' || pending > 0) {
      throw new DomainError('task_incomplete', { taskId: work.id, job: run ?? null, pending });
    }
    return 'updated';
  },
  async apply({ act, whole }) {
    const { parcelNo, recordCount } = await coveredParcel(act, whole);
    const { failed } = await updateCounts(act, whole);
    await passParcels(act, whole, 'check');
    await act.event(whole.listId, {
      ...{
        type: 'parcel.updated',
        taskId: whole.id,
        payload: { parcels: [parcelNo], count: recordCount, failed },
      },
    });
  },
};

/** Step 10: the parcel's way is over; with the last parcel the list's. */
export const CHECK: StepCompletion = {
  async check() {
    return 'checked';
  },
  async apply({ act, whole }) {
    const { parcelNo, recordCount } = await coveredParcel(act, whole);
    const destinations = await settleDestinations(act, whole);
    await passParcels(act, whole, 'ended');
    await act.event(whole.listId, {
      ...{
        type: 'parcel.ended',
        taskId: whole.id,
        payload: { parcels: [parcelNo], count: recordCount, destinations },
      },
    });
    await endList(act, whole.listId);
  },
};
