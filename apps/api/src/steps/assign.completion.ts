import { DomainError } from '#domain/errors';
import { offerAttested } from '#persistence/repositories/attested-handovers';
import { unclearCount } from '#persistence/repositories/forwarding';
import { sendToVillages } from '#persistence/repositories/placements';
import { communeOffice, regroupPayload } from '#persistence/repositories/regrouping';
import { coveredParcel, passParcels } from '#persistence/repositories/work';
import { requiredReason, type StepCompletion } from './step-completion.ts';

/** Step 3: one parcel for each village, or the list goes back to the station. */
export const ASSIGN: StepCompletion = {
  async check(context) {
    const { act, work, body } = context;
    if (body.outcome === 'returned') {
      requiredReason(context);
      return 'returned';
    }
    const unclear = await unclearCount(act, work);
    if (unclear > 0) throw new DomainError('task_incomplete', { taskId: work.id, withoutVillage: unclear });
    return body.outcome ?? 'assigned';
  },
  async apply({ act, whole, body, evidence }, outcome) {
    const parcel = await coveredParcel(act, whole);
    const { custodianOfficeId, parcelNo } = parcel;
    if (outcome === 'returned') {
      await passParcels(act, whole, 'compile', { reason: body.reason ?? null, newRound: true });
      const toOfficeId = await communeOffice(act, whole.communeCode, 'health_station');
      const handovers = await offerAttested(act, whole, evidence, [
        { parcelNos: [parcelNo], fromOfficeId: custodianOfficeId, toOfficeId },
      ]);
      await act.event(whole.listId, { type: 'list.returned', taskId: whole.id, payload: { handovers } });
      return;
    }
    const { made, offered } = await sendToVillages(act, whole, evidence, {
      ...{ records: null, custodianOfficeId, reasonOf: () => null },
    });
    await act.event(whole.listId, {
      ...{ type: 'list.assigned', taskId: whole.id },
      payload: { parcels: regroupPayload(made), handovers: offered },
    });
  },
};
