import { DomainError } from '#domain/errors';
import { refuseOwnWork } from '#persistence/repositories/duties';
import { presentHandover } from '#persistence/repositories/official-handovers';
import { coveredParcel, passParcels } from '#persistence/repositories/work';
import { requiredReason, type StepCompletion } from './step-completion.ts';

/** Step 7 is completed by the signature; here the chief can only send the parcel back to verification. */
export const SIGN: StepCompletion = {
  async check(context) {
    const { act, task, work, body } = context;
    if (body.outcome !== 'returned') {
      throw new DomainError('act_not_allowed', {
        taskId: work.id,
        allowed: ['freeze', 'signature', 'returned'],
      });
    }
    requiredReason(context);
    const { parcelNo, frozen } = await coveredParcel(act, work);
    await refuseOwnWork(act, task);
    if (frozen) {
      const present = await presentHandover(act, work, parcelNo);
      throw new DomainError('parcel_frozen', { parcelNo, handoverId: present?.id ?? null });
    }
    return 'returned';
  },
  async apply({ act, whole, body }) {
    const { parcelNo } = await coveredParcel(act, whole);
    await passParcels(act, whole, 'verify', { reason: body.reason ?? null, newRound: true });
    await act.event(whole.listId, {
      type: 'parcel.returned',
      taskId: whole.id,
      payload: { parcels: [parcelNo] },
    });
  },
};
