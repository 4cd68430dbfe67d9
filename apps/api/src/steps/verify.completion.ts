import { DomainError } from '#domain/errors';
import { coveredRecords } from '#persistence/repositories/forwarding';
import { countRuleOutcomes } from '#persistence/repositories/rule-outcomes';
import { coveredParcels, passParcels, undecidedCount } from '#persistence/repositories/work';
import { returnToVillages } from './returning.ts';
import { requiredReason, type StepCompletion } from './step-completion.ts';

/** Step 6: the compared parcel goes to the chief's desk in the same office, so custody stays. */
export const VERIFY: StepCompletion = {
  async check(context) {
    const { act, work, task, body } = context;
    if (body.outcome === 'returned') {
      requiredReason(context);
      if (task.partOf !== null)
        throw new DomainError('act_not_allowed', { taskId: work.id, allowed: ['verified'] });
      return 'returned';
    }
    const undecided = await undecidedCount(act, work);
    if (undecided > 0) throw new DomainError('task_incomplete', { taskId: work.id, undecided });
    return body.outcome ?? 'verified';
  },
  async apply({ act, whole, body, evidence }, outcome) {
    if (outcome === 'returned') {
      await returnToVillages(act, whole, evidence, await coveredRecords(act, whole), body.reason ?? '');
      return;
    }
    // Asked first, so answered as of before the parcels move on.
    const [parcels] = await Promise.all([coveredParcels(act, whole), passParcels(act, whole, 'sign')]);
    const parcelNos = parcels.map(({ parcelNo }) => parcelNo);
    await countRuleOutcomes(act, whole.listId, parcelNos);
    await act.event(whole.listId, {
      ...{ type: parcels.length > 0 ? 'parcel.verified' : 'task.completed', taskId: whole.id },
      payload: { parcels: parcels.map(({ parcelNo, recordCount }) => ({ parcelNo, count: recordCount })) },
    });
  },
};
