import { DomainError } from '#domain/errors';
import { offerAttested } from '#persistence/repositories/attested-handovers';
import { communeOffice } from '#persistence/repositories/regrouping';
import { coveredParcels, passParcels, undecidedCount } from '#persistence/repositories/work';
import { requiredReason, type StepCompletion } from './step-completion.ts';

/** Step 4: a village's records go to the commune. What a village returns undecided is for the commune to move elsewhere. */
export const REVIEW: StepCompletion = {
  async check(context) {
    const { act, work, body } = context;
    if (body.outcome === 'returned') {
      requiredReason(context);
      return 'returned';
    }
    const undecided = await undecidedCount(act, work);
    if (undecided > 0) throw new DomainError('task_incomplete', { taskId: work.id, undecided });
    return body.outcome ?? 'reviewed';
  },
  async apply({ act, whole, body, evidence }, outcome) {
    const parcels = await coveredParcels(act, whole);
    const parcelNos = parcels.map(({ parcelNo }) => parcelNo);
    await passParcels(act, whole, 'forward', {
      reason: outcome === 'returned' ? (body.reason ?? null) : null,
    });
    const toOfficeId = await communeOffice(act, whole.communeCode, 'commune_task_force');
    const [first] = parcels;
    const handovers =
      first === undefined
        ? []
        : await offerAttested(act, whole, evidence, [
            { parcelNos, fromOfficeId: first.custodianOfficeId, toOfficeId },
          ]);
    await act.event(whole.listId, {
      ...{ type: outcome === 'returned' ? 'village.returned' : 'village.reviewed', taskId: whole.id },
      payload: { village: whole.scope, parcels: parcelNos, handovers },
    });
  },
};
